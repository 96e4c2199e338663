import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Job } from '#shared/contract/studio.ts';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { defaultLossWeights } from '#shared/domain/runs.ts';
import { readReport } from '#studio/evaluation/readReport.ts';
import { listPackages } from '#studio/export/packages.ts';
import { backboneFile } from '#studio/paths.ts';
import { writeSamplePictures } from '#studio/sampleProduct.ts';
import { listRuns } from '#studio/store/runs.ts';
import { followSampleRecipe } from '#studio/workspace/sampleRecipe.ts';
import { sampleDir } from '#studio/workspace/sample.ts';
import { Workspace } from '#studio/workspace/workspace.ts';
import { writeProductFolder } from '../fixtures/product.ts';
import { type TestStudio, startTestStudio } from '../fixtures/studio.ts';

const small = { steps: 4, size: 64 };
const never = new AbortController().signal;

describe.skipIf(!existsSync(backboneFile))('the sample product at the first start', () => {
  let pictures: string;
  beforeAll(async () => {
    pictures = await mkdtemp(join(tmpdir(), 'flawsmith-sample-'));
    await writeSamplePictures(pictures);
  });
  afterAll(() => rm(pictures, { recursive: true, force: true }));

  /** A studio on which nothing was opened yet; the sample's pictures are there, to save rendering them again. */
  async function firstStart(): Promise<TestStudio> {
    const studio = await startTestStudio();
    await cp(pictures, join(studio.server.workspace.productsDir, 'sample', 'pictures'), { recursive: true });
    return studio;
  }
  const kinds = (workspace: Workspace): string[] =>
    workspace.jobs.list().map(({ kind, state, error }) => `${kind} ${state}${error ? `: ${error.message}` : ''}`);

  /** Waits until a job of the workspace is as wanted. */
  async function until(workspace: Workspace, fits: (job: Job) => boolean): Promise<Job> {
    for await (const event of workspace.events.follow(() => workspace.snapshot(), never)) {
      const jobs = event.type === 'snapshot' ? event.jobs : event.type === 'job' ? [event.job] : [];
      const found = jobs.find(fits);
      if (found) return found;
    }
    throw new Error('The events ended');
  }

  it('makes way for the user’s own training, and goes on with the same run afterwards', async () => {
    const studio = await firstStart();
    const { workspace } = studio.server;
    try {
      const own = join(studio.dir, 'open', 'own');
      await writeProductFolder(own, 10, 120);
      const following = followSampleRecipe(workspace, never, { steps: 2000, size: 64 });
      await until(workspace, ({ kind, doing, done }) => kind === 'train' && doing === 'Training' && done > 0);
      const { id: product } = await studio.client.products.create({ dir: '', name: 'Ring' });
      await studio.finished(await studio.client.dataset.import({ product, folder: own }));
      const mine = await studio.client.training.start({
        ...{ product, priorSet: defaultPriorSet, budget: { steps: 3 } },
        ...{ seed: 1, size: 64, loss: defaultLossWeights },
      });
      expect(await studio.finished(mine)).toMatchObject({ state: 'done' });
      const sample = workspace.openProduct(sampleDir(workspace)).product;
      expect(listRuns(sample.db).map(({ state }) => state)).not.toEqual(['trained']);
      // its second job goes on with the same run; that is enough to see
      const second = await until(
        workspace,
        ({ kind, product: of, state, done }) => kind === 'train' && of !== product && state === 'running' && done > 0,
      );
      workspace.jobs.cancel(second.id);
      await following;
      expect(listRuns(sample.db).map(({ id, resumed }) => [id, resumed])).toEqual([['run-0001', 1]]);
      expect(workspace.registry.sample).toBe('done');
    } finally {
      await studio.close();
    }
  });

  it('gets a trained, judged and exported run by ordinary jobs, over a restart too; each stage says what follows; never again once it was taken away', async () => {
    const studio = await firstStart();
    const { workspace } = studio.server;
    const options = { stateDir: join(studio.dir, 'state'), productsDir: workspace.productsDir };
    try {
      const ending = new AbortController();
      const following = followSampleRecipe(workspace, ending.signal, small);
      await until(workspace, ({ kind }) => kind === 'train');
      const [early] = await studio.client.products.list();
      expect(early!.stages.training.state).toBe('doing');
      expect([early!.stages.evaluation.word, early!.stages.export.word]).toEqual(['follows', 'follows']);
      ending.abort();
      await workspace.close();
      await following;
      const next = new Workspace(options);
      expect(next.registry.sample).toBe('begun');
      await followSampleRecipe(next, never, small);
      expect(kinds(next)).toEqual(['sample done', 'train done', 'evaluate done', 'export done']);
      const [sample] = next.summaries();
      expect(Object.values(sample!.stages).map(({ state }) => state)).toEqual(Array(5).fill('done'));
      const product = next.product(sample!.id);
      const report = (await readReport(product))!;
      expect(report.figures).toMatchObject({ nNormal: 20, nAnomalous: 32 });
      // its pictures name sessions and parts, so that the limits can state a share
      expect(report.limits).toMatchObject({ unit: 'part', basis: 'calibration' });
      expect(report.limits.n).toBeGreaterThan(5);
      expect(report.limits.overkillAtAccept).not.toBeNull();
      const [pack] = await listPackages(product);
      expect(pack).toMatchObject({ isWhole: true, standing: { state: 'inForce' } });
      next.forget(sample!.id);
      await followSampleRecipe(next, never, small);
      expect(kinds(next)).toHaveLength(4);
      await next.close();
      const third = new Workspace(options);
      await followSampleRecipe(third, never, small);
      expect(kinds(third)).toEqual([]);
      await third.close();
    } finally {
      await studio.close();
    }
  });

  it('is left alone where products were opened before', async () => {
    const studio = await startTestStudio();
    try {
      await studio.client.products.create({ dir: '', name: 'Ring' });
      await followSampleRecipe(studio.server.workspace, never, small);
      expect(kinds(studio.server.workspace)).toEqual([]);
      expect(studio.server.workspace.registry.sample).toBeUndefined();
    } finally {
      await studio.close();
    }
  });
});
