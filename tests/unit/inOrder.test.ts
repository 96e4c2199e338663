import { describe, expect, it } from 'vitest';
import { inOrder } from '#forging/inOrder.ts';

describe('values in the order of their plan', () => {
  const started = (): { asked: PromiseWithResolvers<number>[]; ask: (n: number) => Promise<number> } => {
    const asked: PromiseWithResolvers<number>[] = [];
    return { asked, ask: (n) => (asked[n] = Promise.withResolvers<number>()).promise };
  };

  it('come in it, whichever is ready first', async () => {
    const { asked, ask } = started();
    const next = inOrder(ask, 3);
    const taken = [next(), next(), next()];
    for (const n of [2, 0, 1]) asked[n]!.resolve(n);
    expect(await Promise.all(taken)).toEqual([0, 1, 2]);
  });

  it('are asked for so far ahead, and no further than the plan goes', () => {
    const { asked, ask } = started();
    const next = inOrder(ask, 2, 4);
    expect(asked).toHaveLength(2);
    void next();
    expect(asked).toHaveLength(3);
    void next();
    void next();
    expect(asked).toHaveLength(4);
  });

  it('tell an error to whoever takes the value, not before; after the last there is none', async () => {
    const next = inOrder((n) => (n === 1 ? Promise.reject(new Error('one')) : Promise.resolve(n)), 3, 3);
    await new Promise((resolve) => setImmediate(resolve)); // an error that nobody heard would fail the test here
    expect(await next()).toBe(0);
    await expect(next()).rejects.toThrow('one');
    expect(await next()).toBe(2);
    await expect(next()).rejects.toBeInstanceOf(RangeError);
  });
});
