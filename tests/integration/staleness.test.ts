import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProductSummary } from '#shared/contract/studio.ts';
import { type PriorSet, defaultPriorSet } from '#shared/domain/priors.ts';
import { backboneFile } from '#studio/paths.ts';
import { listAudit } from '#studio/store/records.ts';
import { userName } from '#studio/userName.ts';
import { runCli } from '../fixtures/cli.ts';
import { writeProductFolder } from '../fixtures/product.ts';
import { type TestStudio, startTestStudio } from '../fixtures/studio.ts';

const draft: PriorSet = {
  ...defaultPriorSet,
  kinds: { ...defaultPriorSet.kinds, pit: { ...defaultPriorSet.kinds.pit, enabled: false } },
};

describe.skipIf(!existsSync(backboneFile))('what is out of date', () => {
  let studio: TestStudio;
  let product: string;
  let dir: string;

  beforeAll(async () => {
    studio = await startTestStudio();
    const pictures = join(studio.dir, 'open', 'pictures');
    await writeProductFolder(pictures, 10, 96);
    ({ id: product, dir } = await studio.client.products.create({ dir: '', name: 'Ring' }));
    await studio.finished(await studio.client.dataset.import({ product, folder: pictures }));
    const loss = { feature: 1, score: 1, consistency: 1 };
    const wanted = { product, budget: { steps: 3 }, size: 64, loss, seed: 1 };
    await studio.finished(await studio.client.training.start({ ...wanted, priorSet: defaultPriorSet }));
    await studio.finished(await studio.client.training.start({ ...wanted, priorSet: draft }));
    await studio.finished(await studio.client.evaluation.start({ product, run: 'run-0002' }));
    expect(await studio.finished(await studio.client.export.start({ product, run: 'run-0002' }))).toMatchObject({
      state: 'done',
    });
  });
  afterAll(() => studio.close());

  const stages = async (): Promise<ProductSummary['stages']> => (await studio.client.products.list())[0]!.stages;
  const words = async (): Promise<string[]> => {
    const { training, evaluation, export: exported } = await stages();
    return [training!, evaluation!, exported!].map(({ state, word }) => `${state}: ${word}`);
  };
  /** Rows of `runs` by the command line, which reads beside the studio. */
  const runs = async () => (await runCli('runs', dir)).rows as { stale: string[]; priorSet: unknown }[];
  const image = async (split: 'train' | 'test', label: 'normal' | 'anomalous'): Promise<number> =>
    (await studio.client.dataset.images({ product, filter: { split, label }, offset: 0, limit: 1 })).rows[0]!.id;
  const upToDate = ['done: run 2', 'done: run 2', 'done: release 1'];

  it('is nothing right after everything was made; each run tells the priors that it really used', async () => {
    expect(await words()).toEqual(upToDate);
    const [first, second] = await runs();
    expect(first).toMatchObject({ stale: [], priorSet: { name: 'default', saved: true, changed: [] } });
    expect(second).toMatchObject({ stale: [], priorSet: { name: 'default', saved: false, changed: ['pit'] } });
    expect(second).toMatchObject({ stoppedEarly: false, step: 3, steps: 3, interrupted: 0, resumed: 0 });
  });

  it('is the evaluation where a test label changed, until it is changed back', async () => {
    const id = await image('test', 'anomalous');
    await studio.client.dataset.setLabel({ product, image: id, label: 'anomalous', kind: 'other' });
    expect(await words()).toEqual(['done: run 2', 'need: labels changed', 'done: release 1']);
    const report = await studio.client.evaluation.report({ product, run: 'run-0002' });
    expect(report!.stale).toEqual([{ code: 'labelsChanged', count: 1, of: null }]);
    await studio.client.dataset.setLabel({ product, image: id, label: 'anomalous', kind: 'bar' });
    expect(await words()).toEqual(upToDate);
    expect((await studio.client.evaluation.report({ product, run: 'run-0002' }))!.stale).toEqual([]);
    const rows = listAudit(studio.server.workspace.product(product).db);
    expect(rows.filter(({ what }) => what.startsWith('label of')).every(({ who }) => who === userName())).toBe(true);
  });

  it('is the run of the saved priors where that set changed, not the run of a draft; the record of neither changes', async () => {
    await studio.client.synthesis.save({ product, priorSet: { ...defaultPriorSet, nuisance: 0 } });
    const [first, second] = await runs();
    expect(first).toMatchObject({ stale: ["defect recipe 'default' changed since"], priorSet: { saved: true } });
    expect(second).toMatchObject({ stale: [], priorSet: { saved: false, changed: ['pit'] } });
    await studio.client.synthesis.save({ product, priorSet: defaultPriorSet });
    expect((await runs())[0]!.stale).toEqual([]);
  });

  it('is the release where the limits moved since', async () => {
    const limits = { acceptLimit: 0.3, rejectLimit: 0.9, why: 'test' };
    await studio.client.evaluation.setLimits({ product, run: 'run-0002', ...limits });
    expect(await words()).toEqual([...upToDate.slice(0, 2), 'need: limits moved']);
    const [pack] = await studio.client.export.packages({ product });
    expect(pack).toMatchObject({ isReadable: true, stale: [{ code: 'limitsMoved', count: null, of: '1' }] });
  });

  it('is all that rests on a part that turned out to be defective', async () => {
    await studio.client.dataset.setLabel({
      product,
      image: await image('train', 'normal'),
      label: 'anomalous',
      kind: 'x',
    });
    expect((await runs()).map(({ stale }) => stale[0])).toEqual(Array(2).fill('1 label changed since'));
    const { training } = await stages();
    expect(training).toMatchObject({
      state: 'need',
      word: 'labels changed',
      stale: [{ code: 'labelsChanged', count: 1 }],
    });
    const report = await studio.client.evaluation.report({ product, run: 'run-0002' });
    expect(report!.stale.map(({ code }) => code)).toEqual(expect.arrayContaining(['labelsChanged']));
  });

  it('is said of an evaluation and a package too that the command line makes of such a run now', async () => {
    await studio.server.close(); // the studio would keep the product to itself
    const evaluated = await runCli('evaluate', dir, '--run', 'run-0002');
    expect(evaluated.rows.at(-1)).toMatchObject({ run: 'run-0002', stale: ['1 label changed since'] });
    const out = join(studio.dir, 'package');
    const exported = await runCli('export', dir, '--run', 'run-0002', '--out', out);
    expect(exported.rows.at(-1)).toMatchObject({ run: 'run-0002', release: 2, stale: ['1 label changed since'] });
  });
});
