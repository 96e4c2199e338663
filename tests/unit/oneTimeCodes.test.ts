import { expect, it } from 'vitest';
import { OneTimeCodes } from '../../src/main/server/oneTimeCodes.ts';

it('a one-time code serves once, within ten minutes, and no other text does', () => {
  let now = 0;
  const codes = new OneTimeCodes(() => now);
  const [first, second] = [codes.create(), codes.create()];
  expect(first).toMatch(/^[\w-]{43}$/);
  expect(first).not.toBe(second);
  expect(codes.use('')).toBe(false);
  expect(codes.use(`${first} `)).toBe(false);
  expect(codes.use(first)).toBe(true);
  expect(codes.use(first)).toBe(false);
  now = 10 * 60_000;
  expect(codes.use(second)).toBe(false);
});

it('of many codes only the newest sixteen are kept', () => {
  const codes = new OneTimeCodes(() => 0);
  const made = Array.from({ length: 17 }, () => codes.create());
  expect(codes.use(made[0]!)).toBe(false);
  expect(made.slice(1).every((code) => codes.use(code))).toBe(true);
});
