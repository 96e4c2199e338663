import { expect, it } from 'vitest';
import { createEndRequests } from '#shared/endRequests.ts';

it('takes what comes within a second of the first for its echo, and what comes later for another wish', () => {
  let now = 5000;
  const request = createEndRequests(() => now);
  expect(request()).toBe('first');
  expect(request()).toBe('echo');
  now += 999;
  expect(request()).toBe('echo');
  now += 1;
  expect(request()).toBe('again');
});
