import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { call } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StudioEvent } from '#shared/contract/studio.ts';
import { squareOf } from '#shared/domain/pictures.ts';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { type RunRecord, type RunState, defaultLossWeights, defaultSize, runStates } from '#shared/domain/runs.ts';
import { insertRun, listRuns } from '#studio/store/runs.ts';
import { runToResume } from '#studio/training/train.ts';
import { Workspace } from '#studio/workspace/workspace.ts';
import { router } from '../../src/main/server/routes/index.ts';

describe('cancelling a run that rests', () => {
  let dir: string;
  let workspace: Workspace;
  let id: string;
  const heard: StudioEvent[] = [];
  const config = {
    schema: 1,
    size: defaultSize,
    picture: squareOf(defaultSize),
    seed: 0,
    budget: { steps: 100 },
    loss: defaultLossWeights,
  } as const;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'flawsmith-runs-'));
    workspace = new Workspace({ stateDir: join(dir, 'state'), productsDir: dir, roots: [dir] });
    id = workspace.openProduct(join(dir, 'ring'), { name: 'Ring' }).id;
    heard.length = 0;
    workspace.events.publish = (event) => void heard.push(event);
  });
  afterEach(async () => {
    await workspace.close();
    await rm(dir, { recursive: true, force: true });
  });
  const add = (state: RunState): RunRecord =>
    insertRun(workspace.product(id).db, {
      state,
      step: 40,
      steps: 100,
      seconds: 12,
      createdAt: '2026-01-01T00:00:00.000Z',
      finishedAt: null,
      config: { ...config, priorSet: defaultPriorSet },
      weightChange: null,
      learned: null,
      decision: null,
      reason: state === 'interrupted' ? 'The engine died.' : null,
      backend: null,
    });
  const cancel = (run: string): Promise<RunRecord> =>
    call(
      router.training.cancel,
      { product: id, run },
      { context: { workspace, log: () => undefined, isProgram: false } },
    );

  it.each(['paused', 'interrupted'] as const)('ends a %s run for good, and tells every page', async (state) => {
    const { id: run } = add(state);
    expect(await cancel(run)).toMatchObject({ state: 'cancelled', step: 40, reason: null });
    const [kept] = listRuns(workspace.product(id).db);
    expect(kept).toMatchObject({ state: 'cancelled', finishedAt: expect.any(String) });
    expect(heard).toContainEqual({ type: 'run', product: id, run: kept });
    expect(() => runToResume(workspace.product(id), run)).toThrow('no paused or interrupted run');
  });

  it('touches no other run, and none that trains, waits or has ended', async () => {
    const resting = ['paused', 'interrupted'];
    const others = runStates.filter((state) => !resting.includes(state)).map(add);
    const paused = add('paused');
    for (const { id: run } of others) {
      await expect(cancel(run)).rejects.toMatchObject({ data: { code: 'no-run' } });
    }
    await expect(cancel('run-0099')).rejects.toMatchObject({ data: { code: 'no-run' } });
    expect(listRuns(workspace.product(id).db)).toEqual([...others, paused]);
  });
});
