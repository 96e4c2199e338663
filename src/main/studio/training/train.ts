import { randomUUID } from 'node:crypto';
import type { ImageRecord } from '#shared/domain/images.ts';
import { usedPriors } from '#shared/domain/priorChanges.ts';
import type { ImportNote } from '#shared/domain/importNotes.ts';
import { studioNote } from '#shared/domain/studioNotes.ts';
import type { Moved } from '#shared/domain/movement.ts';
import { type PriorSet, forgesNothing } from '#shared/domain/priors.ts';
import type { BackboneWord } from '#shared/domain/backbones.ts';
import { freeRunName, runNameFault } from '#shared/domain/runNames.ts';
import type { SplitRecord } from '#shared/domain/split.ts';
import {
  type Ablation,
  type Budget,
  type LossWeights,
  type RunConfig,
  type RunRecord,
  canGoOn,
  forecastSchema,
  runConfigSchema,
} from '#shared/domain/runs.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import { warningsBeforeTraining } from '../dataset/contentBeforeTraining.ts';
import type { PixelOptions } from '../dataset/pixels.ts';
import { ownMovement, workingPicture } from '../dataset/workingView.ts';
import { takeOwnAreas } from '../dataset/ownAreas.ts';
import { takeZones } from '../dataset/zoneFiles.ts';
import type { EngineClient } from '../engineClient.ts';
import type { Product } from '../product.ts';
import { listPriorSets, requirePriorSet } from '../store/records.ts';
import { insertRun, listRuns, saveRun } from '../store/runs.ts';
import { readRoi, requireSettings } from '../store/settings.ts';
import { tellNearCopies } from '../dataset/nearCopies.ts';
import { readSplit } from '../dataset/split.ts';
import { describeVersions } from '../versions.ts';
import { userName } from '../userName.ts';
import { presentBackbone } from './backbone.ts';
import { type ForecastPlan, forecastRun } from './forecast.ts';
import { type RealChoice, notesOfReal, realDefects } from './realDefects.ts';
import { highestFolder, setAsideUnknownRuns } from './foundRuns.ts';
import { type FinishedRun, type RunOptions, performRun } from './performRun.ts';
import { type RunFile, readRunFile, runImages, writeRunFile } from './runFolder.ts';
import { imagesOf, picturesUnlessPaused, trainingImages } from './runPictures.ts';

export interface NewRun {
  /** What a person calls it; where another run has the name by then, it gets a number. */
  name?: string | undefined;
  priorSet: PriorSet;
  budget: Budget;
  seed: number;
  /** Side of the working picture, px. */
  size: number;
  loss: LossWeights;
  /** The frozen network; the default's where absent. */
  backbone?: BackboneWord | undefined;
  ablation?: Ablation | undefined;
  /** Whether labelled defective pictures on the side of training are learned from; `all` where absent. */
  real?: RealChoice | undefined;
  /** Share of each side by which good parts are also seen moved; `auto` or absent: {@link ownMovement}. */
  moved?: Moved | undefined;
}

export type { FinishedRun } from './performRun.ts';

export interface TrainOptions extends PixelOptions, RunOptions {
  /** Who trains, for the audit trail. */
  who?: string | undefined;
  /** Key of a new run; drawn where absent. */
  key?: string | undefined;
  /** How the pictures are divided that a new run learns from and calibrates on, once that stands fast. */
  onSplit?: ((split: SplitRecord) => void) | undefined;
  /** Told what had to be done to the product first, and what there is to say of its pictures. */
  onNote?: ((note: ImportNote) => void) | undefined;
}

/** @throws FlawsmithError `product-damaged` where what decides cannot be read, `bad-config` where no defect can be drawn */
function refuseUnfit({ db }: Product, priorSet: PriorSet): void {
  requireSettings(db);
  requirePriorSet(db, priorSet.name);
  if (!forgesNothing(priorSet)) return;
  const message = `The defect recipe ${priorSet.name} forges nothing: each kind is switched off or has a share of 0.`;
  throw new FlawsmithError('bad-config', message, {
    hint: 'Switch a kind of defect on, and give it a share above 0.',
    said: said('recipeForgesNothing', { name: priorSet.name }),
  });
}

/**
 * Trains a new run to its end. A cancelled one is final and comes back in state `cancelled`; one that was lost or failed is
 * kept as `interrupted` or `failed` with its reason, and the error is thrown.
 * @param product open for writing
 * @throws FlawsmithError `product-damaged` where a setting that decides what is learned, or the saved recipe of that name, cannot be read;
 * `too-few-images`, `not-found`, `engine-crashed`, `disk-full`; CancelledError where the run had not begun
 */
export async function trainProduct(
  product: Product,
  engine: EngineClient,
  wanted: NewRun,
  options: TrainOptions = {},
): Promise<FinishedRun> {
  refuseUnfit(product, wanted.priorSet);
  const { who = userName() } = options;
  await tellNearCopies(product, engine, who, options);
  const split = readSplit(product);
  options.onSplit?.(split);
  const given = realDefects(product, wanted.real);
  const taken = { ...trainingImages(product), real: given.usable };
  const images = { ...taken, own: takeOwnAreas(product, [...taken.train, ...taken.calibration, ...taken.real]) };
  const look = lookNow(product);
  const config = await configOf(product, wanted, images.train);
  const pictures = await picturesUnlessPaused(product, images, { config, ...look }, options);
  const createdAt = new Date().toISOString();
  const forecast = forecastRun(listRuns(product.db), forecastPlan(wanted, config, images.train.length));
  const notes = [...(await notesBefore(product, images.train, config, who)), ...notesOfReal(given)];
  notes.forEach((note) => options.onNote?.(note));
  const key = options.key ?? randomUUID();
  const record: Omit<RunRecord, 'id'> = {
    key,
    name: wanted.name ? nameFor(product, wanted.name, notes) : null,
    state: 'queued',
    step: 0,
    steps: forecast.steps,
    seconds: 0,
    createdAt,
    finishedAt: null,
    config,
    weightChange: null,
    learned: null,
    decision: null,
    reason: null,
    backend: engine.backend.backend,
    forecast: forecastSchema.parse(forecast),
    interrupted: 0,
    resumed: 0,
    priors: usedPriors(config.priorSet, listPriorSets(product.db)),
    notes,
  };
  const run = insertRun(product.db, record, highestFolder(product));
  const file: RunFile = {
    schema: 1,
    run: run.id,
    key,
    createdAt,
    config,
    ...look,
    train: runImages(images.train, images.own),
    calibration: runImages(images.calibration, images.own),
    ...(images.real.length > 0 && { real: runImages(images.real, images.own) }),
    ...(wanted.real === 'none' && { withoutReal: true }),
    split,
    versions: describeVersions(engine.backend),
  };
  return performRun(product, engine, { run, ...pictures, isNew: true, file }, options);
}

/** What of the photographs a run that starts now looks at. */
function lookNow(product: Product): Pick<RunFile, 'roi' | 'zones'> {
  const zones = takeZones(product);
  return { roi: readRoi(product.db), ...(zones && { zones }) };
}

/** What has to be done to the product first, and what there is to say of the good parts. */
async function notesBefore(
  product: Product,
  train: readonly ImageRecord[],
  { picture }: RunConfig,
  who: string,
): Promise<ImportNote[]> {
  return [...setAsideUnknownRuns(product, who), ...(await warningsBeforeTraining(product, train, picture))];
}

const forecastPlan = (wanted: NewRun, { moved }: RunConfig, nTrain: number): ForecastPlan => ({
  ...wanted,
  moved,
  nTrain,
});

/** All that decides what the run learns: its name does not. */
async function configOf(
  product: Product,
  { priorSet, budget, seed, size, loss, ablation, ...chosen }: NewRun,
  train: readonly ImageRecord[],
): Promise<RunConfig> {
  const backbone = await presentBackbone(chosen.backbone);
  const picture = workingPicture(product, size, train);
  const { moved: wanted = 'auto' } = chosen;
  const moved = wanted === 'auto' ? ownMovement(product, train) : wanted;
  return runConfigSchema.parse({ schema: 1, priorSet, budget, seed, size, picture, loss, ablation, backbone, moved });
}

/** Taken meanwhile, the name gets a number, and the run's notes say so. */
function nameFor(product: Product, wanted: string, notes: ImportNote[]): string {
  const runs = listRuns(product.db);
  const name = runNameFault(wanted, runs) === 'taken' ? freeRunName(wanted, runs) : wanted;
  if (name !== wanted) notes.push(studioNote('nameTaken', { wanted, name }));
  return name;
}

/**
 * Goes on with a paused or interrupted run, the newest where none is named, with the configuration and budget it was started with; from its first step
 * where it was lost before the first checkpoint.
 * @param product open for writing
 * @throws FlawsmithError `no-run` where none can go on, `not-found` where an image is gone that it was trained on,
 * `bad-config` where one was marked NG or left out meanwhile
 */
export async function resumeRun(
  product: Product,
  engine: EngineClient,
  options: TrainOptions = {},
  id?: string,
): Promise<FinishedRun> {
  requireSettings(product.db);
  const { id: known } = runToResume(product, id);
  const file = await readRunFile(product, known);
  const pictures = await picturesUnlessPaused(product, imagesOf(product, file), file, options);
  // Asked again, for it may have been cancelled while the pictures were prepared.
  const run = runToResume(product, known);
  if (run.key) return performRun(product, engine, { run, ...pictures, isNew: false, file }, options);
  // Begun by an earlier version, which drew no keys.
  const key = randomUUID();
  await writeRunFile(product, { ...file, key });
  saveRun(product.db, { ...run, key });
  return performRun(product, engine, { run: { ...run, key }, ...pictures, isNew: false, file }, options);
}

/** @throws FlawsmithError `no-run` */
export function runToResume(product: Product, id?: string): RunRecord {
  const run = listRuns(product.db).findLast((known) => canGoOn(known) && (id === undefined || known.id === id));
  if (run) return run;
  throw new FlawsmithError('no-run', 'There is no paused or interrupted run to go on with.', {
    file: product.dir,
    hint: 'Start a new run.',
  });
}
