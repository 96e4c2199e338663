import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrainJob, TrainProgress, TrainResult } from '#shared/contract/engine.ts';
import { type LossValues, leftOutOf } from '#shared/domain/runs.ts';
import type { ValidationRow } from '#shared/domain/validation.ts';
import { CancelledError, FlawsmithError } from '#shared/errors.ts';
import { createRandom } from '#shared/vision/random.ts';
import { tf } from '../backend/tensorflow.ts';
import type { Backbone } from '../model/backbones/architecture.ts';
import { loadBackbone } from '../model/backbones/index.ts';
import { type FeatureLayout, featureLayout } from '../model/features.ts';
import {
  type NormalModel,
  type NormalModelOnDevice,
  normalModelToArrays,
  placeNormalModel,
} from '../model/normalModel.ts';
import { type CalibratedOutputs, calibrateOutputs } from './calibrate.ts';
import {
  type Checkpoint,
  checkpointSchema,
  damaged,
  readCheckpoint,
  refuseOtherRuns,
  writeCheckpoint,
} from './checkpoint.ts';
import { knownDefectsToArrays } from '../model/knownDefects.ts';
import { learnKnownDefects } from './realDefects.ts';
import type { PooledPicture } from './featurePool.ts';
import type { FittedKnownDefects } from './fitKnownDefects.ts';
import { type PictureFeed, startPictureFeed } from './pictureFeed.ts';
import { dropNormalFile, prepareNormal } from './normalPhase.ts';
import { RunClock } from './runClock.ts';
import { learningRateAt } from './schedule.ts';
import { TrainedHead } from './trainedHead.ts';
import { type Validation, startValidation } from './validation.ts';

const secondsPerCheckpoint = 15;

/** What the trainer needs of its surroundings. */
export interface TrainerContext {
  signal: { readonly aborted: boolean };
  progress(progress: TrainProgress): void;
  /** Told of each judgement on held-out forgeries, after its row and sample maps are written. */
  validated?(row: ValidationRow): void;
  /** True once the training is to rest on a checkpoint. */
  isPausing?(): boolean;
  /** True once the program ends: the training stops within a step, in any phase, on a checkpoint of that moment. */
  isInterrupted?(): boolean;
  /** Lets messages through; call between steps. */
  breathe(): Promise<void>;
}

/**
 * Trains one run from top to bottom: features of normal parts → normal model → fusion head on forged defects →
 * calibration → checkpoint. Checkpoints every 15 s; a cancelled run keeps its last one.
 * @throws FlawsmithError; cancelling resolves with outcome `cancelled`, pausing with `paused`, interrupting with
 * `interrupted`
 */
export async function train(job: TrainJob, context: TrainerContext): Promise<TrainResult> {
  const run = await prepareRun(job, context);
  try {
    await run.fitNormal();
    const isWhole = await run.trainHead();
    return await (isWhole ? run.finish() : run.rest());
  } catch (error) {
    if (error instanceof Interruption) return await run.leave(error.outcome);
    if (!(error instanceof CancelledError)) throw error;
    await dropNormalFile(job); // a cancelled run is never gone on with
    return run.result('cancelled');
  } finally {
    await run.dispose();
  }
}

async function prepareRun(job: TrainJob, context: TrainerContext): Promise<TrainingRun> {
  if (job.train.length < 2) {
    throw new FlawsmithError(
      'too-few-images',
      `Training needs at least 2 normal parts; there are ${job.train.length}.`,
      {
        hint: 'Import more photographs of good parts; 20 or more are advisable.',
      },
    );
  }
  const file = join(job.runDir, 'checkpoint.safetensors');
  const resumed = job.resume ? await readCheckpoint(file) : null;
  if (resumed) refuseOtherRuns(resumed.meta, job, file);
  const backbone = await loadBackbone(job.backboneFile, job.config.backbone ?? null);
  const run = new TrainingRun(job, context, backbone);
  try {
    if (resumed) run.restore(resumed);
    return run;
  } catch (cause) {
    await run.dispose();
    throw damaged(file, cause);
  }
}

/** The program ends, and the training with it; or it is to rest before its first step, where nothing has to be kept. */
class Interruption extends Error {
  readonly outcome: 'interrupted' | 'paused';

  constructor(outcome: Interruption['outcome']) {
    super(outcome);
    this.outcome = outcome;
  }
}

/** The state of one training; its methods are the phases, in order. */
class TrainingRun {
  private readonly job: TrainJob;
  private readonly context: TrainerContext;
  private readonly backbone: Backbone;
  /** What it goes on from; null for a run that starts. */
  private resumed: Checkpoint['meta'] | null = null;
  private readonly layout: FeatureLayout;
  private readonly head: TrainedHead;
  private readonly clock: RunClock;
  private normal: NormalModel | null = null;
  private normals: PooledPicture[] = [];
  private fittedIds: string[] = [];
  private step = 0;
  private losses: LossValues | null = null;
  private calibrated: CalibratedOutputs | null = null;
  private known: FittedKnownDefects | null = null;
  private phase: TrainProgress['phase'] = 'features';
  private checkpointAt = performance.now();

  constructor(job: TrainJob, context: TrainerContext, backbone: Backbone) {
    this.job = job;
    this.context = context;
    this.backbone = backbone;
    this.clock = new RunClock(job.config.budget);
    const { picture, seed } = job.config;
    this.layout = featureLayout(picture, backbone.architecture);
    this.head = new TrainedHead(this.layout, seed);
  }

  /** Takes the state of a checkpoint. @throws where it lacks a part */
  restore({ meta, arrays }: Checkpoint): void {
    this.head.restore(arrays);
    this.step = meta.step;
    this.clock.goOnFrom(meta);
    this.resumed = meta;
  }

  /** Reads the normal parts' features and fits the normal model, or takes it from where the run left it. */
  async fitNormal(): Promise<void> {
    const { job, layout, backbone, resumed } = this;
    const fittedBefore = resumed?.fitted ?? null;
    const onFeatures = (): void => void (this.phase = 'memory');
    const pause = (): Promise<void> => this.pause();
    const phase = await prepareNormal({ job, layout, backbone, fittedBefore, onFeatures, pause });
    this.normal = phase.normal;
    this.normals = phase.normals;
    this.fittedIds = phase.fittedIds;
  }

  /**
   * Forged pictures flow in, their features are computed once and pooled, and each step draws from the pool.
   * @returns false where it was asked to rest before the budget was spent
   */
  async trainHead(): Promise<boolean> {
    this.phase = 'training';
    const device = placeNormalModel(this.normal!, this.layout);
    let feed: PictureFeed | null = null;
    try {
      const validation = await this.startValidation(device);
      feed = await this.startFeed(device);
      this.clock.beginSteps();
      while (this.clock.progress(this.step).share < 1) {
        await validation.at(this.step);
        if (this.context.isPausing?.()) return false;
        await this.oneStep(feed);
      }
      await validation.last(this.step);
      return true;
    } finally {
      device.dispose();
      await feed?.close();
    }
  }

  private startFeed(device: NormalModelOnDevice): Promise<PictureFeed> {
    const { job, layout, backbone, normals, fittedIds: fitted, step: from } = this;
    const pause = (): Promise<void> => this.pause();
    return startPictureFeed({ job, layout, backbone, normal: this.normal!, device, normals, fitted, from, pause });
  }

  private startValidation(device: NormalModelOnDevice): Promise<Validation> {
    const { job, layout, backbone, fittedIds: fitted, step: from } = this;
    const head = this.head.average;
    const references = this.normals.slice(0, fitted.length); // as photographed, not moved
    const { statistics, judged } = this.normal!;
    const seconds = (): { done: number; expected: number } => {
      const done = this.clock.seconds();
      return { done, expected: done + (this.clock.progress(this.step).secondsLeft ?? 0) };
    };
    const report = (row: ValidationRow): void => this.context.validated?.(row);
    const set = { job, layout, backbone, device, statistics, fitted, pause: () => this.pause() };
    return startValidation({ ...set, head, judged, references, from, seconds, report });
  }

  private async oneStep(feed: PictureFeed): Promise<void> {
    const began = performance.now();
    const { config } = this.job;
    const random = createRandom(config.seed, 0x57e9, this.step);
    const batch = await feed.batch(random);
    const { share } = this.clock.progress(this.step);
    this.losses = this.head.learn(batch, config.loss, { step: this.step, share, random });
    this.step++;
    this.clock.countStep((performance.now() - began) / 1000);
    await this.record(share);
    await this.pause();
  }

  private async record(share: number): Promise<void> {
    const row = {
      step: this.step,
      ...this.losses!,
      learningRate: learningRateAt(this.step - 1, share),
      seconds: this.clock.seconds(),
    };
    await appendFile(join(this.job.runDir, 'metrics.jsonl'), `${JSON.stringify(row)}\n`);
    if (performance.now() - this.checkpointAt > secondsPerCheckpoint * 1000) await this.save();
  }

  /** Writes the checkpoint from which the run goes on later. */
  async rest(): Promise<TrainResult> {
    await this.save();
    return this.result('paused');
  }

  /** The same wherever the run was stopped; what was not begun before the last checkpoint needs none. */
  async leave(outcome: Interruption['outcome']): Promise<TrainResult> {
    if (this.clock.hasBegunSteps()) await this.save();
    return this.result(outcome);
  }

  /** Calibrates on normals and writes the finished checkpoint. */
  async finish(): Promise<TrainResult> {
    this.phase = 'calibration';
    const { backbone, layout, normals: trained, job } = this;
    const fitted = new Set(this.fittedIds);
    const refs = new Map(job.train.flatMap((ref) => (fitted.has(ref.id) ? [[ref.id, ref] as const] : [])));
    const normal = this.normal!;
    const pause = (): Promise<void> => this.pause();
    this.known = await learnKnownDefects({ job, layout, backbone, normal, normals: trained, pause });
    this.calibrated = await calibrateOutputs({
      backbone,
      layout,
      normal,
      head: this.head.average,
      trained,
      trainedRefs: this.fittedIds.map((id) => refs.get(id)!),
      trainRefs: job.train,
      calibration: job.calibration,
      priorSet: job.config.priorSet,
      leftOut: leftOutOf(job.config),
      known: this.known,
      pause,
    });
    await this.save();
    await dropNormalFile(job);
    return this.result('trained');
  }

  private async save(): Promise<void> {
    const { job, head } = this;
    await writeCheckpoint(join(job.runDir, 'checkpoint.safetensors'), {
      meta: {
        schema: checkpointSchema,
        run: job.run,
        config: job.config,
        step: this.step,
        steps: this.clock.progress(this.step).steps,
        seconds: this.clock.seconds(),
        spent: this.clock.spent(),
        fitted: this.fittedIds,
        weightChange: head.weightChange(),
        outputs: this.calibrated?.outputs ?? null,
        limits: this.calibrated?.learned ?? null,
        scores: this.calibrated?.scores ?? null,
      },
      arrays: {
        ...head.toArrays(),
        ...(this.calibrated ? normalModelToArrays(this.normal!, false) : {}),
        ...(this.known ? knownDefectsToArrays(this.known.known) : {}),
      },
    });
    this.checkpointAt = performance.now();
  }

  private async pause(): Promise<void> {
    const { step, phase, losses } = this;
    const { steps, share, secondsLeft } = this.clock.announce(step);
    const [seconds, spent] = [this.clock.seconds(), this.clock.spent()];
    const tensors = tf.memory().numTensors;
    const rssMb = Math.round(process.memoryUsage.rss() / 2 ** 20);
    this.context.progress({ step, steps, share, phase, losses, seconds, spent, secondsLeft, tensors, rssMb });
    await this.context.breathe();
    if (this.context.signal.aborted) throw new CancelledError();
    if (this.context.isInterrupted?.()) throw new Interruption('interrupted');
    if (!this.clock.hasBegunSteps() && this.context.isPausing?.()) throw new Interruption('paused');
  }

  result(outcome: TrainResult['outcome']): TrainResult {
    return {
      outcome,
      step: this.step,
      steps: this.clock.progress(this.step).steps,
      seconds: this.clock.seconds(),
      spent: this.clock.spent(),
      weightChange: this.head.weightChange(),
      losses: this.losses,
      learned: this.calibrated?.learned ?? null,
      scores: this.calibrated?.scores ?? null,
    };
  }

  async dispose(): Promise<void> {
    this.head.dispose();
    this.backbone.dispose();
  }
}
