import { afterEach, describe, expect, it } from 'vitest';
import { WorkerSet } from '#forging/workerSet.ts';

const source = `import { parentPort } from 'node:worker_threads';
parentPort.on('message', (task) => {
  if (task === 'die') throw new Error('out of memory');
  parentPort.postMessage(task + '!');
});`;

describe('threads that forge', () => {
  let set: WorkerSet<string, string>;
  const start = (count: number): void => {
    set = new WorkerSet(new URL(`data:text/javascript,${encodeURIComponent(source)}`), count);
  };
  afterEach(() => set.close());

  it('answer what waits after one of them died, and say which request was lost', async () => {
    start(1);
    const answers = await Promise.allSettled(['a', 'die', 'b', 'die', 'c'].map((task) => set.run(() => task)));
    expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : 'lost'))).toEqual([
      'a!',
      'lost',
      'b!',
      'lost',
      'c!',
    ]);
    await expect(set.run(() => 'die')).rejects.toMatchObject({ code: 'internal' });
    expect(await set.run(() => 'd')).toBe('d!');
  });

  it('are free again where the task was not to be asked any more', async () => {
    start(1);
    const cancelled = set.run(() => {
      throw new Error('too late');
    });
    await expect(cancelled).rejects.toThrow('too late');
    expect(await set.run(() => 'a')).toBe('a!');
  });
});
