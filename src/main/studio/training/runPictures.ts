import type { ImageRecord } from '#shared/domain/images.ts';
import { CancelledError, FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import type { PictureView } from '../dataset/cache.ts';
import { type OwnArea, areasOf } from '../dataset/ownAreas.ts';
import { type PixelOptions, makeForgingPictures, nameForgingPictures, pixelRef } from '../dataset/pixels.ts';
import { stampRefs } from '../dataset/stamps.ts';
import { zonedView } from '../dataset/zoneFiles.ts';
import type { Product } from '../product.ts';
import { imageOfHash, listImages, unitsByHash } from '../store/images.ts';
import type { RunOptions, RunStart } from './performRun.ts';
import { planMoved } from './planMoved.ts';
import { checkReal, realRefs } from './realDefects.ts';
import { type RunFile, type RunImage, runView } from './runFolder.ts';

/** Normal parts in training without which nothing can be compared. */
const leastNormals = 2;

export type RunPictures = Pick<RunStart, 'refs' | 'zones'>;

/** The pictures of a run, in the order in which the engine numbers them. */
export interface RunImages {
  train: ImageRecord[];
  calibration: ImageRecord[];
  /** Defective ones with masks that are learned from too. */
  real: ImageRecord[];
  /** Ignore areas that some of them have of their own. */
  own: OwnArea[];
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

/** The pictures that the run was started on, with the sessions and parts that they had then. */
export function imagesOf(product: Product, { run, train, calibration, real = [] }: RunFile): RunImages {
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
export async function picturesUnlessPaused(
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
