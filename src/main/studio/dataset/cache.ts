import { createHash } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type ImageRecord, type Roi, fullRoi, isSameRoi, roiPixels } from '#shared/domain/images.ts';
import { type PictureShape, areaOf } from '#shared/domain/pictures.ts';
import { throwIfCancelled } from '#shared/errors.ts';
import { type Posted, WorkerSet } from '#forging/workerSet.ts';
import { releasePixels } from '#scoring/decode.ts';
import type { Product } from '../product.ts';
import { contentFileName, requireInProduct } from '../realPaths.ts';
import { type CacheTask, makePicture } from './cacheWorker.ts';
import { decodeOriginal } from './original.ts';
import { forEachPicture } from './parallel.ts';

/** Pictures under this number are made in this process: starting workers would take longer. */
const fewPictures = 4;

/** Raised when the same photograph becomes other pixels: older pictures are then made again. */
const cacheVersion = 2;

/** How photographs are looked at: the part of them, in fractions, and the picture that it becomes. A run keeps its own. */
export interface PictureView {
  picture: PictureShape;
  roi: Roi;
  /** Zones drawn for this view; absent: none. The cache holds the pictures without them. */
  zones?: ZoneFiles | undefined;
  /** Where the part is in pictures in which that was corrected, by content hash: files of a byte a pixel; absent: in none. */
  parts?: Readonly<Record<string, string>> | undefined;
  /** In place of these for pictures with ignore areas of their own, by content hash; absent: none has. */
  own?: Readonly<Record<string, ZoneFiles>> | undefined;
}

/** Files of a view's zones, see packZones of #shared/vision/zonePicture.ts. */
export interface ZoneFiles {
  picture: string;
  /** At the size that plans of forged defects are decided at; absent where that is the picture itself. */
  reference?: string;
}

/** Folder of the pictures of one view. */
function cacheDir(product: Product, { picture, roi }: PictureView): string {
  const isWhole = isSameRoi(roi, fullRoi);
  const suffix = isWhole ? '' : `-${createHash('sha256').update(JSON.stringify(roi)).digest('hex').slice(0, 12)}`;
  const { width, height } = picture;
  const name = width === height ? String(width) : `${width}x${height}`;
  return product.path('cache', `v${cacheVersion}`, `${name}${suffix}`);
}

/** The picture at working resolution: raw RGB, width × height × 3 bytes. Exists once {@link ensureCache} has run. */
export function pixelFile(product: Product, image: Pick<ImageRecord, 'hash'>, view: PictureView): string {
  return join(cacheDir(product, view), contentFileName(image.hash, '.rgb'));
}

/**
 * The mask of a picture under a view: a byte a pixel, 0 or 255. Named by its content, for a mask may be painted on.
 * @param mask sha256 of the mask's file
 */
export function maskPixelFile(
  product: Product,
  image: Pick<ImageRecord, 'hash'>,
  mask: string,
  view: PictureView,
): string {
  return join(cacheDir(product, view), contentFileName(image.hash, `-${mask.slice(0, 16)}.mask`));
}

/**
 * Makes the pictures of these views that are missing, in worker threads, each photograph decoded once. Each is written
 * whole or not at all.
 * @throws FlawsmithError `not-found` where an original is gone, `image-changed` where it is another, `disk-full`; CancelledError
 */
export const ensureCache = (
  product: Product,
  images: readonly Pick<ImageRecord, 'hash' | 'file'>[],
  views: readonly PictureView[],
  options: CacheOptions = {},
): Promise<void> =>
  ensurePictures(
    product,
    images.map((image) => ({ image, views })),
    options,
  );

export interface CacheOptions {
  signal?: AbortSignal | undefined;
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/** {@link ensureCache} with views of its own for each photograph. */
export async function ensurePictures(
  product: Product,
  wantedPictures: readonly { image: Pick<ImageRecord, 'hash' | 'file'>; views: readonly PictureView[] }[],
  options: CacheOptions = {},
): Promise<void> {
  const folders = new Set(wantedPictures.flatMap(({ views }) => views.map((view) => cacheDir(product, view))));
  for (const folder of folders) await mkdir(await requireInProduct(product, folder), { recursive: true });
  const missing: {
    image: Pick<ImageRecord, 'hash' | 'file'>;
    file: string;
    wanted: (PictureView & { out: string })[];
  }[] = [];
  for (const { image, views } of wantedPictures) {
    const wanted: (PictureView & { out: string })[] = [];
    for (const view of views) {
      const out = pixelFile(product, image, view);
      const known = await stat(out).catch(() => null); // absent: to be made
      if (known?.size !== areaOf(view.picture) * 3) wanted.push({ ...view, out });
    }
    if (wanted.length > 0) missing.push({ image, file: image.file, wanted });
  }
  if (missing.length === 0) return;
  const pool =
    missing.length < fewPictures ? inThisProcess : startThreads(Math.min(availableParallelism(), missing.length));
  let done = 0;
  try {
    await forEachPicture(missing, pool.width, async ({ image, wanted }, read) => {
      throwIfCancelled(options.signal);
      const { raster } = await decodeOriginal(product, image, read);
      for (const { picture, roi, out } of wanted) {
        await pool.make({ raster, region: roiPixels(roi, raster.width, raster.height), picture, out });
      }
      releasePixels(raster);
      options.onProgress?.(++done, missing.length);
    });
  } finally {
    await pool.close();
  }
}

interface PicturePool {
  /** Pictures worth having under way at once. */
  width: number;
  make(task: CacheTask): Promise<unknown>;
  close(): Promise<unknown>;
}

const inThisProcess: PicturePool = { width: 1, make: makePicture, close: () => Promise.resolve() };

/**
 * Threads that resize; decoding stays here, where libvips has threads of its own (in a worker it was seen to hang).
 */
function startThreads(count: number): PicturePool {
  const url = new URL('./cacheWorker.ts', import.meta.url);
  const threads = new WorkerSet<CacheTask, null>(url, count, { name: 'A thread that makes working pictures' });
  return {
    width: count + 2,
    make: (task) => threads.run(() => posted(task)),
    close: () => threads.close(),
  };
}

/** With a copy of the pixels: libvips' buffers cannot be handed over. */
function posted({ raster, ...task }: CacheTask): Posted<CacheTask> {
  const data = new Uint8Array(raster.data);
  return { task: { ...task, raster: { ...raster, data } }, transfer: [data.buffer] };
}
