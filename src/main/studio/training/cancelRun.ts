import { runTitle } from '#shared/domain/runNames.ts';
import { type RunRecord, canGoOn, nextRunState } from '#shared/domain/runs.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import type { Product } from '../product.ts';
import { transaction } from '../store/database.ts';
import { addAudit } from '../store/records.ts';
import { findRun, saveRun } from '../store/runs.ts';
import { requireRun } from './namedRun.ts';
import { removeRunLeftovers } from './runFolder.ts';

/**
 * Gives up a run that rests, paused or interrupted; it is final in state `cancelled`, and the audit trail says who did it. One
 * that trains is cancelled by its job.
 * @param product open for writing
 * @param word id or name
 * @throws FlawsmithError `no-run` where there is none, or it does not rest
 */
export function cancelRun(product: Product, word: string, who: string): RunRecord {
  const { id } = requireRun(product, word);
  const cancelled = transaction(product.db, () => {
    const run = requireRun(product, id);
    const state = canGoOn(run) ? nextRunState(run.state, { type: 'cancel' }) : null;
    if (!state) {
      throw new FlawsmithError('no-run', `${runTitle(run)} is neither paused nor interrupted.`, {
        file: product.dir,
        hint: 'Look at the runs again: it may have gone on, or ended.',
        said: said('runDoesNotRest', { run: runTitle(run) }),
      });
    }
    const ended = { ...run, state, reason: null, cause: null, finishedAt: new Date().toISOString() };
    saveRun(product.db, ended);
    const { step, seconds } = run;
    addAudit(product.db, {
      who,
      what: `cancelling of ${id}`,
      old: { state: run.state, step, seconds },
      new: { state },
    });
    return ended;
  });
  removeRunLeftovers(product, id, { hasEnded: true });
  return findRun(product.db, id) ?? cancelled;
}
