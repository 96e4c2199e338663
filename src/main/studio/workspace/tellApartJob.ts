import type { Job } from '#shared/contract/studio.ts';
import { type TellOrder, tellApart } from '../synthesis/tellApart.ts';
import type { Workspace } from './workspace.ts';

/** Has an engine tell forged from labelled defects as a job, whose result is an askedToldSchema; it changes nothing. @throws FlawsmithError `usage` where one is under way */
export function startTelling(workspace: Workspace, id: string, order: TellOrder): Job {
  const product = workspace.product(id);
  const doing = 'Forging defects';
  return workspace.jobs.start('tell', id, doing, async (handle) => {
    const told = await tellApart(product, order, (work) => workspace.withEngine(handle, work), {
      signal: handle.signal,
      onCache: (done, total) => handle.report({ doing: 'Preparing pictures', done, total }),
      onForged: (done, total) => handle.report({ doing, done, total }),
      onDescribed: (done, total) => handle.report({ doing: 'Telling them apart', done, total }),
    });
    return { ...told, asked: { priorSet: order.priorSet, seed: order.seed } };
  });
}
