import { expect, it } from 'vitest';
import { fewNormals } from '../../src/main/cli/fewNormals.ts';

const found = [
  ...Array.from({ length: 30 }, (_, i) => ({ file: `good-${i}`, label: 'normal' as const, split: 'train' })),
  { file: 'test-good', label: 'normal' as const, split: 'test' },
  { file: 'test-bad', label: 'anomalous' as const, split: 'test' },
];
const names = (count: number | null, seed: number): string[] => fewNormals(found, count, seed).map(({ file }) => file);

it('keeps so many good parts to learn from and every test image', () => {
  expect(names(5, 0)).toHaveLength(7);
  expect(names(5, 0)).toEqual(expect.arrayContaining(['test-good', 'test-bad']));
  expect(names(null, 0)).toHaveLength(32);
  expect(names(100, 0)).toHaveLength(32);
});

it('draws the same for the same seed, another set for another, and few of a seed are among its many', () => {
  expect(names(5, 1)).toEqual(names(5, 1));
  expect(names(5, 1)).not.toEqual(names(5, 2));
  expect(names(20, 1)).toEqual(expect.arrayContaining(names(5, 1)));
});
