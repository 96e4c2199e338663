import { Command, Option } from 'commander';
import type { TrainProgress } from '#shared/contract/engine.ts';
import { backboneWord } from '#shared/domain/backbones.ts';
import type { PriorSet } from '#shared/domain/priors.ts';
import { adviseSize, fewestPixels } from '#shared/domain/resolution.ts';
import {
  type RunRecord,
  defaultSize,
  fewestSteps,
  hasStoppedEarly,
  mostSteps,
  plannedSteps,
} from '#shared/domain/runs.ts';
import type { ImportNote } from '#shared/domain/importNotes.ts';
import type { SplitRecord } from '#shared/domain/split.ts';
import { noteInWords, splitWarnings } from '#shared/domain/splitWords.ts';
import { sourceSide } from '#studio/dataset/sourceSide.ts';
import { ownMovement } from '#studio/dataset/workingView.ts';
import type { RunLimits } from '#studio/evaluation/limits.ts';
import type { Product } from '#studio/product.ts';
import type { ForecastPlan } from '#studio/training/forecast.ts';
import { type RealChoice, realChoices } from '#studio/training/realDefects.ts';
import type { FinishedRun } from '#studio/training/train.ts';
import { type CommandContext, perform, userPath } from '../command.ts';
import { type Output, exitCodes } from '../output.ts';
import { describeLimits } from '../limitWords.ts';
import { chosenPriors, priorsOption } from '../priorsOption.ts';
import { cacheProgress, withEngine, withProduct } from '../session.ts';
import { type LearningOptions, addLearningOptions, budgetOf, parseSizeOrAuto } from '../trainOptions.ts';

interface TrainCommandOptions extends LearningOptions {
  real?: RealChoice;
  priors?: string;
  size: number | 'auto';
  resume?: boolean;
  verbose?: boolean;
}

export function trainCommand(): Command {
  return addLearningOptions(
    new Command('train').description('train a detector on a product').argument('<product>', 'product folder'),
  )
    .addOption(priorsOption())
    .option(
      '--size <px>',
      'side of the working picture; auto: from the smallest defect of the recipe',
      parseSizeOrAuto,
      defaultSize,
    )
    .addOption(
      new Option('--real <which>', 'labelled defects that were given to training: learned from, or not')
        .choices(realChoices)
        .default('all'),
    )
    .option('--resume', 'go on with the newest interrupted run, as it was started')
    .option('--verbose', 'show what the engine prints')
    .action((dir: string, options: TrainCommandOptions, command: Command) =>
      perform(command, async (context) => {
        const settable = ['minutes', 'steps', 'seed', 'loss', 'priors', 'size', 'backbone', 'moved', 'real'];
        const ignored = settable.filter((name) => command.getOptionValueSource(name) === 'cli');
        if (options.resume && ignored.length > 0) {
          context.output.log(`--resume keeps how the run was started; --${ignored.join(', --')} has no effect.`);
        }
        await withProduct(userPath(dir), { mode: 'write' }, (product) => train(context, product, options));
      }),
    );
}

async function train(context: CommandContext, product: Product, options: TrainCommandOptions): Promise<void> {
  const { output, signal } = context;
  const { resumeRun, trainProduct } = await import('#studio/training/train.ts');
  const { trainingImages } = await import('#studio/training/runPictures.ts');
  const { seed, loss, backbone, moved, real } = options;
  const priorSet = await chosenPriors(options.priors);
  // Without enough parts this fails before the engine is started; a resumed run knows its own size.
  const parts = options.resume ? [] : trainingImages(product).train;
  const size = options.size !== 'auto' ? options.size : sizeFor(output, priorSet, sourceSide(product, parts));
  const watching = {
    who: 'command line',
    signal,
    onCache: cacheProgress(output),
    onProgress: progressPrinter(output),
    onNote: ({ message }: ImportNote) => output.log(message),
    onResumed: (run: string, step: number, again: number) =>
      output.log(`${run} goes on from step ${step}${again > 0 ? `; ${again} steps are done again` : ''}.`),
    onSplit: (split: SplitRecord) =>
      [noteInWords(split.why), ...splitWarnings(split)].forEach((line) => output.log(line)),
  };
  if (!options.resume) {
    const share = moved === 'auto' ? ownMovement(product, parts) : moved;
    sayMovement(output, share);
    const plan = { nTrain: parts.length, size, budget: budgetOf(options), backbone, moved: share };
    await sayForecast(output, product, plan);
  }
  const finished = await withEngine(output, options.verbose === true, (engine) =>
    options.resume
      ? resumeRun(product, engine, watching)
      : trainProduct(
          product,
          engine,
          { priorSet, budget: budgetOf(options), seed, size, loss, backbone, moved, real },
          watching,
        ),
  );
  const { readLimits } = await import('#studio/evaluation/limits.ts');
  printFinished(output, finished, finished.run.learned && readLimits(product, finished.run.id));
  if (finished.run.state !== 'trained') process.exitCode = exitCodes.cancelled;
}

/** The side that the priors ask for; says why. */
function sizeFor(output: Output, priorSet: PriorSet, side: number | null): number {
  const advice = side === null ? null : adviseSize(priorSet, side);
  if (!advice) return defaultSize; // a run that goes on, or nothing to forge: training says so
  const { size, smallest, pixels, limit } = advice;
  const extent = `the smallest ${smallest.kind} spans ${pixels.toFixed(1)} px`;
  const why = {
    ok: '',
    pictures: ` The photographs hold no more detail: what is smaller than ${fewestPixels} px may be missed.`,
    largest: ' No larger size is offered: photograph a smaller part of the product, or expect misses.',
  }[limit];
  output.log(`Working at ${size} px: ${extent}.${why}`);
  return size;
}

function sayMovement(output: Output, share: number): void {
  if (share === 0) return;
  const percent = `${Math.round(1000 * share) / 10} %`;
  output.log(
    `Good parts are also seen moved by up to ${percent}: so much at each border of the photograph is not inspected (--moved 0 inspects all).`,
  );
}

/** What the run will take, by its parts, and where more minutes than that change nothing. */
async function sayForecast(output: Output, product: Product, plan: ForecastPlan): Promise<void> {
  const { forecastRun } = await import('#studio/training/forecast.ts');
  const { listRuns } = await import('#studio/store/runs.ts');
  const expected = forecastRun(listRuns(product.db), plan);
  const { steps, seconds, parts, mostMinutes } = expected;
  const minutes = (value: number): string => `${(value / 60).toFixed(1)} min`;
  const { preparation, training, judging } = parts;
  output.log(
    `About ${minutes(seconds)}${expected.isGuess ? ', a first guess' : ''}: preparation ${minutes(preparation)}, ` +
      `${steps} steps ${minutes(training)}, judging and limits ${minutes(judging)}.`,
  );
  const { budget } = plan;
  if ('minutes' in budget && budget.minutes > mostMinutes) {
    const end = `${mostSteps} steps, the most that --minutes makes, are reached after about ${mostMinutes.toFixed(1)} min`;
    output.log(`${end}; more time changes nothing. --steps makes more.`);
  }
}

const phases: Record<TrainProgress['phase'], string> = {
  features: 'reading the good parts',
  memory: 'learning what is normal',
  training: 'training',
  calibration: 'setting the limits',
};

/** A row a progress message once there are losses; before, a row at each new phase. */
export function progressPrinter(output: Output): (run: string, progress: TrainProgress) => void {
  let lastPhase = '';
  return (run, { step, steps, share, phase, losses, seconds, secondsLeft, tensors }) => {
    const isNewPhase = phase !== lastPhase;
    lastPhase = phase;
    if (losses && phase === 'training') {
      const left = secondsLeft === null ? '' : `, ${Math.ceil(secondsLeft)} s left`;
      const words = `${run}  step ${step} of ${steps}, loss ${losses.total.toFixed(4)}${left}`;
      const row = { event: 'progress', run, step, steps, share, phase, losses, seconds, secondsLeft, tensors };
      output.progress(row, words);
    } else if (isNewPhase) {
      output.progress({ event: 'phase', run, step, steps, phase, seconds }, `${run}  ${phases[phase]} …`);
    }
  };
}

function printFinished(output: Output, { run, result }: FinishedRun, limits: RunLimits | null): void {
  const { id, state, step, seconds, spent, weightChange, backend } = run;
  const { losses } = result;
  const stoppedEarly = hasStoppedEarly(run);
  const steps = plannedSteps(run);
  const lines = [`${id} is ${state}: ${step} steps in ${Math.round(seconds)} s on ${backend}.`, ...remarksOn(run)];
  if (limits) lines.push(...describeLimits(limits));
  const hint = state === 'interrupted' ? '`train PRODUCT --resume` goes on with it.' : undefined;
  if (hint) lines.push(hint);
  const row = {
    run: id,
    state,
    step,
    steps,
    stoppedEarly,
    seconds,
    spent,
    losses,
    weightChange,
    limits,
    backend,
    backbone: backboneWord(run.config.backbone),
    hint,
  };
  output.row(row, lines.join('\n'));
}

/** What a trained run falls short of. */
function remarksOn(run: RunRecord): string[] {
  const { state, step, config } = run;
  if (state !== 'trained') return [];
  const early = hasStoppedEarly(run) ? [`Stopped early: ${step} of about ${plannedSteps(run)} steps.`] : [];
  if (step >= fewestSteps) return early;
  const tooFew =
    'steps' in config.budget
      ? `${step} steps are too few to learn from pseudo-defects: give it ${fewestSteps} or more.`
      : `Only ${step} steps fitted into the time, too few to learn from pseudo-defects: give it more minutes.`;
  return [...early, tooFew];
}
