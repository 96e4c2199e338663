import type { PixelRef, TrainJob } from '#shared/contract/engine.ts';
import { findForeground } from '#shared/vision/foreground.ts';
import type { PictureShape } from '#shared/domain/pictures.ts';
import { judgedRegion, wholeRegion } from '#shared/vision/judgedRegion.ts';
import { type Mask, type Raster, type Sides, createRaster } from '#shared/vision/raster.ts';
import { readPixels } from './pictures.ts';

/** Longer side at which the parts are looked for, px: what counts is where they lie, not their outline. */
const searchSide = 128;

/**
 * Cells that the run judges [cells of the grid]: where its good parts lie. The prior set's word that defects keep to the part decides
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
    masks.push(findForeground(sampled(await readPixels(ref, config.picture), config.picture)));
    if (i % 8 === 0) await pause();
  }
  return judgedRegion(masks, grid);
}

/** Every so many pixels of a picture, at most {@link searchSide} a side; small pictures as they are. */
function sampled(pixels: Uint8Array, { width, height }: PictureShape): Raster {
  const share = Math.min(1, searchSide / Math.max(width, height));
  const small = createRaster(Math.round(width * share), Math.round(height * share));
  for (let y = 0; y < small.height; y++) {
    const row = Math.floor(((y + 0.5) * height) / small.height);
    for (let x = 0; x < small.width; x++) {
      const from = (row * width + Math.floor(((x + 0.5) * width) / small.width)) * 3;
      small.data.set(pixels.subarray(from, from + 3), (y * small.width + x) * 3);
    }
  }
  return small;
}
