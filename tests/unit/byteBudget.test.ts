import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteBudget } from '#scoring/byteBudget.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a budget of bytes', () => {
  it('is never passed but by one alone, does all work, and begins in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 150 }), { maxLength: 12 }), async (sizes) => {
        const budget = new ByteBudget(100);
        const begun: number[] = [];
        const running: number[] = [];
        const work = sizes.map((bytes, i) =>
          budget.run(bytes, async () => {
            begun.push(i);
            running.push(bytes);
            expect(running.filter((one) => one > 0).length <= 1 || running.reduce((a, b) => a + b, 0) <= 100).toBe(
              true,
            );
            await turn();
            running.splice(running.indexOf(bytes), 1);
            return i;
          }),
        );
        expect(await Promise.all(work)).toEqual(sizes.map((_, i) => i));
        expect(begun).toEqual(sizes.map((_, i) => i));
      }),
      { numRuns: 50 },
    );
  });

  it('is given back by work that fails', async () => {
    const budget = new ByteBudget(10);
    await expect(budget.run(10, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await budget.run(10, () => Promise.resolve('next'))).toBe('next');
  });
});
