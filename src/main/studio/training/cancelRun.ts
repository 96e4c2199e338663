import { type RunRecord, canGoOn, nextRunState } from '#shared/domain/runs.ts';
import { FlawsmithError } from '#shared/errors.ts';
import type { Product } from '../product.ts';
import { findRun, saveRun } from '../store/runs.ts';
import { removeRunLeftovers } from './runFolder.ts';

/**
 * Gives up a run that rests, paused or interrupted; it is final in state `cancelled`. One that trains is cancelled by its job.
 * @param product open for writing
 * @throws FlawsmithError `no-run` where the run does not rest
 */
export function cancelRun(product: Product, id: string): RunRecord {
  const run = findRun(product.db, id);
  const state = run && canGoOn(run) ? nextRunState(run.state, { type: 'cancel' }) : null;
  if (!run || !state) {
    throw new FlawsmithError('no-run', `${id} is neither paused nor interrupted.`, {
      file: product.dir,
      hint: 'Look at the runs again: it may have gone on, or ended.',
    });
  }
  const cancelled = { ...run, state, reason: null, cause: null, finishedAt: new Date().toISOString() };
  saveRun(product.db, cancelled);
  removeRunLeftovers(product, id, { hasEnded: true });
  return findRun(product.db, id) ?? cancelled;
}
