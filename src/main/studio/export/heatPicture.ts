import sharp, { type Sharp } from 'sharp';
import { colourMap } from '#shared/vision/heatmap.ts';
import type { FloatMap, Raster } from '#shared/vision/raster.ts';

/**
 * A photograph in its own shape with its heatmap laid over it, in the window's colours; small ones as they are.
 * @param map over the whole photograph, 0–1; null for the photograph alone
 * @param side longest side of what comes out, px
 */
export async function heatPicture(raster: Raster, map: FloatMap | null, side: number): Promise<Sharp> {
  const scale = Math.min(1, side / Math.max(raster.width, raster.height));
  const [width, height] = [raster.width, raster.height].map((length) => Math.max(1, Math.round(length * scale)));
  const photograph = await sharp(raster.data, { raw: { width: raster.width, height: raster.height, channels: 3 } })
    .resize(width, height, { fit: 'fill' })
    .raw()
    .toBuffer();
  const small = sharp(photograph, { raw: { width: width!, height: height!, channels: 3 } });
  if (map === null) return small;
  const { data } = colourMap(map);
  const heat = await sharp(Buffer.from(data.buffer), { raw: { width: map.width, height: map.height, channels: 4 } })
    .resize(width, height, { fit: 'fill' })
    .png()
    .toBuffer();
  return small.composite([{ input: heat }]);
}
