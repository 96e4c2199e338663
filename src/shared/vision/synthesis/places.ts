import type { PlaceMap } from '../../domain/priors.ts';
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

/** A colour of the background where there is one; else a tone that the part hardly has. */
export function toneBeyond(sketch: Sketch, random: Random): number[] {
  for (let attempt = 0; attempt < 40; attempt++) {
    const place = { x: random.uniform(0, sketch.width), y: random.uniform(0, sketch.height) };
    if (!sketch.isOnPart(place)) return sketch.colourAt(place);
  }
  const level = random.uniform(0, 255);
  return sketch.isGrey ? [level, level, level] : [0, 1, 2].map(() => random.uniform(0, 255));
}

/** Places that are looked at for one with much to see. */
const candidates = 10;

/** Of several places on the part the one round which most is to be seen: a bore, an edge, a print. */
export function busiestPlace(sketch: Sketch, random: Random): Point {
  let best = sketch.place(random);
  for (let i = 1; i < candidates; i++) {
    const other = sketch.place(random);
    if (sketch.detailAt(other) > sketch.detailAt(best)) best = other;
  }
  return best;
}

/** Tries for a place that a map allows. */
const mostTries = 200;

/** A place on the part as likely as its cell of a map says; the likeliest that was tried where none was taken. */
export function placeOnMap({ columns, rows, weights }: PlaceMap, sketch: Sketch, random: Random): Point {
  const most = Math.max(...weights);
  const weightAt = ({ x, y }: Point): number => {
    const column = Math.min(Math.max(Math.floor((x * columns) / sketch.width), 0), columns - 1);
    const row = Math.min(Math.max(Math.floor((y * rows) / sketch.height), 0), rows - 1);
    return weights[row * columns + column]!;
  };
  let best = sketch.place(random);
  for (let i = 0, place = best; i < mostTries; i++, place = sketch.place(random)) {
    if (random.uniform(0, most) < weightAt(place)) return place;
    if (weightAt(place) > weightAt(best)) best = place;
  }
  return best;
}

/** Half side of the window that is looked at for edges, px. */
const edgeReach = 4;

/** Deviation of the grey levels round a pixel: how much is to be seen there. */
export function detailOf({ width, height, data }: Raster, x: number, y: number): number {
  let [count, sum, squares] = [0, 0, 0];
  for (let row = Math.max(y - edgeReach, 0); row <= Math.min(y + edgeReach, height - 1); row++) {
    for (let column = Math.max(x - edgeReach, 0); column <= Math.min(x + edgeReach, width - 1); column++) {
      const i = (row * width + column) * 3;
      const grey = (data[i]! + data[i + 1]! + data[i + 2]!) / 3;
      count++;
      sum += grey;
      squares += grey * grey;
    }
  }
  return Math.sqrt(Math.max(squares / count - (sum / count) ** 2, 0));
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
