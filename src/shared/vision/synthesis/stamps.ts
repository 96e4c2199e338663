import { morph } from '../filters.ts';
import { connectedComponents } from '../metrics/components.ts';
import type { Mask, Raster } from '../raster.ts';
import { type Point, frameOf } from './sketch.ts';

/** A photograph of a defective part with what of it is defect, 0 or 255, both of one size. */
export interface Stamp {
  image: Raster;
  mask: Mask;
}

/** One defect of a labelled picture, as it is cut out at any size; lengths and places are px at 256. */
export interface StampRegion {
  /** Middle of the box around it. */
  centre: Point;
  /** Radius of the circle round that middle which holds all of it. */
  radius: number;
  /** Longer side of the box around what is marked. */
  size: number;
  /** True within {@link gap} of this defect, and not of another. */
  isNear(point: Point): boolean;
}

/** Marked places this near each other are one defect, px at 256. */
const gap = 2;
/** A label often stops short of a defect's soft edge: so much round it belongs to it, px at 256. */
const rim = 1;

const known = new WeakMap<Mask, StampRegion[]>();

/** The defects of a labelled picture, in reading order; none where nothing is marked. @param stamp at the size that plans are decided at */
export function stampRegions({ mask }: Stamp): StampRegion[] {
  const found = known.get(mask) ?? regionsOf(mask);
  known.set(mask, found);
  return found;
}

function regionsOf(mask: Mask): StampRegion[] {
  const { width, height } = mask;
  const frame = frameOf(mask);
  const [scaleX, scaleY] = [width / frame.width, height / frame.height];
  const near = { width, height, data: grownBy(mask, gap) };
  const { count, labels } = connectedComponents(near);
  const places = Array.from({ length: count }, () => ({ left: width, top: height, right: 0, bottom: 0 }));
  forEachSet(near, (x, y, i) => {
    const place = places[labels[i]! - 1]!;
    place.left = Math.min(place.left, x);
    place.top = Math.min(place.top, y);
    place.right = Math.max(place.right, x + 1);
    place.bottom = Math.max(place.bottom, y + 1);
  });
  return places.map(({ left, top, right, bottom }, region) => ({
    centre: { x: (left + right) / 2 / scaleX, y: (top + bottom) / 2 / scaleY },
    size: Math.max((right - left) / scaleX, (bottom - top) / scaleY) - 2 * gap,
    radius: Math.hypot((right - left) / scaleX, (bottom - top) / scaleY) / 2,
    isNear: ({ x, y }) => {
      const [column, row] = [Math.floor(x * scaleX), Math.floor(y * scaleY)];
      if (column < 0 || row < 0 || column >= width || row >= height) return false;
      return labels[row * width + column] === region + 1;
    },
  }));
}

function forEachSet({ width, data }: Mask, visit: (x: number, y: number, i: number) => void): void {
  data.forEach((value, i) => value && visit(i % width, Math.floor(i / width), i));
}

const rimmed = new WeakMap<Mask, Mask>();

/** What is cut out of a labelled picture: its mask and a rim of 1 px at 256. */
export function cutOf(mask: Mask): Mask {
  const found = rimmed.get(mask) ?? { ...mask, data: grownBy(mask, rim) };
  rimmed.set(mask, found);
  return found;
}

/** @param reach px at 256 */
function grownBy(mask: Mask, reach: number): Uint8Array {
  const radius = Math.max(1, Math.round((reach * mask.width) / frameOf(mask).width));
  return morph(mask.data, mask.width, mask.height, radius, 'dilate');
}
