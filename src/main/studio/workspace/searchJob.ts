import type { Job } from '#shared/contract/studio.ts';
import { type SearchOrder, searchPriors } from '../synthesis/searchPriors.ts';
import type { Workspace } from './workspace.ts';

/** Looks for priors as a job, whose result is what was found; it changes nothing. @throws FlawsmithError `usage` where one is under way */
export function startSearch(workspace: Workspace, id: string, order: SearchOrder): Job {
  const product = workspace.product(id);
  const doing = 'Searching a recipe';
  return workspace.jobs.start(
    'search',
    id,
    doing,
    async ({ signal, report }) => {
      let began = 0;
      return searchPriors(product, order, {
        signal,
        onCache: (done, total) => report({ doing: 'Preparing pictures', done, total }),
        onPicture: (done, total) => {
          began ||= performance.now();
          const secondsLeft = done > 1 ? ((performance.now() - began) / 1000 / (done - 1)) * (total - done) : null;
          report({ doing, done, total, secondsLeft });
        },
      });
    },
    order.kind,
  );
}
