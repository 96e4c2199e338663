import type { Job } from '#shared/contract/studio.ts';
import { describeGood } from '../dataset/check/describe.ts';
import type { Workspace } from './workspace.ts';

/** Has an engine look at good pictures as a job, so that other parts among them can be told. */
export function startDescribing(workspace: Workspace, id: string): Job {
  const product = workspace.product(id);
  return workspace.jobs.start('check', id, 'Comparing parts', async (handle) => {
    await workspace.withEngine(handle, (engine) =>
      describeGood(product, engine, {
        signal: handle.signal,
        onCache: (done, total) => handle.report({ doing: 'Preparing pictures', done, total }),
        onDescribed: (done, total) => handle.report({ doing: 'Comparing parts', done, total }),
      }),
    );
    return null;
  });
}
