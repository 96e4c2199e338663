import type { Job } from '#shared/contract/studio.ts';
import { judgeForProposals } from '../labeling/proposals.ts';
import { chooseTrainedRun } from '../training/chooseRun.ts';
import type { Workspace } from './workspace.ts';

/**
 * Has the newest trained run look at pictures that it has no map of, as a job. One that is under way for the product is given back:
 * whoever asked for other pictures asks again when it has ended.
 * @throws FlawsmithError `no-run`, at once
 */
export function startProposals(workspace: Workspace, id: string, images: readonly number[]): Job {
  const product = workspace.product(id);
  chooseTrainedRun(product);
  const running = workspace.jobs
    .list()
    .find((job) => job.kind === 'propose' && job.product === id && job.state === 'running');
  if (running) return running;
  const doing = 'Looking for defects';
  return workspace.jobs.start('propose', id, doing, async (handle) => {
    const run = await workspace.withEngine(handle, (engine) =>
      judgeForProposals(product, engine, images, {
        signal: handle.signal,
        onCache: (done, total) => handle.report({ doing: 'Preparing pictures', done, total }),
        onProgress: (done, total) => handle.report({ doing, done, total }),
      }),
    );
    return { run };
  });
}
