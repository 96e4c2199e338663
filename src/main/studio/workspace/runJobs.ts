import type { Job } from '#shared/contract/studio.ts';
import { evaluateRun } from '../evaluation/evaluate.ts';
import { exportPackage } from '../export/exportPackage.ts';
import { chooseTrainedRun } from '../training/chooseRun.ts';
import { userName } from '../userName.ts';
import type { Workspace } from './workspace.ts';

/** Evaluates a run as a job. @throws FlawsmithError `no-run`, at once; `usage` where the product is being evaluated */
export function startEvaluation(workspace: Workspace, id: string, run: string): Job {
  const product = workspace.product(id);
  chooseTrainedRun(product, run);
  return workspace.jobs.start('evaluate', id, 'Evaluating', async (handle) => {
    await workspace.withEngine(handle, (engine) =>
      evaluateRun(product, engine, run, {
        signal: handle.signal,
        who: userName(),
        onCache: (done, total) => handle.report({ doing: 'Preparing pictures', done, total }),
        onProgress: (done, total) => handle.report({ doing: 'Scoring pictures', done, total }),
        onFigures: (done, total) => handle.report({ doing: 'Computing figures', done, total }),
      }),
    );
    return { run };
  });
}

const exportSteps = {
  model: 'Writing the model',
  parity: 'Comparing both on real parts',
  package: 'Writing the package',
} as const;
const exportOrder = Object.keys(exportSteps);

/**
 * Exports a run as a job.
 * @param out folder to write: absent, empty, or an earlier package
 * @throws FlawsmithError `no-run`, at once; `usage` where the product is being exported
 */
export function startExport(workspace: Workspace, id: string, run: string, out: string): Job {
  const product = workspace.product(id);
  chooseTrainedRun(product, run);
  return workspace.jobs.start('export', id, 'Exporting', async (handle) => {
    const report = await workspace.withEngine(handle, (engine) =>
      exportPackage(product, engine, out, run, {
        signal: handle.signal,
        onStep: (step) =>
          handle.report({ doing: exportSteps[step], done: exportOrder.indexOf(step), total: exportOrder.length }),
      }),
    );
    return { package: report.package, release: report.release };
  });
}
