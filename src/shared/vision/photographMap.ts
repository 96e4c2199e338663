import { type Roi, fullRoi, roiPixels } from '../domain/images.ts';
import { type FloatMap, type Sides, cellsOf } from './raster.ts';

/** The highest place of a map. */
export interface HotSpot {
  /** Pixel of the photograph, whole, from its top left corner. */
  x: number;
  y: number;
  /** The map there, 0–1. */
  value: number;
}

/**
 * Where a map is highest, in the photograph: the middle of the cell, and of several the first in reading order.
 * @param map finite values
 * @param roi part of the photograph that the map covers
 * @param photograph its pixels, upright
 */
export function hotSpot({ width, height, data }: FloatMap, roi: Roi, photograph: Sides): HotSpot {
  let at = 0;
  for (let i = 1; i < data.length; i++) if (data[i]! > data[at]!) at = i;
  const crop = roiPixels(roi, photograph.width, photograph.height);
  const middle = (cell: number, cells: number, pixels: number): number => Math.floor(((cell + 0.5) * pixels) / cells);
  return {
    x: crop.left + middle(at % width, width, crop.width),
    y: crop.top + middle(Math.floor(at / width), height, crop.height),
    value: data[at]!,
  };
}

/** Where a map lies on a larger one that covers all of a region, in cells of both. */
export interface Cover extends Sides {
  left: number;
  top: number;
}

/**
 * The map of a whole region of which a window is looked at. Its cells keep their size, so that the window's edges lie within half a
 * cell of where they are.
 * @param window in fractions of the photograph, within the region
 */
export function coverOf(map: Sides, window: Roi, region: Roi = fullRoi): Cover {
  const width = Math.max(map.width, Math.round((map.width * region.width) / window.width));
  const height = Math.max(map.height, Math.round((map.height * region.height) / window.height));
  const left = Math.min(Math.round(((window.x - region.x) / region.width) * width), width - map.width);
  const top = Math.min(Math.round(((window.y - region.y) / region.height) * height), height - map.height);
  return { width, height, left, top };
}

/** A map laid on its cover: 0 where it was not looked at. */
export function covered(map: FloatMap, { width, height, left, top }: Cover): FloatMap {
  if (width === map.width && height === map.height) return map;
  const data = new Float32Array(cellsOf({ width, height }));
  for (let y = 0; y < map.height; y++) {
    data.set(map.data.subarray(y * map.width, (y + 1) * map.width), (top + y) * width + left);
  }
  return { width, height, data };
}

/** A map that covers the whole photograph. */
export const coverPhotograph = (map: FloatMap, roi: Roi): FloatMap => covered(map, coverOf(map, roi));
