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
import { CancelledError, FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import type { PictureView } from '../dataset/cache.ts';
import { warningsBeforeTraining } from '../dataset/contentBeforeTraining.ts';
import { type PixelOptions, makeForgingPictures, nameForgingPictures, pixelRef } from '../dataset/pixels.ts';
import { ownMovement, workingPicture } from '../dataset/workingView.ts';
import { stampRefs } from '../dataset/stamps.ts';
import { type OwnArea, areasOf, takeOwnAreas } from '../dataset/ownAreas.ts';
import { takeZones, zonedView } from '../dataset/zoneFiles.ts';
import type { EngineClient } from '../engineClient.ts';
import type { Product } from '../product.ts';
import { listImages, imageOfHash, unitsByHash } from '../store/images.ts';
import { listPriorSets, requirePriorSet } from '../store/records.ts';
import { insertRun, listRuns, saveRun } from '../store/runs.ts';
import { readRoi, requireSettings } from '../store/settings.ts';
import { tellNearCopies } from '../dataset/nearCopies.ts';
import { readSplit } from '../dataset/split.ts';
import { describeVersions } from '../versions.ts';
import { userName } from '../userName.ts';
import { presentBackbone } from './backbone.ts';
import { type ForecastPlan, forecastRun } from './forecast.ts';
import { planMoved } from './planMoved.ts';
import { type RealChoice, checkReal, notesOfReal, realDefects, realRefs } from './realDefects.ts';
import { highestFolder, setAsideUnknownRuns } from './foundRuns.ts';
import { type FinishedRun, type RunOptions, type RunStart, performRun } from './performRun.ts';
import { type RunFile, type RunImage, readRunFile, runImages, runView, writeRunFile } from './runFolder.ts';

/** Normal parts in training without which nothing can be compared. */
const leastNormals = 2;

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

type RunPictures = Pick<RunStart, 'refs' | 'zones'>;

/** The pictures of a run, in the order in which the engine numbers them. */
interface RunImages {
  train: ImageRecord[];
  calibration: ImageRecord[];
  /** Defective ones with masks that are learned from too. */
  real: ImageRecord[];
  /** Ignore areas that some of them have of their own. */
  own: OwnArea[];
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
 * The good pictures to learn from and to calibrate on. Their `part` is the physical part that each counts as: near-copies
 * are one.
 * @throws FlawsmithError `too-few-images`
 */
export function trainingImages(product: Product): Omit<RunImages, 'real' | 'own'> {
  const units = unitsByHash(product.db);
  const list = (split: 'train' | 'calibration'): ImageRecord[] =>
    listImages(product.db, { split, label: 'normal' }).map((image) => ({
      ...image,
      part: units.get(image.hash) ?? image.part,
    }));
  const train = list('train');
  if (train.length < leastNormals) {
    throw new FlawsmithError(
      'too-few-images',
      `Training needs at least ${leastNormals} photographs of good parts; the product has ${train.length} to train on.`,
      {
        file: product.dir,
        hint: 'Import more photographs of good parts; 20 or more are advisable.',
        said: said('tooFewToTrain', { least: leastNormals, n: train.length }),
      },
    );
  }
  return { train, calibration: list('calibration') };
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

/** The pictures that the run was started on, with the sessions and parts that they had then. */
function imagesOf(product: Product, { run, train, calibration, real = [] }: RunFile): RunImages {
  const present = new Map(listImages(product.db).map((image) => [image.hash, image]));
  checkUsable(product, run, [...train, ...calibration], present);
  checkReal(product, run, real, present);
  const find = ({ hash, session, part }: RunImage): ImageRecord => ({ ...present.get(hash)!, session, part });
  const images = { train: train.map(find), calibration: calibration.map(find), real: real.map(find) };
  const looks = Object.fromEntries([...train, ...calibration, ...real].map((look) => [look.hash, look]));
  return { ...images, own: areasOf([...images.train, ...images.calibration, ...images.real], looks) };
}

/** A run may not go on with pictures that a person has taken out of the good ones since. @throws FlawsmithError */
function checkUsable(
  product: Product,
  run: string,
  entries: readonly RunImage[],
  present: ReadonlyMap<string, ImageRecord>,
): void {
  const hint = 'Take this back, or start a new run without them.';
  const isBad = ({ hash }: RunImage): boolean => present.get(hash)?.label === 'anomalous';
  for (const [what, fits, code] of [
    [
      'are left out of the product now',
      ({ hash }: RunImage) => imageOfHash(product.db, hash)?.isLeftOut === true,
      'startedWithLeftOut',
    ],
    ['are marked NG now', isBad, 'startedWithBad'],
  ] as const) {
    const found = entries.filter(fits);
    if (found.length === 0) continue;
    const message = `${run} was started with pictures as good ones that ${what}: ${found.length}, such as ${found[0]!.file}`;
    const { file } = found[0]!;
    throw new FlawsmithError('bad-config', message, { file, hint, said: said(code, { run, n: found.length, file }) });
  }
  const gone = entries.find(({ hash }) => !present.has(hash));
  if (!gone) return;
  throw new FlawsmithError(
    'not-found',
    `${run} was trained on an image that is no longer in the product: ${gone.file}`,
    {
      file: gone.file,
      hint: 'Import this image again, or start a new run without --resume.',
      said: said('startedWithGone', { run, file: gone.file }),
    },
  );
}

/** None where the run is asked to rest while they are made; those that are made by then stay. @throws as {@link picturesOf} */
async function picturesUnlessPaused(
  product: Product,
  images: RunImages,
  run: Pick<RunFile, 'config' | 'roi' | 'zones'>,
  { pause, ...options }: PixelOptions & Pick<RunOptions, 'pause'>,
): Promise<RunPictures> {
  if (!pause) return picturesOf(product, images, run, options);
  const signal = AbortSignal.any([pause, ...(options.signal ? [options.signal] : [])]);
  try {
    return await picturesOf(product, images, run, { ...options, signal });
  } catch (error) {
    if (error instanceof CancelledError && pause.aborted && options.signal?.aborted !== true)
      return { refs: null, zones: undefined };
    throw error;
  }
}

/** Makes all pictures that a run needs, and draws its zones for each window that it looks through. */
async function picturesOf(
  product: Product,
  images: RunImages,
  run: Pick<RunFile, 'config' | 'roi' | 'zones'>,
  options: PixelOptions,
): Promise<RunPictures> {
  const moved = planMoved(images.train, run);
  const views = Map.groupBy(moved, ({ image }) => image);
  const all = [...images.train, ...images.calibration];
  const besides = (image: ImageRecord): PictureView[] => (views.get(image) ?? []).map(({ view }) => view);
  await makeForgingPictures(product, all, runView(run), options, besides);
  const drawn = (view: PictureView, seen = images.own): Promise<PictureView> =>
    zonedView(product, view, run.zones ?? null, images.train, options, images.own, seen);
  const view = await drawn(runView(run));
  const windows = new Map<PictureView, PictureView>();
  for (const [window, seen] of Map.groupBy(moved, ({ view }) => view)) {
    const hashes = new Set(seen.map(({ image }) => image.hash));
    const through = images.own.filter(({ hash }) => hashes.has(hash));
    windows.set(window, await drawn(window, through));
  }
  const refs = nameForgingPictures(product, all, view);
  const real = await realRefs(product, images.real, view, options);
  const stamps = await stampRefs(product, images.real, view, options);
  return {
    refs: {
      ...(real.length > 0 && { real, stamps }),
      moved: moved.map((seen) => pixelRef(product, seen.image, windows.get(seen.view)!)),
      train: refs.slice(0, images.train.length),
      calibration: refs.slice(images.train.length),
    },
    zones: view.zones,
  };
}
