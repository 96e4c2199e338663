import { connectedComponents } from './metrics/components.ts';
import type { Mask } from './raster.ts';

/** Directions that a defect is measured along: the longest extent is then short by a thousandth at most. */
const directions = 32;

/**
 * Longest extent (largest Feret diameter) of the largest place of a mask, from outer edge to outer edge.
 * @param mask anything but 0 is set
 * @param unit sides of a pixel of the mask, in the unit of the result: photograph pixels for each mask pixel
 * @returns 0 where nothing is set
 */
export function longestExtent(mask: Mask, unit: { x: number; y: number } = { x: 1, y: 1 }): number {
  const { count, labels } = connectedComponents(mask);
  const ends = runEnds(labels, mask.width);
  let longest = 0;
  for (let i = 0; i < directions; i++) {
    const [dx, dy] = [Math.cos((Math.PI * i) / directions) * unit.x, Math.sin((Math.PI * i) / directions) * unit.y];
    const low = new Float64Array(count + 1).fill(Infinity);
    const high = new Float64Array(count + 1).fill(-Infinity);
    for (const at of ends) {
      const label = labels[at]!;
      const along = (at % mask.width) * dx + Math.floor(at / mask.width) * dy;
      low[label] = Math.min(low[label]!, along);
      high[label] = Math.max(high[label]!, along);
    }
    const pixel = Math.abs(dx) + Math.abs(dy); // a pixel's own width along this direction, so that edges count
    for (let label = 1; label <= count; label++) longest = Math.max(longest, high[label]! - low[label]! + pixel);
  }
  return longest;
}

/** Where runs of one label begin or end in their row: nothing between them lies further out in any direction. */
function runEnds(labels: Uint32Array, width: number): number[] {
  const ends: number[] = [];
  for (let at = 0; at < labels.length; at++) {
    const label = labels[at]!;
    if (label === 0) continue;
    const x = at % width;
    if (x === 0 || x === width - 1 || labels[at - 1] !== label || labels[at + 1] !== label) ends.push(at);
  }
  return ends;
}
