import { existsSync } from 'node:fs';
import { Tinypool } from 'tinypool';
import type { Difference } from '#shared/domain/comparison.ts';
import type { ImageRecord } from '#shared/domain/images.ts';
import { CancelledError, deserializeError, throwIfCancelled } from '#shared/errors.ts';
import type { Mask } from '#shared/vision/raster.ts';
import { loadMask } from '../dataset/imageMask.ts';
import type { Product } from '../product.ts';
import { contentFileName } from '../realPaths.ts';
import { type RunFile, judgedOn, notCountedOfEach, ownAreasOfRun } from '../training/runFolder.ts';
import type { MappedSide, PixelReply, PixelTask } from './pixelDifferencesWorker.ts';

/** Test pictures with the part that each counts as. */
export type JudgedImage = ImageRecord & { unit: string };

const mapFile = (product: Product, run: string, { hash }: ImageRecord): string =>
  product.path('runs', run, 'maps', contentFileName(hash, '.f32'));

/**
 * Pixel figures of two runs on the pictures of which both have a map, in a thread of its own.
 * @returns [] where no good and no masked defective picture is among them
 * @throws FlawsmithError of reading maps and masks; CancelledError
 */
export async function pixelDifferences(
  product: Product,
  [a, b]: readonly [RunFile, RunFile],
  pictures: readonly JudgedImage[],
  signal?: AbortSignal,
): Promise<Difference[]> {
  const mapped = pictures.filter(
    (image) =>
      (image.label === 'normal' || image.maskFile !== null) &&
      [a, b].every(({ run }) => existsSync(mapFile(product, run, image))),
  );
  if (!['normal', 'anomalous'].every((label) => mapped.some((image) => image.label === label))) return [];
  const sides = [await sideOf(product, a, mapped), await sideOf(product, b, mapped)] as const;
  throwIfCancelled(signal);
  return inThread({ a: sides[0], b: sides[1], parts: mapped.map(({ unit }) => unit) }, signal);
}

async function sideOf(product: Product, file: RunFile, images: readonly JudgedImage[]): Promise<MappedSide> {
  const { view, cover } = judgedOn(file);
  const masks: (Mask | null)[] = [];
  for (const image of images) masks.push(image.label === 'normal' ? null : await loadMask(image, view));
  const ignored = notCountedOfEach(file, images, ownAreasOfRun(product, file, images));
  const maps = images.map((image) => mapFile(product, file.run, image));
  return { maps, shape: file.config.picture, cover, masks, ignored };
}

async function inThread(task: PixelTask, signal?: AbortSignal): Promise<Difference[]> {
  const filename = new URL('./pixelDifferencesWorker.ts', import.meta.url).href;
  const pool = new Tinypool({ filename, minThreads: 1, maxThreads: 1 });
  try {
    const reply = (await pool.run(task, { signal })) as PixelReply;
    if ('error' in reply) throw deserializeError(reply.error);
    return reply.differences;
  } catch (error) {
    if (signal?.aborted) throw new CancelledError();
    throw error;
  } finally {
    await pool.destroy();
  }
}
