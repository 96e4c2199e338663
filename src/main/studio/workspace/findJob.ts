import type { Job, Missing } from '#shared/contract/studio.ts';
import { findAgain } from '../dataset/findAgain.ts';
import { findMissing, summarizeMissing } from '../dataset/missing.ts';
import type { Workspace } from './workspace.ts';

/** What is missing of a product; where that is otherwise than it was, every page is told. */
export async function lookForMissing(workspace: Workspace, id: string, signal?: AbortSignal): Promise<Missing> {
  const missing = await summarizeMissing(await findMissing(workspace.product(id), signal));
  if ((workspace.missing.get(id) ?? 0) !== missing.images) {
    workspace.missing.set(id, missing.images);
    workspace.announce(id);
  }
  return missing;
}

/**
 * Looks in a folder for the missing pictures of a product, as a job whose result is what was found.
 * @throws FlawsmithError `usage` where that is under way
 */
export function startFinding(workspace: Workspace, id: string, folder: string, who: string): Job {
  const product = workspace.product(id);
  return workspace.jobs.start('find', id, 'Finding pictures', async ({ signal, report }) => {
    try {
      const onProgress = (done: number, total: number): void => report({ done, total });
      return await findAgain(product, folder, { who, signal, onProgress });
    } finally {
      await lookForMissing(workspace, id);
    }
  });
}
