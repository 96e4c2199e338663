import { isCalled } from '#shared/domain/runNames.ts';
import type { RunRecord } from '#shared/domain/runs.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import type { Product } from '../product.ts';
import { listRuns } from '../store/runs.ts';

/**
 * The trained run that is meant: the one named by id or name, or the newest.
 * @throws FlawsmithError `no-run` where there is none, or the one named has not been trained
 */
export function chooseTrainedRun(product: Product, id?: string): RunRecord {
  const runs = listRuns(product.db);
  if (id === undefined) {
    const newest = runs.findLast(({ state }) => state === 'trained');
    if (newest) return newest;
    const hint = 'Train first: `train PRODUCT`; an interrupted run goes on with `train PRODUCT --resume`.';
    throw new FlawsmithError('no-run', 'The product has no trained run.', {
      ...{ file: product.dir, hint },
      said: said('noTrainedRun'),
    });
  }
  const run = runs.find((candidate) => isCalled(candidate, id));
  if (run?.state === 'trained') return run;
  const hint = '`runs PRODUCT` lists the runs and their states.';
  const message = run ? `${id} is ${run.state}, not trained.` : `There is no run ${id}.`;
  throw new FlawsmithError('no-run', message, { file: product.dir, hint });
}
