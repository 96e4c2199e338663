import type { Job } from '#shared/contract/studio.ts';
import { type ImportOptions, importFolder } from '../dataset/import.ts';
import { ownSessions } from '../dataset/sessions.ts';
import type { Workspace } from './workspace.ts';

export type ImportOrder = Pick<ImportOptions, 'session' | 'sessionsFile' | 'label' | 'layout' | 'changes' | 'scale'>;

/**
 * Imports a folder as a job. Its own sessions file is used unless sessions are named; the workspace keeps the report until
 * it ends.
 * @throws FlawsmithError `usage` where the product is being imported into
 */
export function startImport(workspace: Workspace, id: string, folder: string, order: ImportOrder): Job {
  const product = workspace.product(id);
  const { session, label, layout, changes, scale } = order;
  const sessionsFile = order.sessionsFile ?? (session === undefined ? ownSessions(folder) : undefined);
  const began = performance.now();
  return workspace.jobs.start('import', id, 'Importing', async ({ signal, report }) => {
    const result = await importFolder(product, folder, {
      ...{ session, label, layout, changes, scale, sessionsFile, signal },
      onProgress: (done, total) => {
        const pace = (performance.now() - began) / 1000 / done;
        report({ done, total, secondsLeft: (total - done) * pace });
      },
    });
    workspace.imports.set(id, result);
    workspace.announce(id);
    return result;
  });
}
