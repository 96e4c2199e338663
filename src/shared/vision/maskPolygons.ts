import type { MaskRegion } from './maskRegions.ts';
import type { Mask } from './raster.ts';

export type Corner = [x: number, y: number];

/** A closed way along the borders of pixels; a hole where it goes round counter-clockwise. */
interface Ring {
  corners: Corner[];
  isHole: boolean;
}

/** East, south, west, north: turning right is the next one. */
const steps = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;

/**
 * A region as polygons along the borders of its pixels, in px of the whole mask from its top left corner: filled, they give
 * the very same pixels. A polygon has no hole: a region with holes is cut along a row through each of them, and what touches
 * by corners alone is apart. The same region gives the same polygons.
 */
export function regionPolygons({ left, top, mask }: MaskRegion): Corner[][] {
  const cuts = ringsOf(mask)
    .filter(({ isHole }) => isHole)
    .map(({ corners }) => middleRow(corners));
  const ends = [...new Set([0, ...cuts, mask.height])].sort((a, b) => a - b);
  return ends.slice(1).flatMap((end, i) => {
    const from = ends[i]!;
    const data = mask.data.subarray(from * mask.width, end * mask.width);
    const rings = ringsOf({ width: mask.width, height: end - from, data });
    return rings.map(({ corners }) => corners.map(([x, y]): Corner => [left + x, top + from + y]));
  });
}

function middleRow(corners: readonly Corner[]): number {
  let [low, high] = [Infinity, -Infinity];
  for (const [, y] of corners) [low, high] = [Math.min(low, y), Math.max(high, y)];
  return Math.floor((low + high) / 2);
}

/** All ways along the borders of a mask, its pixels on the right hand, in reading order of where they begin. */
function ringsOf(mask: Mask): Ring[] {
  const stride = mask.width + 1;
  const leaving = leavingOf(mask);
  const rings: Ring[] = [];
  for (let start = 0; start < leaving.length; start++) {
    while (leaving[start]! & 1) rings.push(follow(leaving, stride, start));
  }
  return rings;
}

/** For each corner of pixels the borders that leave it, a bit a direction. */
function leavingOf({ width, height, data }: Mask): Uint8Array {
  const stride = width + 1;
  const leaving = new Uint8Array(stride * (height + 1));
  const isIn = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < height && data[y * width + x] !== 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!isIn(x, y)) continue;
      const at = y * stride + x;
      if (!isIn(x, y - 1)) leaving[at]! |= 1;
      if (!isIn(x + 1, y)) leaving[at + 1]! |= 2;
      if (!isIn(x, y + 1)) leaving[at + stride + 1]! |= 4;
      if (!isIn(x - 1, y)) leaving[at + stride]! |= 8;
    }
  }
  return leaving;
}

/** Follows the way that leaves a corner to the east back to it, turning right where it can, and takes it out. */
function follow(leaving: Uint8Array, stride: number, start: number): Ring {
  const corners: Corner[] = [];
  let [at, direction, last, doubled] = [start, 0, 3, 0];
  do {
    const [x, y] = [at % stride, Math.floor(at / stride)];
    if (direction !== last) corners.push([x, y]);
    // The first one stays until the end, which it tells.
    if (at !== start || direction !== 0) leaving[at]! &= ~(1 << direction);
    const [dx, dy] = steps[direction]!;
    doubled += x * dy - y * dx;
    at += dx + dy * stride;
    last = direction;
    direction = [last + 1, last, last + 3].map((turn) => turn % 4).find((turn) => leaving[at]! & (1 << turn))!;
  } while (at !== start || direction !== 0);
  leaving[start]! &= ~1;
  return { corners, isHole: doubled < 0 };
}
