import { join } from 'node:path';
import { expect, it } from 'vitest';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { savePriorSet } from '#studio/store/records.ts';
import { findRun, listRuns } from '#studio/store/runs.ts';
import { trainProduct } from '#studio/training/train.ts';
import { Workspace } from '#studio/workspace/workspace.ts';
import { useKeptProduct } from '../fixtures/keptProduct.ts';
import { ended, savingEngine, wantedRun } from '../fixtures/savingEngine.ts';

const kept = useKeptProduct();

it('one bad row is named, and takes down neither its list, the product, the studio nor a job', async () => {
  await trainProduct(
    await kept.openWithPictures(),
    savingEngine([], () => Promise.resolve(ended)),
    wantedRun,
  );
  savePriorSet(kept.product!.db, { ...defaultPriorSet, name: 'mine' });
  kept.product!.db.exec(`INSERT INTO runs (id, body) VALUES ('run-0009', '{"id":"run-0009","state":"archived"}');
      INSERT INTO prior_sets VALUES ('odd', 'no JSON', ''); INSERT INTO releases (body) VALUES ('{')`);
  kept.close();
  const workspace = new Workspace({ stateDir: join(kept.dir, 'state'), productsDir: kept.dir, roots: [kept.dir] });
  try {
    const { id } = workspace.openProduct(kept.root);
    const [summary] = workspace.summaries();
    expect(summary).toMatchObject({ problem: null, images: 20 });
    expect(summary!.damaged!.map(({ code, message }) => [code, message])).toEqual([
      ['product-damaged', 'Run run-0009 cannot be read from the product.'],
      ['product-damaged', 'Defect recipe odd cannot be read from the product.'],
      ['product-damaged', 'Release 1 cannot be read from the product.'],
    ]);
    const { db } = workspace.product(id);
    expect(listRuns(db).map((run) => run.id)).toEqual(['run-0001']);
    expect(() => findRun(db, 'run-0009')).toThrowError(expect.objectContaining({ code: 'product-damaged' }));
    const job = workspace.jobs.start('import', id, 'Importing', async () => 'all');
    await expect.poll(() => workspace.jobs.list().find((known) => known.id === job.id)?.state).toBe('done');
    expect(
      (
        await trainProduct(
          workspace.product(id),
          savingEngine([], () => Promise.resolve(ended)),
          wantedRun,
        )
      ).run.id,
    ).toBe('run-0010');
  } finally {
    await workspace.close();
  }
});
