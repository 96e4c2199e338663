import { existsSync, readdirSync, renameSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runTitle } from '#shared/domain/runNames.ts';
import type { RunLoss, RunRecord } from '#shared/domain/runs.ts';
import { FlawsmithError, toFlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import { syncFolder } from '#scoring/files.ts';
import { nameWhileDeleted } from '../deletedRuns.ts';
import type { Product } from '../product.ts';
import { transaction } from '../store/database.ts';
import { addAudit, listReleases } from '../store/records.ts';
import { removeRun } from '../store/runs.ts';
import { requireRun } from './namedRun.ts';

export interface DeleteOptions {
  /** For the audit trail. */
  who: string;
  /** Said by the person: also where a release rests on the run. */
  evenReleased?: boolean | undefined;
}

/** What deleting a run would take. @throws FlawsmithError `no-run`, see {@link requireRun} */
export function lossOfRun(product: Product, word: string): RunLoss {
  const run = requireRun(product, word);
  const dir = product.path('runs', run.id);
  return {
    run: run.id,
    name: run.name ?? null,
    state: run.state,
    step: run.step,
    seconds: run.seconds,
    bytes: bytesBelow(dir),
    isEvaluated: existsSync(join(dir, 'evaluation.json')),
    hasMovedLimits: run.decision !== null,
    releases: listReleases(product.db)
      .filter((release) => release['run'] === run.id)
      .map(({ number }) => number),
  };
}

/**
 * Deletes a run for good: row, scores, checkpoint, curves, maps and evaluation. What it was stays in the audit trail;
 * packages exported from it stay whole. The folder is set aside first, so that a process that dies in between leaves the
 * run as it was, or gone: the next opening sees to it, see {@link settleDeletedRuns}.
 * @param product open for writing
 * @returns what was lost
 * @throws FlawsmithError `no-run`; `usage` where it trains or waits, or a release rests on it and that was not said;
 * `not-writable` where its folder cannot be moved
 */
export async function deleteRun(product: Product, word: string, options: DeleteOptions): Promise<RunLoss> {
  const loss = lossOfRun(product, word);
  const { id } = requireDeletable(product, loss, options);
  const folder = product.path('runs', id);
  const aside = product.path('runs', nameWhileDeleted(id));
  const hasFolder = existsSync(folder);
  if (hasFolder) setAside(folder, aside);
  try {
    if (hasFolder) await syncFolder(product.path('runs'));
    transaction(product.db, () => {
      const run = requireDeletable(product, loss, options); // it may have begun to train meanwhile
      removeRun(product.db, id);
      addAudit(product.db, { who: options.who, what: 'run deleted', old: { ...loss, record: run } });
    });
  } catch (error) {
    if (hasFolder) renameSync(aside, folder);
    throw error instanceof FlawsmithError ? error : toFlawsmithError(error, folder);
  }
  // what cannot be removed now goes at the next opening
  await rm(aside, { recursive: true, force: true }).catch(() => undefined);
  return loss;
}

function requireDeletable(
  product: Product,
  { run: id, releases }: RunLoss,
  { evenReleased }: DeleteOptions,
): RunRecord {
  const run = requireRun(product, id);
  if (run.state === 'running' || run.state === 'queued') {
    throw new FlawsmithError('usage', `${runTitle(run)} trains now.`, {
      hint: 'Cancel it first, or wait for its end.',
      said: said('runTrains', { run: runTitle(run) }),
    });
  }
  if (releases.length > 0 && !evenReleased) {
    const which = releases.length === 1 ? `Release ${releases[0]} rests` : `Releases ${releases.join(', ')} rest`;
    throw new FlawsmithError('usage', `${which} on ${runTitle(run)}.`, {
      hint: 'The package stays whole, but its heatmaps, scores and limits cannot be looked at any more. Say that you mean it: `--even-released`.',
    });
  }
  return run;
}

function setAside(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    throw toFlawsmithError(error, from);
  }
}

function bytesBelow(dir: string): number {
  if (!existsSync(dir)) return 0;
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true });
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => statSync(join(parentPath, name)).size);
  return sizes.reduce((sum, size) => sum + size, 0);
}
