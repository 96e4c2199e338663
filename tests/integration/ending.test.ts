import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { defaultLossWeights } from '#shared/domain/runs.ts';
import { backboneFile } from '#studio/paths.ts';
import { openProduct } from '#studio/product.ts';
import { listRuns } from '#studio/store/runs.ts';
import { runCli, startCli } from '../fixtures/cli.ts';
import { writeProductFolder } from '../fixtures/product.ts';
import { startTestStudio } from '../fixtures/studio.ts';

describe.skipIf(!existsSync(backboneFile))('a training whose program ends', () => {
  let dir: string;
  let product: string;
  const size = ['--size', '64'];

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'flawsmith-ending-'));
    product = join(dir, 'product');
    await writeProductFolder(join(dir, 'pictures'), 12, 64);
    expect(await runCli('import', product, join(dir, 'pictures'))).toMatchObject({ code: 0 });
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('by SIGTERM, told twice, or Ctrl-C rests on a checkpoint of that moment and goes on from there', async () => {
    const running = startCli('train', product, '--steps', '400', ...size);
    await running.row((row) => row['event'] === 'progress' && (row['step'] as number) >= 3);
    running.child.kill('SIGTERM');
    running.child.kill('SIGTERM');
    const { code, rows } = await running.finished;
    expect(code).toBe(130);
    const { state, step } = rows.at(-1) as { state: string; step: number };
    expect(state).toBe('interrupted');
    const resumed = startCli('train', product, '--resume');
    const first = await resumed.row((row) => row['event'] === 'progress');
    expect(first['step']).toBe(step + 1);
    resumed.child.kill('SIGINT');
    const { code: again, rows: last, stderr } = await resumed.finished;
    expect(again).toBe(130);
    expect(last.at(-1)).toMatchObject({ state: 'interrupted', hint: expect.stringContaining('--resume') });
    expect(stderr).toContain(`run-0001 goes on from step ${step}.`);
    expect((await runCli('runs', product)).rows).toMatchObject([
      { state: 'interrupted', interrupted: 2, resumed: 1, repeated: 0 },
    ]);
  });

  it('by closing the studio stays interrupted and can go on', async () => {
    const studio = await startTestStudio([dir]);
    try {
      const { id } = await studio.client.products.open({ dir: product });
      const training = {
        budget: { steps: 400 },
        seed: 0,
        size: 64,
        loss: defaultLossWeights,
        priorSet: defaultPriorSet,
      };
      await studio.client.training.start({ product: id, ...training });
      for await (const event of await studio.client.system.events()) {
        if (event.type === 'losses' && event.row.step >= 2) break;
      }
    } finally {
      await studio.close();
    }
    const opened = openProduct(product, { mode: 'read' });
    expect(listRuns(opened.db).at(-1)).toMatchObject({ state: 'interrupted', interrupted: 1, finishedAt: null });
    expect(listRuns(opened.db).at(-1)!.step).toBeGreaterThanOrEqual(2);
    expect(existsSync(opened.path('runs', 'run-0002', 'checkpoint.safetensors'))).toBe(true);
    opened.close();
  });
});
