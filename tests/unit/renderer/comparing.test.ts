import { describe, expect, it } from 'vitest';
import { comparesByItself } from '../../../src/renderer/stages/dataset/comparing.ts';

describe('comparing parts without being asked', () => {
  const found = { good: { n: 20, least: 12 }, undescribed: 3 };

  it('begins where pictures are not compared, nothing computes and no comparison failed or was cancelled', () => {
    expect(comparesByItself(found, undefined, 0)).toBe(true);
    expect(comparesByItself(found, { state: 'done' }, 0)).toBe(true);
  });

  it('leaves it to a person otherwise', () => {
    expect(comparesByItself(found, { state: 'failed' }, 0)).toBe(false);
    expect(comparesByItself(found, { state: 'cancelled' }, 0)).toBe(false);
    expect(comparesByItself(found, undefined, 1)).toBe(false);
    expect(comparesByItself({ ...found, undescribed: 0 }, undefined, 0)).toBe(false);
    expect(comparesByItself({ ...found, good: { n: 11, least: 12 } }, undefined, 0)).toBe(false);
  });
});
