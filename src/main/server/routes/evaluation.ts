import { moveLimits, readLimits, restoreLearned } from '#studio/evaluation/limits.ts';
import { readReport } from '#studio/evaluation/readReport.ts';
import { listPackages, usualPackageDir } from '#studio/export/packages.ts';
import { tryOut } from '#studio/export/tryOut.ts';
import { startEvaluation, startExport } from '#studio/workspace/runJobs.ts';
import { requireAllowed } from '../paths.ts';
import { os } from './context.ts';

export const evaluation = {
  start: os.evaluation.start.handler(({ input, context }) =>
    startEvaluation(context.workspace, input.product, input.run),
  ),
  report: os.evaluation.report.handler(({ input, context }) =>
    readReport(context.workspace.product(input.product), input.run),
  ),
  limits: os.evaluation.limits.handler(({ input, context }) =>
    readLimits(context.workspace.product(input.product), input.run),
  ),
  setLimits: os.evaluation.setLimits.handler(({ input, context }) => {
    const limits = moveLimits(context.workspace.product(input.product), input.run, input);
    context.workspace.announce(input.product);
    return limits;
  }),
  restoreLimits: os.evaluation.restoreLimits.handler(({ input, context }) => {
    const limits = restoreLearned(context.workspace.product(input.product), input.run);
    context.workspace.announce(input.product);
    return limits;
  }),
};

export const exporting = {
  packages: os.export.packages.handler(({ input, context }) => listPackages(context.workspace.product(input.product))),
  start: os.export.start.handler(async ({ input, context }) => {
    const { workspace } = context;
    const out = input.out || usualPackageDir(workspace.product(input.product));
    return startExport(workspace, input.product, input.run, await requireAllowed(workspace, out));
  }),
  tryOut: os.export.tryOut.handler(async ({ input, context }) => {
    const dir = await requireAllowed(context.workspace, input.dir);
    return tryOut(dir, input.files, (file) => requireAllowed(context.workspace, file));
  }),
};
