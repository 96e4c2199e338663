import { usualSearchPictures } from '#shared/domain/priorSearch.ts';
import { cancelRun } from '#studio/training/cancelRun.ts';
import { readLosses, readSamples, readValidation } from '#studio/training/curves.ts';
import { forecastProduct } from '#studio/training/forecastProduct.ts';
import { listRuns } from '#studio/store/runs.ts';
import { staleRuns } from '#studio/staleness.ts';
import { listPriorVersions } from '#studio/store/priorVersions.ts';
import { parsePriorSet } from '#studio/synthesis/priorFile.ts';
import { recallPicture } from '#studio/synthesis/recall.ts';
import { availablePriorSets, removePriors, savePriors } from '#studio/synthesis/priorSets.ts';
import { judgeForged, judgedPictures } from '#studio/synthesis/judgeForged.ts';
import { estimateKind, labelledKinds } from '#studio/synthesis/matchKind.ts';
import { userName } from '#studio/userName.ts';
import { compareRuns } from '#studio/comparison/compareRuns.ts';
import { lossOfRun } from '#studio/training/deleteRun.ts';
import { deleteRunOf, describeRun } from '#studio/workspace/runThings.ts';
import { startSearch } from '#studio/workspace/searchJob.ts';
import { startTelling } from '#studio/workspace/tellApartJob.ts';
import { moveInQueue, pauseTraining, resumeTraining, startTraining } from '#studio/workspace/trainJob.ts';
import { os } from './context.ts';

/** Who acts, for the audit trail. */
const who = userName();

export const synthesis = {
  priorSets: os.synthesis.priorSets.handler(({ input, context }) =>
    availablePriorSets(context.workspace.product(input.product)),
  ),
  save: os.synthesis.save.handler(({ input, context }) => {
    savePriors(context.workspace.product(input.product), input.priorSet, who, input.note);
    context.workspace.announce(input.product);
  }),
  remove: os.synthesis.remove.handler(({ input, context }) => {
    removePriors(context.workspace.product(input.product), input.name, who);
    context.workspace.announce(input.product);
  }),
  versions: os.synthesis.versions.handler(({ input, context }) =>
    listPriorVersions(context.workspace.product(input.product).db, input.name),
  ),
  recall: os.synthesis.recall.handler(({ input, context }) =>
    recallPicture(context.workspace.product(input.product), input.code),
  ),
  parse: os.synthesis.parse.handler(({ input }) => parsePriorSet(input.text, input.file)),
  labelledKinds: os.synthesis.labelledKinds.handler(({ input, context }) =>
    labelledKinds(context.workspace.product(input.product)),
  ),
  judge: os.synthesis.judge.handler(({ input, context, signal }) => {
    const { product, ...order } = input;
    return judgeForged(context.workspace.product(product), { ...order, count: judgedPictures }, { signal });
  }),
  tellApart: os.synthesis.tellApart.handler(({ input, context }) => {
    const { product, ...order } = input;
    return startTelling(context.workspace, product, { ...order, count: judgedPictures });
  }),
  estimate: os.synthesis.estimate.handler(({ input, context, signal }) => {
    const { product, ...order } = input;
    return estimateKind(context.workspace.product(product), order, { signal });
  }),
  search: os.synthesis.search.handler(({ input, context }) => {
    const { product, ...order } = input;
    return startSearch(context.workspace, product, { ...order, count: usualSearchPictures });
  }),
};

export const training = {
  runs: os.training.runs.handler(({ input, context }) => listRuns(context.workspace.product(input.product).db)),
  stale: os.training.stale.handler(({ input, context }) => staleRuns(context.workspace.product(input.product))),
  losses: os.training.losses.handler(({ input, context }) =>
    readLosses(context.workspace.product(input.product), input.run),
  ),
  validation: os.training.validation.handler(async ({ input, context }) => {
    const product = context.workspace.product(input.product);
    return { rows: await readValidation(product, input.run), samples: await readSamples(product, input.run) };
  }),
  forecast: os.training.forecast.handler(({ input, context }) => {
    const { product, minutes, ...plan } = input;
    return forecastProduct(context.workspace.product(product), { ...plan, budget: { minutes } });
  }),
  start: os.training.start.handler(({ input, context }) => {
    const { product, ...order } = input;
    return startTraining(context.workspace, product, order);
  }),
  resume: os.training.resume.handler(({ input, context }) =>
    resumeTraining(context.workspace, input.product, input.run),
  ),
  pause: os.training.pause.handler(({ input, context }) => pauseTraining(context.workspace, input.product)),
  describe: os.training.describe.handler(({ input, context }) => {
    const { product, run, ...words } = input;
    return describeRun(context.workspace, product, run, words);
  }),
  loss: os.training.loss.handler(({ input, context }) =>
    lossOfRun(context.workspace.product(input.product), input.run),
  ),
  remove: os.training.remove.handler(({ input, context }) => {
    const { product, run, evenReleased } = input;
    return deleteRunOf(context.workspace, product, run, { evenReleased });
  }),
  compare: os.training.compare.handler(({ input, context, signal }) =>
    compareRuns(context.workspace.product(input.product), input.runs, signal),
  ),
  move: os.training.move.handler(({ input, context }) => moveInQueue(context.workspace, input.job, input.place)),
  cancel: os.training.cancel.handler(({ input, context }) => {
    const { workspace } = context;
    const run = cancelRun(workspace.product(input.product), input.run, userName());
    workspace.events.publish({ type: 'run', product: input.product, run });
    workspace.announce(input.product);
    return run;
  }),
};
