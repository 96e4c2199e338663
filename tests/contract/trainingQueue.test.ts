import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { defaultLossWeights } from '#shared/domain/runs.ts';
import { importFolder } from '#studio/dataset/import.ts';
import { insertRun } from '#studio/store/runs.ts';
import { deleteRunOf, describeRun } from '#studio/workspace/runThings.ts';
import { moveInQueue, restoreQueue, resumeTraining, startTraining } from '#studio/workspace/trainJob.ts';
import { Workspace } from '#studio/workspace/workspace.ts';
import { writeProductFolder } from '../fixtures/product.ts';
import { trainedRun } from '../fixtures/runs.ts';

describe('trainings that wait', () => {
  let dir: string;
  let workspace: Workspace;
  let id: string;
  const order = { priorSet: defaultPriorSet, budget: { steps: 3 }, seed: 0, size: 64, loss: defaultLossWeights };
  const open = (): Workspace => new Workspace({ stateDir: join(dir, 'state'), productsDir: dir, roots: [dir] });
  /** Somebody has the engine, so that all that is ordered waits. */
  const occupy = (): void =>
    void workspace.turns.take(
      'other',
      new AbortController().signal,
      () => undefined,
      () => new Promise(() => undefined),
    );
  const waiting = (): string[] =>
    workspace.jobs
      .list()
      .filter(({ place }) => place !== null)
      .sort((a, b) => a.place! - b.place!)
      .map(({ about }) => about.split(' · ')[0]!);

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'flawsmith-waiting-'));
    await writeProductFolder(join(dir, 'pictures'), 6, 48);
    workspace = open();
    const opened = workspace.openProduct(join(dir, 'ring'), { name: 'Ring' });
    id = opened.id;
    await importFolder(opened.product, join(dir, 'pictures'));
    occupy();
  });
  afterEach(async () => {
    await workspace.close();
    await rm(dir, { recursive: true, force: true });
  });

  it('outlive a restart with names and order; what was taken out stays out', async () => {
    const [, second, third] = ['one', 'two', 'three'].map((name) => startTraining(workspace, id, { ...order, name }));
    moveInQueue(workspace, third!.id, 1);
    expect(waiting()).toEqual(['three', 'one', 'two']);
    workspace.jobs.cancel(second!.id);
    await expect.poll(waiting).toEqual(['three', 'one']);
    await workspace.close();
    workspace = open();
    occupy();
    expect(restoreQueue(workspace)).toEqual([]);
    await expect.poll(waiting).toEqual(['three', 'one']);
  });

  it('that have begun before the program was killed are not begun again', async () => {
    const job = startTraining(workspace, id, order);
    const { product } = workspace.openProduct(join(dir, 'ring'));
    insertRun(product.db, trainedRun(64, 3, 1, { key: job.id, state: 'interrupted' }));
    await workspace.close();
    workspace = open();
    occupy();
    restoreQueue(workspace);
    expect([waiting(), workspace.queue.list()]).toEqual([[], []]);
  });

  it('wait on where their product is not there, and say so', async () => {
    startTraining(workspace, id, { ...order, name: 'one' });
    await workspace.close();
    await rm(join(dir, 'ring'), { recursive: true });
    workspace = open();
    expect(restoreQueue(workspace)).toEqual([expect.stringContaining('waits on')]);
    expect(workspace.queue.list()).toHaveLength(1);
  });

  it('hold the run that they go on with: it is not deleted meanwhile', async () => {
    const { product } = workspace.openProduct(join(dir, 'ring'));
    const { id: run } = insertRun(product.db, trainedRun(64, 3, 1, { state: 'paused', key: 'k' }));
    const job = resumeTraining(workspace, id, run);
    await expect(deleteRunOf(workspace, id, run, {})).rejects.toMatchObject({ code: 'usage' });
    workspace.jobs.cancel(job.id);
    await expect.poll(() => workspace.queue.list()).toEqual([]);
    expect(describeRun(workspace, id, run, { name: 'Night', note: 'x' })).toMatchObject({ name: 'Night', note: 'x' });
    expect(await deleteRunOf(workspace, id, run, {})).toMatchObject({ run, name: 'Night' });
  });

  it('are refused a name that another run has', () => {
    const { product } = workspace.openProduct(join(dir, 'ring'));
    insertRun(product.db, trainedRun(64, 3, 1, { name: 'Night' }));
    expect(() => startTraining(workspace, id, { ...order, name: 'night' })).toThrow('has this name');
    expect(waiting()).toEqual([]);
  });
});
