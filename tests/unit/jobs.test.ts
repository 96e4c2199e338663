import { describe, expect, it, vi } from 'vitest';
import type { Job } from '#shared/contract/studio.ts';
import { FlawsmithError, isProgramEnding } from '#shared/errors.ts';
import { JobBoard } from '#studio/workspace/jobs.ts';

const ended = async (board: JobBoard, { id }: Job): Promise<Job> =>
  vi.waitFor(() => {
    const job = board.list().find((known) => known.id === id)!;
    expect(job.state).not.toBe('running');
    return job;
  });

describe('the job board', () => {
  it('ends a job whose end cannot be announced, says so, and lets the next begin', async () => {
    const faults: unknown[] = [];
    const board = new JobBoard(
      () => {
        throw new Error('the product cannot be summarised');
      },
      (error) => faults.push(error),
    );
    const good = board.start('import', 'p', 'Importing', async () => 'all');
    expect(await ended(board, good)).toMatchObject({ state: 'done', result: 'all' });
    const bad = board.start('import', 'p', 'Importing', () => {
      throw new FlawsmithError('disk-full', 'The disk is full');
    });
    expect(await ended(board, bad)).toMatchObject({ state: 'failed', error: { code: 'disk-full' } });
    expect(faults.length).toBeGreaterThanOrEqual(4);
  });

  it('tells work that the program ends from work that is cancelled', async () => {
    const board = new JobBoard(() => undefined);
    const seen: boolean[] = [];
    const wait = ({ signal }: { signal: AbortSignal }): Promise<void> =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          seen.push(isProgramEnding(signal));
          resolve();
        });
      });
    board.cancel(board.start('import', 'p', 'Importing', wait).id);
    board.start('import', 'q', 'Importing', wait);
    await board.close();
    expect(seen).toEqual([false, true]);
  });
});
