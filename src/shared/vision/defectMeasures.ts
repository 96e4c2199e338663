import { longestExtent } from './extent.ts';
import { maskRegions } from './maskRegions.ts';
import type { Mask, Raster } from './raster.ts';

/** What one defect looks like, in the terms of a prior. */
export interface DefectMeasure {
  /** px */
  area: number;
  /** Middle of its box, fractions of the picture's sides. */
  x: number;
  y: number;
  /** Longest extent over all directions, px. */
  length: number;
  /** Area over length, px: the width of a straight line. */
  width: number;
  /** Grey levels by which the inside lies from the middle grey round it, on average, beyond what that ring does itself; 0 at least. */
  contrast: number;
  /** The inside is darker than what is round it. */
  isDarker: boolean;
}

/** The ring that a defect is compared with lies this far outside of it, px: nearer ones hold its soft edge. */
const ringFrom = 2;
const ringTo = 5;

/**
 * Measures each region of a mask on its picture, of the same size.
 * @returns one a region, in reading order; those without a pixel round them are left out
 */
export function measureDefects(image: Raster, mask: Mask): DefectMeasure[] {
  return maskRegions(mask).flatMap(({ left, top, mask: piece, area }) => {
    const length = longestExtent(piece);
    const grey = greyOf(image);
    const inside: number[] = [];
    const ring: number[] = [];
    for (let y = Math.max(top - ringTo, 0); y < Math.min(top + piece.height + ringTo, image.height); y++) {
      for (let x = Math.max(left - ringTo, 0); x < Math.min(left + piece.width + ringTo, image.width); x++) {
        if (isIn(piece, x - left, y - top)) inside.push(grey(x, y));
        else if (mask.data[y * mask.width + x] === 0 && isRing(piece, x - left, y - top)) ring.push(grey(x, y));
      }
    }
    if (ring.length === 0) return [];
    const usual = middleOf(ring);
    const apart = (values: readonly number[]): number => meanOf(values.map((value) => Math.abs(value - usual)));
    const contrast = Math.max(apart(inside) - apart(ring), 0);
    const [x, y] = [(left + piece.width / 2) / image.width, (top + piece.height / 2) / image.height];
    return [{ area, x, y, length, width: area / length, contrast, isDarker: meanOf(inside) < usual }];
  });
}

const isIn = ({ width, height, data }: Mask, x: number, y: number): boolean =>
  x >= 0 && y >= 0 && x < width && y < height && data[y * width + x] !== 0;

/** True between {@link ringFrom} and {@link ringTo} px from the piece, by rows and columns. */
function isRing(piece: Mask, x: number, y: number): boolean {
  const near = (reach: number): boolean => {
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) if (isIn(piece, x + dx, y + dy)) return true;
    }
    return false;
  };
  return near(ringTo) && !near(ringFrom - 1);
}

const greyOf =
  ({ width, data }: Raster) =>
  (x: number, y: number): number => {
    const at = (y * width + x) * 3;
    return (data[at]! + data[at + 1]! + data[at + 2]!) / 3;
  };

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const middleOf = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;
