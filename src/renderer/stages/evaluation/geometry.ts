import { type Roi, fullRoi, roiPixels } from '#shared/domain/images.ts';
import type { FloatMap, Sides } from '#shared/vision/raster.ts';

/** A rectangle of the photograph, px. */
export interface Rectangle {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** What of a photograph a run looks at: its maps cover exactly this. */
export const regionOf = ({ width, height }: Sides, roi: Roi | undefined): Rectangle =>
  roiPixels(roi ?? fullRoi, width, height);

/** The photograph's pixel under the middle of a map's. */
export function photographPixel(
  spot: { x: number; y: number },
  map: Sides,
  region: Rectangle,
): { x: number; y: number } {
  return {
    x: Math.floor(region.left + ((spot.x + 0.5) * region.width) / map.width),
    y: Math.floor(region.top + ((spot.y + 0.5) * region.height) / map.height),
  };
}

/**
 * A map on the scale of scores: its hottest place has the part's own score, the rest in proportion. So what the picture shows
 * at a limit is what the verdict says of the part, and no good part has a place that looks worse than it.
 */
export function onScoreScale(
  { width, height, data }: FloatMap,
  score: number,
): { map: FloatMap; spot: { x: number; y: number } } {
  let at = 0;
  for (let i = 1; i < data.length; i++) if (data[i]! > data[at]!) at = i;
  const highest = data[at]!;
  const unit = highest > 0 ? score / highest : 0;
  return {
    map: { width, height, data: data.map((value) => Math.max(value, 0) * unit) },
    spot: { x: at % width, y: Math.floor(at / width) },
  };
}
