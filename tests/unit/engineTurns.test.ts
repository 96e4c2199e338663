import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { defaultLossWeights, risingShare } from '#shared/domain/runs.ts';
import { CancelledError } from '#shared/errors.ts';
import { EngineTurns } from '#studio/workspace/engineTurns.ts';
import { SavedQueue } from '#studio/workspace/savedQueue.ts';

/** Work that ends when it is told to, and what was told while it waited. */
function worker(turns: EngineTurns, began: string[], job: string) {
  const end = Promise.withResolvers<void>();
  const stop = new AbortController();
  const places: number[] = [];
  const ended = turns.take(
    job,
    stop.signal,
    (place) => places.push(place),
    async () => {
      began.push(job);
      await end.promise;
    },
  );
  ended.catch(() => undefined);
  return { places, ended, end: () => end.resolve(), cancel: () => stop.abort() };
}
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('turns at the engine', () => {
  it('come one at a time in their order, which can be changed', async () => {
    const [turns, began] = [new EngineTurns(), [] as string[]];
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((job) => worker(turns, began, job));
    expect([began, turns.order]).toEqual([['a'], ['b', 'c', 'd']]);
    expect(turns.move('d', 1)).toBe(true);
    expect(turns.order).toEqual(['d', 'b', 'c']);
    expect([b!.places, c!.places, d!.places]).toEqual([
      [1, 1, 1, 2],
      [2, 2, 3],
      [3, 1],
    ]);
    a!.end();
    await a!.ended;
    await settled();
    expect(began).toEqual(['a', 'd']);
    d!.end();
    await settled();
    expect(began).toEqual(['a', 'd', 'b']);
    expect(turns.move('b', 1)).toBe(false); // it does not wait any more
    b!.end();
    c!.end();
    await c!.ended;
    expect(began).toEqual(['a', 'd', 'b', 'c']);
  });

  it('are given up while they wait, and nobody is let past those before', async () => {
    const [turns, began] = [new EngineTurns(), [] as string[]];
    const [a, b, c] = ['a', 'b', 'c'].map((job) => worker(turns, began, job));
    b!.cancel();
    await expect(b!.ended).rejects.toBeInstanceOf(CancelledError);
    await settled();
    expect([began, turns.order]).toEqual([['a'], ['c']]);
    a!.end();
    c!.end();
    await c!.ended;
    expect(began).toEqual(['a', 'c']);
    const late = worker(turns, began, 'late');
    late.end();
    await late.ended;
    expect(began.at(-1)).toBe('late');
  });

  it('go on after work that fails', async () => {
    const turns = new EngineTurns();
    const stop = new AbortController();
    const failed = turns.take(
      'a',
      stop.signal,
      () => undefined,
      () => Promise.reject(new Error('no')),
    );
    const next = turns.take(
      'b',
      stop.signal,
      () => undefined,
      () => Promise.resolve('done'),
    );
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('done');
  });
});

describe('the queue on disk', () => {
  let dir: string;
  beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'flawsmith-queue-'))));
  afterEach(() => rmSync(dir, { recursive: true, force: true }));
  const order = { priorSet: defaultPriorSet, budget: { minutes: 3 }, seed: 0, size: 64, loss: defaultLossWeights };
  const entry = (id: string) => ({ id, dir: '/p', order: { ...order, name: `run ${id}` } });
  const ids = (): string[] => new SavedQueue(dir).list().map(({ id }) => id);

  it('keeps what was ordered, in its order, and forgets what began', () => {
    const queue = new SavedQueue(dir);
    for (const id of ['a', 'b', 'c']) queue.add(entry(id));
    queue.add({ id: 'd', dir: '/p', order: { resume: 'run-0002' } });
    queue.arrange(['c', 'a']);
    expect(ids()).toEqual(['c', 'a', 'b', 'd']);
    queue.remove('a');
    queue.remove('a');
    expect(new SavedQueue(dir).list()[0]).toEqual(entry('c'));
    expect(ids()).toEqual(['c', 'b', 'd']);
    expect(readdirSync(dir)).toEqual(['queue.json']);
  });

  it('that somebody broke is set aside', () => {
    writeFileSync(join(dir, 'queue.json'), '{"schema": 1, "queue": [7]}');
    expect(ids()).toEqual([]);
    expect(readFileSync(join(dir, 'queue.json.broken'), 'utf8')).toContain('[7]');
  });
});

describe('the share of a run that is done', () => {
  it('never falls, whatever is estimated anew, and is not 1 before the end', () => {
    const progress = fc.record({
      seconds: fc.double({ min: 0, max: 1e5, noNaN: true }),
      secondsLeft: fc.option(fc.double({ min: 0, max: 1e5, noNaN: true })),
    });
    fc.assert(
      fc.property(fc.array(progress, { maxLength: 30 }), (list) => {
        const shareOf = risingShare();
        const shares = list.map(shareOf);
        shares.forEach((share, i) => {
          expect(share).toBeGreaterThanOrEqual(shares[i - 1] ?? 0);
          expect(share).toBeLessThan(1);
        });
      }),
    );
    const shareOf = risingShare();
    expect([shareOf({ seconds: 10, secondsLeft: 30 }), shareOf({ seconds: 20, secondsLeft: 180 })]).toEqual([
      0.25, 0.25,
    ]);
  });
});
