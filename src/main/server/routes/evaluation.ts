import { moveLimits, readLimits, restoreLearned } from '#studio/evaluation/limits.ts';
import { readReport } from '#studio/evaluation/readReport.ts';
import { startEvaluation } from '#studio/workspace/runJobs.ts';
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
