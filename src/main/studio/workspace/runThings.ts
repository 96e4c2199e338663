import type { RunLoss, RunRecord } from '#shared/domain/runs.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import { deleteRun } from '../training/deleteRun.ts';
import { nameRun, noteRun, requireRun } from '../training/namedRun.ts';
import { userName } from '../userName.ts';
import type { Workspace } from './workspace.ts';

/** Names a run or writes a note on it, and tells every page. @throws FlawsmithError as {@link nameRun} */
export function describeRun(
  workspace: Workspace,
  id: string,
  run: string,
  words: { name?: string | undefined; note?: string | undefined },
): RunRecord {
  const product = workspace.product(id);
  const who = userName();
  if (words.name !== undefined) nameRun(product, run, words.name, who);
  if (words.note !== undefined) noteRun(product, run, words.note, who);
  const changed = requireRun(product, run);
  workspace.events.publish({ type: 'run', product: id, run: changed });
  return changed;
}

/**
 * Deletes a run, and tells every page.
 * @throws FlawsmithError `usage` also where it waits to go on, or an evaluation or export of its product is under way
 */
export async function deleteRunOf(
  workspace: Workspace,
  id: string,
  run: string,
  options: { evenReleased?: boolean | undefined },
): Promise<RunLoss> {
  const product = workspace.product(id);
  const isQueued = workspace.queue
    .list()
    .some(({ dir, order }) => dir === product.dir && 'resume' in order && order.resume === run);
  if (isQueued)
    throw new FlawsmithError('usage', `${run} waits to go on.`, {
      hint: 'Take it out of the queue first.',
      said: said('runWaits', { run }),
    });
  const busy = workspace.jobs
    .list()
    .find(
      ({ kind, product: of, state }) => of === id && state === 'running' && (kind === 'evaluate' || kind === 'export'),
    );
  if (busy)
    throw new FlawsmithError('usage', `${busy.doing}: runs are in use.`, {
      hint: 'Wait until it is done.',
      said: said('runsInUse'),
    });
  const loss = await deleteRun(product, run, { who: userName(), ...options });
  workspace.announce(id);
  return loss;
}
