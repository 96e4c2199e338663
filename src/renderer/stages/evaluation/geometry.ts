import { type Roi, fullRoi, roiPixels } from '#shared/domain/images.ts';
import { longestExtent } from '#shared/vision/extent.ts';
import { connectedComponents } from '#shared/vision/metrics/components.ts';
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
 * Longest extent of the place of a map, from a limit on, that its hottest spot lies in, px of the photograph.
 * @param region what the map covers
 */
export function markedExtent(map: FloatMap, spot: { x: number; y: number }, limit: number, region: Rectangle): number {
  const { width, height } = map;
  const { labels } = connectedComponents({
    width,
    height,
    data: Uint8Array.from(map.data, (value) => +(value >= limit)),
  });
  const own = labels[spot.y * width + spot.x]!;
  const data = Uint8Array.from(labels, (label) => +(own !== 0 && label === own));
  return longestExtent({ width, height, data }, { x: region.width / width, y: region.height / height });
}
