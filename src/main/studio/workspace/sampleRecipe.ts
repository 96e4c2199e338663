import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Job, StageWord } from '#shared/contract/studio.ts';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { type RunRecord, canGoOn, defaultLossWeights } from '#shared/domain/runs.ts';
import { serializeError } from '#shared/errors.ts';
import { startEngine } from '../engineClient.ts';
import { readEvaluation } from '../evaluation/evaluationFile.ts';
import { usualPackageDir } from '../export/packages.ts';
import { listReleases } from '../store/records.ts';
import { listRuns } from '../store/runs.ts';
import { productIdOf } from './registry.ts';
import { startEvaluation, startExport } from './runJobs.ts';
import { sampleDir, startSample } from './sample.ts';
import { resumeTraining, startTraining } from './trainJob.ts';
import type { Workspace } from './workspace.ts';

/** How long the sample is trained: about a minute on two cores, and enough for heatmaps that find its defects. */
export interface SampleRecipe {
  steps: number;
  /** Side of the working picture, px. */
  size: number;
}
const usualRecipe: SampleRecipe = { steps: 60, size: 256 };

const stages: readonly StageWord[] = ['training', 'evaluation', 'export'];
const engineKinds: readonly Job['kind'][] = ['train', 'evaluate', 'export'];

/** What came of one job of the recipe: `yielded` where it made way for the user's own work, and is to be done again. */
type Outcome = 'done' | 'yielded' | 'ended';

/**
 * Gives the sample product a trained, evaluated and exported run, so that every stage has something to look at: at the first start
 * of a studio, as ordinary jobs that can be watched and cancelled. The user's own work comes first: a job of the recipe that is at
 * work when another wants the engine makes way, and goes on afterwards. Cancelling a job, or taking the sample off the list, ends it for good;
 * a studio that was closed or killed meanwhile goes on at its next start.
 * @param signal aborts it, to go on at the next start
 */
export async function followSampleRecipe(
  workspace: Workspace,
  signal: AbortSignal,
  recipe: SampleRecipe = usualRecipe,
): Promise<void> {
  if (!isWanted(workspace)) return;
  workspace.registry.markSample('begun');
  const id = productIdOf(sampleDir(workspace));
  workspace.expected.set(id, stages);
  try {
    const rendered = await workspace.jobs.ended(startSample(workspace).id);
    const ending = rendered.state === 'done' ? await handOn(workspace, id, recipe, signal) : rendered.state;
    if ((ending === 'done' || ending === 'cancelled') && !signal.aborted) workspace.registry.markSample('done');
  } catch (error) {
    workspace.log(`the sample's run: ${serializeError(error).message}`);
  } finally {
    workspace.expected.delete(id);
    if (workspace.registry.products.some(({ dir }) => productIdOf(dir) === id) && !signal.aborted)
      workspace.announce(id);
  }
}

/** At the very first start, or where a studio was ended in the middle of it; never again where it was done, declined or taken away. */
function isWanted(workspace: Workspace): boolean {
  const { registry } = workspace;
  const { sample, products } = registry;
  if (sample === undefined) return products.length === 0;
  if (sample === 'done') return false;
  const dir = sampleDir(workspace);
  const isListed = products.some((product) => product.dir === dir);
  if (!isListed && existsSync(join(dir, 'product.db'))) {
    registry.markSample('done');
    return false;
  }
  return true;
}

/** @returns `later` where the engine cannot start here: the next start tries again */
async function handOn(
  workspace: Workspace,
  id: string,
  recipe: SampleRecipe,
  signal: AbortSignal,
): Promise<'done' | 'later'> {
  if (!(await canStartEngine(workspace))) return 'later';
  const steps = [
    () => trainStep(workspace, id, recipe),
    () => evaluateStep(workspace, id),
    () => exportStep(workspace, id),
  ];
  for (const [i, step] of steps.entries()) {
    for (;;) {
      await untilFree(workspace, signal);
      if (signal.aborted) return 'later';
      const job = await step();
      if (job === 'declined') return 'done';
      if (job === null) break;
      const outcome = await yieldingEnd(workspace, job, signal);
      if (outcome === 'ended') return signal.aborted ? 'later' : 'done';
      if (outcome === 'done') break;
    }
    workspace.expected.set(id, stages.slice(i + 1));
  }
  return 'done';
}

async function canStartEngine(workspace: Workspace): Promise<boolean> {
  try {
    await (await startEngine({ onLog: workspace.log })).stop();
    return true;
  } catch (error) {
    workspace.log(`the sample is not trained, since the engine cannot start: ${serializeError(error).message}`);
    return false;
  }
}

/** A step's job; null where nothing is to be done; `declined` where a person has begun something else with the sample. */
type Step = Job | null | 'declined';

const isOfRecipe = ({ config }: RunRecord): boolean =>
  'steps' in config.budget && config.seed === 0 && config.priorSet.name === defaultPriorSet.name;

function trainStep(workspace: Workspace, id: string, { steps, size }: SampleRecipe): Step {
  const [first, ...others] = listRuns(workspace.product(id).db);
  if (first === undefined) {
    const order = { priorSet: defaultPriorSet, budget: { steps }, seed: 0, size, loss: defaultLossWeights };
    return startTraining(workspace, id, order);
  }
  if (others.length > 0 || !isOfRecipe(first)) return 'declined';
  if (first.state === 'trained') return null;
  return canGoOn(first) ? resumeTraining(workspace, id, first.id) : 'declined';
}

async function evaluateStep(workspace: Workspace, id: string): Promise<Step> {
  const product = workspace.product(id);
  const run = listRuns(product.db).find(({ state }) => state === 'trained');
  if (!run) return 'declined';
  return (await readEvaluation(product, run.id)) ? null : startEvaluation(workspace, id, run.id);
}

function exportStep(workspace: Workspace, id: string): Step {
  const product = workspace.product(id);
  const run = listRuns(product.db).find(({ state }) => state === 'trained');
  if (!run) return 'declined';
  if (listReleases(product.db).length > 0) return null;
  return startExport(workspace, id, run.id, usualPackageDir(product));
}

/** Work that has the engine, or waits for it, other than one job. */
const othersAtWork = (workspace: Workspace, own = ''): boolean =>
  workspace.jobs.list().some(({ id, kind, state }) => id !== own && state === 'running' && engineKinds.includes(kind));

/** Waits until no other work wants the engine. */
async function untilFree(workspace: Workspace, signal: AbortSignal): Promise<void> {
  for await (const { type } of workspace.events.follow(() => workspace.snapshot(), signal)) {
    if (type !== 'heartbeat' && !othersAtWork(workspace)) return;
  }
}

/** Waits for a job's end; as soon as other work wants the engine, the job rests, or stops where it cannot. */
async function yieldingEnd(workspace: Workspace, { id, kind, product }: Job, signal: AbortSignal): Promise<Outcome> {
  const watch = new AbortController();
  let hasYielded = false;
  const until = AbortSignal.any([watch.signal, signal]);
  const watching = (async () => {
    for await (const { type } of workspace.events.follow(() => workspace.snapshot(), until)) {
      if (type === 'heartbeat' || hasYielded || !othersAtWork(workspace, id)) continue;
      const pause = kind === 'train' ? workspace.pauses.get(product) : undefined;
      if (kind === 'train' && !pause) continue; // it still waits, or starts: the next event asks again
      hasYielded = true;
      if (pause) pause.abort();
      else workspace.jobs.cancel(id);
    }
  })();
  const { state } = await workspace.jobs.ended(id);
  watch.abort();
  await watching;
  if (hasYielded) return state === 'failed' ? 'ended' : 'yielded';
  return state === 'done' ? trainedOrPaused(workspace, product, kind) : 'ended';
}

/** A training that the user paused is theirs: the recipe does not go on with it. */
function trainedOrPaused(workspace: Workspace, product: string, kind: Job['kind']): Outcome {
  if (kind !== 'train') return 'done';
  return listRuns(workspace.product(product).db)[0]?.state === 'trained' ? 'done' : 'ended';
}
