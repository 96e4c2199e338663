import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type ImageRecord, type Roi, fullRoi, roiPixels } from '#shared/domain/images.ts';
import {
  CancelledError,
  FlawsmithError,
  type SerializedError,
  deserializeError,
  throwIfCancelled,
} from '#shared/errors.ts';
import { resizeMaskNearest } from '#shared/vision/resize.ts';
import type { Mask } from '#shared/vision/raster.ts';
import { decodeImage } from '#scoring/decode.ts';
import type { Product } from '../product.ts';
import { readRoi } from '../store/settings.ts';
import type { CacheReply, CacheTask } from './cacheWorker.ts';

/** Pictures under this number are made in this process: starting workers would take longer. */
const fewPictures = 4;

/** Folder of the pictures of one working size and region. */
export function cacheDir(product: Product, size: number): string {
  const roi = readRoi(product.db);
  const isWhole = JSON.stringify(roi) === JSON.stringify(fullRoi);
  const suffix = isWhole ? '' : `-${createHash('sha256').update(JSON.stringify(roi)).digest('hex').slice(0, 12)}`;
  return product.path('cache', `${size}${suffix}`);
}

/** The picture at working resolution: raw RGB, size² × 3 bytes. Exists once {@link ensureCache} has run. */
export function pixelFile(product: Product, image: Pick<ImageRecord, 'hash'>, size: number): string {
  return join(cacheDir(product, size), `${image.hash}.rgb`);
}

/**
 * Makes the working-resolution pictures that are missing, in worker threads. Each is written whole or not at all.
 * @throws FlawsmithError `not-found` where an original is gone, `disk-full`; CancelledError
 */
export async function ensureCache(
  product: Product,
  images: readonly ImageRecord[],
  size: number,
  options: { signal?: AbortSignal | undefined; onProgress?: ((done: number, total: number) => void) | undefined } = {},
): Promise<void> {
  const dir = cacheDir(product, size);
  await mkdir(dir, { recursive: true });
  const roi = readRoi(product.db);
  const tasks: CacheTask[] = [];
  for (const image of images) {
    const out = join(dir, `${image.hash}.rgb`);
    const known = await stat(out).catch(() => null); // absent: to be made
    if (known?.size !== size * size * 3) tasks.push({ file: image.file, out, size, roi });
  }
  if (tasks.length === 0) return;
  throwIfCancelled(options.signal);
  if (tasks.length < fewPictures) {
    const { makePicture } = await import('./cachePicture.ts');
    for (const task of tasks) await makePicture(task);
    return;
  }
  await runWorkers(tasks, options);
}

async function runWorkers(
  tasks: readonly CacheTask[],
  {
    signal,
    onProgress,
  }: { signal?: AbortSignal | undefined; onProgress?: ((done: number, total: number) => void) | undefined },
): Promise<void> {
  const url = new URL('./cacheWorker.ts', import.meta.url);
  const workers = Array.from({ length: Math.min(availableParallelism(), tasks.length) }, () => new Worker(url));
  let next = 0;
  let done = 0;
  try {
    await new Promise<void>((resolve, reject) => {
      const stop = (): void => reject(new CancelledError());
      signal?.addEventListener('abort', stop, { once: true });
      for (const worker of workers) {
        const feed = (): void => {
          if (next < tasks.length) worker.postMessage(tasks[next++]);
        };
        worker.on('message', (reply: CacheReply) => {
          if (reply.error) return reject(deserializeError(JSON.parse(reply.error) as SerializedError));
          onProgress?.(++done, tasks.length);
          if (done === tasks.length) return resolve();
          feed();
        });
        worker.on('error', (cause) => reject(new FlawsmithError('internal', 'A resize worker stopped', { cause })));
        feed();
      }
    });
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/**
 * The ground-truth mask of an image at working resolution, 0 or 255; null where it has none.
 * @throws FlawsmithError `not-found`, `mask-mismatch`
 */
export async function loadMask(product: Product, image: ImageRecord, size: number): Promise<Mask | null> {
  if (!image.maskFile) return null;
  const { raster } = await decodeImage(image.maskFile);
  if (raster.width !== image.width || raster.height !== image.height) {
    throw new FlawsmithError('mask-mismatch', `The mask no longer fits its image: ${image.maskFile}`, {
      file: image.maskFile,
    });
  }
  const data = Uint8Array.from({ length: raster.width * raster.height }, (_, i) =>
    raster.data[i * 3] > 127 ? 255 : 0,
  );
  const mask: Mask = { width: raster.width, height: raster.height, data };
  const region: Roi = readRoi(product.db);
  return resizeMaskNearest(mask, size, roiPixels(region, raster.width, raster.height));
}

/** Images whose file is no longer where it was. */
export function missingFiles(images: readonly ImageRecord[]): ImageRecord[] {
  return images.filter((image) => !existsSync(image.file));
}
