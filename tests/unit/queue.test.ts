import { describe, expect, it } from 'vitest';
import type { Job } from '#shared/contract/studio.ts';
import { waitingTrainings } from '../../src/renderer/stages/training/queue.ts';

const job = (id: string, more: Partial<Job> = {}): Job => ({
  id,
  kind: 'train',
  product: 'ring',
  state: 'running',
  doing: 'Waiting for the engine',
  waits: true,
  place: null,
  about: '',
  done: 0,
  share: null,
  total: 0,
  secondsLeft: null,
  startedAt: '2026-01-01T00:00:00.000Z',
  error: null,
  result: null,
  ...more,
});

describe('the queue of a product', () => {
  it('counts places over all that waits for the engine, and shows its own trainings', () => {
    const jobs = [
      job('old', { state: 'done', waits: false }),
      job('trains', { waits: false }),
      job('fourth', { place: 4 }),
      job('other', { product: 'flange', place: 1 }),
      job('second', { place: 2 }),
      job('judged', { kind: 'evaluate', place: 3 }),
      job('taken out', { state: 'cancelled', waits: false }),
    ];
    expect(waitingTrainings(jobs, 'ring').map(({ job: { id }, place }) => [id, place])).toEqual([
      ['second', 2],
      ['fourth', 4],
    ]);
    expect(waitingTrainings(jobs, 'none')).toEqual([]);
  });
});
