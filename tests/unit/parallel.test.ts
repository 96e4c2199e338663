import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forEachParallel } from '#studio/dataset/parallel.ts';

/** Lets everything go on that waits for nothing but its turn. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('work on many items', () => {
  it('is done once for each, with its place, and never wider than asked', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string(), { maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        async (items, width) => {
          const seen: [string, number][] = [];
          let [running, most] = [0, 0];
          await forEachParallel(items, width, async (item, index) => {
            most = Math.max(most, ++running);
            await turn();
            seen.push([item, index]);
            running--;
          });
          expect(seen.sort((a, b) => a[1] - b[1])).toEqual(items.map((item, index) => [item, index]));
          expect(most).toBe(Math.min(width, items.length));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('stops at the first error: what runs ends, nothing more begins, and that error is thrown', async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const work = forEachParallel([0, 1, 2, 3, 4, 5], 2, async (item) => {
      begun.push(item);
      await turn();
      if (item === 1) throw new Error('first');
      await turn();
      ended.push(item);
    });
    await expect(work).rejects.toThrow('first');
    expect(begun).toEqual([0, 1]);
    expect(ended).toEqual([0]);
  });
});
