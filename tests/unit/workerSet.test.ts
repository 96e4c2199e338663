import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { CancelledError } from '#shared/errors.ts';
import { WorkerSet } from '#forging/workerSet.ts';
import type { Answered, Task } from '../fixtures/taskWorker.ts';

const url = new URL('../fixtures/taskWorker.ts', import.meta.url);
const say = (what: string): Task => ({ do: 'say', what });

describe('threads that answer tasks', () => {
  let set: WorkerSet<Task, Answered>;
  const start = (count: number, held = 1): void => {
    set = new WorkerSet(url, count, { name: 'A thread of the test', held });
  };
  const ask = (task: Task, signal?: AbortSignal): Promise<Answered> => set.run(() => ({ task }), signal);
  /** Answers, or the code of the error; 'cancelled' for CancelledError. */
  const outcomes = async (answers: Promise<Answered>[]): Promise<(string | undefined)[]> =>
    (await Promise.allSettled(answers)).map((answer) => {
      if (answer.status === 'fulfilled') return answer.value.what;
      return answer.reason instanceof CancelledError ? 'cancelled' : (answer.reason as { code: string }).code;
    });
  /** Keeps the thread at work until it is opened. */
  const hold = (): { answer: Promise<Answered>; open: () => void } => {
    const gate = new Int32Array(new SharedArrayBuffer(4));
    const open = (): void => {
      gate[0] = 1;
      Atomics.notify(gate, 0);
    };
    return { answer: ask({ do: 'wait', gate }), open };
  };
  afterEach(() => set.close());

  it.each([
    [1, 1],
    [1, 4],
    [3, 1],
    [2, 3],
  ])('give each asker its own answer: %i threads that hold %i', async (count, held) => {
    start(count, held);
    const words = Array.from({ length: 20 }, (_, i) => `word ${i}`);
    expect(await outcomes(words.map((word) => ask(say(word))))).toEqual(words);
  });

  it('answer in the order asked where there is one, though it holds several', async () => {
    start(1, 3);
    const told: string[] = [];
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map(async (word) => told.push((await ask(say(word))).what!)));
    expect(told).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('are asked by turns: a thread at work is given no more than it may hold', async () => {
    start(2);
    const { answer, open } = hold();
    const others = await Promise.all([ask(say('a')), ask(say('b')), ask(say('c'))]);
    expect(new Set(others.map(({ thread }) => thread)).size).toBe(1);
    open();
    expect((await answer).thread).not.toBe(others[0]!.thread);
  });

  it.each(['throw', 'exit'] as const)(
    'are replaced where one dies (%s): its task is done again once, and no other is lost',
    async (death) => {
      start(1, 3);
      const tasks: Task[] = [say('a'), { do: death }, say('b'), say('c'), { do: death }, say('d')];
      expect(await outcomes(tasks.map((task) => ask(task)))).toEqual(['a', 'internal', 'b', 'c', 'internal', 'd']);
      await expect(ask({ do: death })).rejects.toMatchObject({
        message: expect.stringMatching(/^A thread of the test stopped/),
        details: expect.stringMatching(death === 'throw' ? /out of memory/ : /code 3/),
        hint: expect.stringMatching(/memory/),
      });
      expect(await outcomes([ask(say('e'))])).toEqual(['e']);
    },
  );

  it('do a task again where the first thread died by chance, with buffers made anew', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'flawsmith-threads-'));
    try {
      start(1, 2);
      let made = 0;
      const double = (): { task: Task; transfer: ArrayBuffer[] } => {
        made++;
        const bytes = Uint8Array.of(1, 2, 3);
        return { task: { do: 'double', bytes }, transfer: [bytes.buffer] };
      };
      const first = ask({ do: 'exitOnce', file: join(dir, 'died') });
      const second = set.run(double);
      const before = (await first).thread;
      expect([...(await second).bytes!]).toEqual([2, 4, 6]);
      expect(made).toBe(2);
      expect((await ask(say('a'))).thread).toBe(before);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });

  it('are handed buffers, not copies of them', async () => {
    start(1);
    const bytes = Uint8Array.of(1, 2, 100);
    const answer = set.run(() => ({ task: { do: 'double', bytes }, transfer: [bytes.buffer] }));
    expect(bytes).toHaveLength(0);
    expect([...(await answer).bytes!]).toEqual([2, 4, 200]);
  });

  it('tell what a task threw, with its code, and go on', async () => {
    start(1);
    await expect(ask({ do: 'fail' })).rejects.toMatchObject({ code: 'disk-full', file: '/there' });
    expect(await outcomes([ask(say('a'))])).toEqual(['a']);
  });

  it('are free again where the task was not to be asked any more', async () => {
    start(1);
    const cancelled = set.run(() => {
      throw new Error('too late');
    });
    await expect(cancelled).rejects.toThrow('too late');
    await expect(ask({ do: 'say', what: (() => 'no data') as never })).rejects.toThrow(/could not be cloned/);
    expect(await outcomes([ask(say('a'))])).toEqual(['a']);
  });

  it('reject at once what is cancelled, waiting or worked on; the others are answered', async () => {
    start(1, 2);
    const stop = new AbortController();
    const { answer, open } = hold();
    const held = ask(say('held'), stop.signal);
    const waiting = ask(say('waiting'), stop.signal);
    const other = ask(say('other'));
    stop.abort();
    expect(await outcomes([held, waiting, ask(say('late'), stop.signal)])).toEqual(Array(3).fill('cancelled'));
    open();
    expect(await outcomes([other])).toEqual(['other']);
    await answer;
  });

  it('end with the set, whatever they do: what has no answer is cancelled', async () => {
    start(2, 2);
    const answers = [ask({ do: 'hang' }), ask({ do: 'hang' }), ...['a', 'b', 'c'].map((word) => ask(say(word)))];
    const settled = outcomes(answers);
    await set.close();
    expect(await settled).toEqual(Array(5).fill('cancelled'));
    await expect(ask(say('late'))).rejects.toBeInstanceOf(CancelledError);
    await set.close();
  });
});
