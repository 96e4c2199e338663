import type { Random } from '../random.ts';
import type { Raster } from '../raster.ts';
import type { Point, Sketch } from './sketch.ts';

/** Walks from a place on the part in one direction to the part's border, or the picture's. */
export function nearBorder(from: Point, { width, height, isOnPart }: Sketch, random: Random): Point {
  const direction = random.uniform(0, 2 * Math.PI);
  const [dx, dy] = [Math.cos(direction), Math.sin(direction)];
  let place = from;
  for (;;) {
    const next = { x: place.x + dx, y: place.y + dy };
    const isInside = next.x >= 0 && next.y >= 0 && next.x < width && next.y < height;
    if (!isInside || !isOnPart(next)) return place;
    place = next;
  }
}

/** Half side of the window that a direction is measured in, px. */
const grainReach = 12;
/** How much one direction must stand out: 0 is none, 1 parallel lines. */
const leastCoherence = 0.25;

/**
 * Direction of the lines of a picture's texture round a pixel, by its structure tensor (Bigün and Granlund 1987).
 * @returns radians, rows growing downwards; null where no direction stands out
 */
export function grainOf({ width, height, data }: Raster, x: number, y: number): number | null {
  const grey = (column: number, row: number): number => {
    const i = (row * width + column) * 3;
    return data[i]! + data[i + 1]! + data[i + 2]!;
  };
  let [xx, yy, xy] = [0, 0, 0];
  for (let row = Math.max(y - grainReach, 1); row < Math.min(y + grainReach, height - 1); row++) {
    for (let column = Math.max(x - grainReach, 1); column < Math.min(x + grainReach, width - 1); column++) {
      const dx = grey(column + 1, row) - grey(column - 1, row);
      const dy = grey(column, row + 1) - grey(column, row - 1);
      xx += dx * dx;
      yy += dy * dy;
      xy += dx * dy;
    }
  }
  const coherence = Math.hypot(xx - yy, 2 * xy) / (xx + yy || 1);
  return coherence < leastCoherence ? null : 0.5 * Math.atan2(2 * xy, xx - yy) + Math.PI / 2;
}
