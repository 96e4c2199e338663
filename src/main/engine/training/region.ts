import { readFile } from 'node:fs/promises';
import type { PixelRef, TrainJob } from '#shared/contract/engine.ts';
import { findForeground } from '#shared/vision/foreground.ts';
import type { PictureShape } from '#shared/domain/pictures.ts';
import { judgedRegion, wholeRegion } from '#shared/vision/judgedRegion.ts';
import { type Mask, type Raster, type Sides, createRaster } from '#shared/vision/raster.ts';
import { resizeMaskNearest } from '#shared/vision/resize.ts';
import { referenceSize } from '#shared/vision/synthesis/forge.ts';
import { readPixels } from './pictures.ts';

/** Longer side at which the parts are looked for, px: what counts is where they lie, not their outline. */
const searchSide = 128;

/**
 * Cells that the run judges [cells of the grid]: where its good parts lie, as they are found or as a person corrected it. The prior set's word that defects keep to the part decides
 * whether there is a region at all; see {@link judgedRegion}.
 * @param seen good parts that the run learns from, and their moved views
 * @param pause called after each picture; may throw CancelledError
 */
export async function findRegion(
  { config }: TrainJob,
  seen: readonly PixelRef[],
  grid: Sides,
  pause: () => Promise<void>,
): Promise<Float32Array> {
  const isWhole = config.ablation?.parts.includes('region') ?? false;
  if (isWhole || !config.priorSet.confineToForeground) return wholeRegion(grid);
  const masks: Mask[] = [];
  for (const [i, ref] of seen.entries()) {
    masks.push(await partOf(ref, config.picture));
    if (i % 8 === 0) await pause();
  }
  return judgedRegion(masks, grid);
}

/** Where a part is, at most {@link searchSide} a side; all of one size. */
async function partOf(ref: PixelRef, picture: PictureShape): Promise<Mask> {
  if (ref.foreground === undefined) return findForeground(sampled(await readPixels(ref, picture), picture));
  const corrected = { ...referenceSize(picture), data: new Uint8Array(await readFile(ref.foreground)) };
  return resizeMaskNearest(corrected, sampledSides(picture));
}

function sampledSides({ width, height }: PictureShape): Sides {
  const share = Math.min(1, searchSide / Math.max(width, height));
  return { width: Math.round(width * share), height: Math.round(height * share) };
}

/** Every so many pixels of a picture, at most {@link searchSide} a side; small pictures as they are. */
function sampled(pixels: Uint8Array, picture: PictureShape): Raster {
  const { width, height } = picture;
  const sides = sampledSides(picture);
  const small = createRaster(sides.width, sides.height);
  for (let y = 0; y < small.height; y++) {
    const row = Math.floor(((y + 0.5) * height) / small.height);
    for (let x = 0; x < small.width; x++) {
      const from = (row * width + Math.floor(((x + 0.5) * width) / small.width)) * 3;
      small.data.set(pixels.subarray(from, from + 3), (y * small.width + x) * 3);
    }
  }
  return small;
}
