import { randomUUID } from 'node:crypto';
import type { Job } from '#shared/contract/studio.ts';
import type { Verdict } from '#shared/domain/limits.ts';
import { TryOut, listTryOut } from '../export/tryOut.ts';
import { findRelease, folderOf } from '../export/releases.ts';
import type { Workspace } from './workspace.ts';

export interface TryOutOrder {
  /** Number of the release that scores. */
  release: number;
  /** Absolute paths of files and folders. */
  paths: readonly string[];
  /** Of files that were sent before. */
  upload: string | undefined;
}

/**
 * Scores files by a release's package as a job; its rows are read while it works and afterwards.
 * @param locate the path to open for one that the person named, or that lies below it; may refuse it
 * @throws FlawsmithError `usage` where files of this product are being scored; `not-found` for an unknown release or upload
 */
export async function startTryOut(
  workspace: Workspace,
  id: string,
  { release, paths, upload }: TryOutOrder,
  locate: (file: string) => Promise<string>,
): Promise<Job> {
  const dir = await locate(folderOf(findRelease(workspace.product(id), release)));
  const named = await Promise.allSettled(paths.map(locate));
  return workspace.jobs.start('tryout', id, 'Scoring files', async ({ signal, report }) => {
    const began = performance.now();
    const folder = await workspace.tryOuts.take(id, upload);
    const allowed = named.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const refused = named.flatMap((one) => (one.status === 'rejected' ? [one.reason as Error] : []));
    const listed = await listTryOut(allowed, folder.received);
    const tryOut = new TryOut({ ...listed, failures: [...refused, ...listed.failures] }, folder);
    await workspace.tryOuts.keep(id, { id: randomUUID(), release, tryOut });
    await tryOut.run(dir, locate, {
      signal,
      onRow: () => {
        const { length: done } = tryOut.rows;
        const pace = (performance.now() - began) / 1000 / done;
        report({ done, total: tryOut.total, secondsLeft: (tryOut.total - done) * pace });
      },
    });
    return tally(tryOut);
  });
}

function tally({ rows }: TryOut): Record<Verdict | 'errors', number> {
  const counts = { ok: 0, review: 0, ng: 0, errors: 0 };
  for (const { verdict } of rows) counts[verdict ?? 'errors']++;
  return counts;
}
