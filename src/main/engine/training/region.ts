import type { PixelRef, TrainJob } from '#shared/contract/engine.ts';
import { findForeground } from '#shared/vision/foreground.ts';
import { judgedRegion, wholeRegion } from '#shared/vision/judgedRegion.ts';
import type { Mask } from '#shared/vision/raster.ts';
import { readPixels } from './pictures.ts';

/** Side at which the parts are looked for, px: what counts is where they lie, not their outline. */
const searchSide = 128;

/**
 * Cells that the run judges [grid²]: where its good parts lie. The prior set's word that defects keep to the part decides
 * whether there is a region at all; see {@link judgedRegion}.
 * @param fitted good parts that the run learns from
 * @param pause called after each picture; may throw CancelledError
 */
export async function findRegion(
  { config }: TrainJob,
  fitted: readonly PixelRef[],
  grid: number,
  pause: () => Promise<void>,
): Promise<Float32Array> {
  const isWhole = config.ablation?.parts.includes('region') ?? false;
  if (isWhole || !config.priorSet.confineToForeground) return wholeRegion(grid);
  const masks: Mask[] = [];
  for (const [i, ref] of fitted.entries()) {
    masks.push(findForeground(sampled(await readPixels(ref, config.size), config.size)));
    if (i % 8 === 0) await pause();
  }
  return judgedRegion(masks, grid);
}

/** Every so many pixels of a picture [searchSide² × 3]; small pictures as they are. */
function sampled(pixels: Uint8Array, size: number): { width: number; height: number; data: Uint8Array } {
  const side = Math.min(size, searchSide);
  const data = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y++) {
    const row = Math.floor(((y + 0.5) * size) / side);
    for (let x = 0; x < side; x++) {
      const from = (row * size + Math.floor(((x + 0.5) * size) / side)) * 3;
      data.set(pixels.subarray(from, from + 3), (y * side + x) * 3);
    }
  }
  return { width: side, height: side, data };
}
