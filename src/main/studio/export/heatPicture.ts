import sharp, { type Sharp } from 'sharp';
import type { Manifest } from '#shared/domain/manifest.ts';
import { clearBelowOf, colourMap, onScoreScale } from '#shared/vision/heatmap.ts';
import type { FloatMap, Raster } from '#shared/vision/raster.ts';

/**
 * A photograph in its own shape with its heatmap laid over it, in the window's colours; small ones as they are.
 * @param map over the whole photograph, 0–1; null for the photograph alone. It is drawn on the scale of scores, so that it says no more
 * than the verdict does
 * @param judged score of the picture and limits of its package
 * @param side longest side of what comes out, px
 */
export async function heatPicture(
  raster: Raster,
  map: FloatMap | null,
  judged: { score: number; limits: Pick<Manifest['limits'], 'acceptLimit' | 'learned'> },
  side: number,
): Promise<Sharp> {
  const scale = Math.min(1, side / Math.max(raster.width, raster.height));
  const [width, height] = [raster.width, raster.height].map((length) => Math.max(1, Math.round(length * scale)));
  const photograph = await sharp(raster.data, { raw: { width: raster.width, height: raster.height, channels: 3 } })
    .resize(width, height, { fit: 'fill' })
    .raw()
    .toBuffer();
  const small = sharp(photograph, { raw: { width: width!, height: height!, channels: 3 } });
  if (map === null) return small;
  const { score, limits } = judged;
  const clearBelow = clearBelowOf(limits.learned?.acceptLimit ?? limits.acceptLimit);
  const { data } = colourMap(onScoreScale(map, score).map, { clearBelow });
  const heat = await sharp(Buffer.from(data.buffer), { raw: { width: map.width, height: map.height, channels: 4 } })
    .resize(width, height, { fit: 'fill' })
    .png()
    .toBuffer();
  return small.composite([{ input: heat }]);
}
