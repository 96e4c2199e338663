import type { Box } from './labeling/box.ts';
import type { Sides } from './raster.ts';

/** Grey levels, row by row. */
export interface GreyPicture extends Sides {
  grey: Float32Array;
}

/** How far is looked for, cells each way. */
export const mostDisplaced = 16;
/** Grey levels of standard deviation: less is one colour, which lies anywhere as well. */
const leastContrast = 4;
/** Correlation of the best place: less is another thing, or one turned. */
const leastAlike = 0.5;
/** Correlation by which a place may fall behind the best and explain what is seen as well. */
const asGood = 0.02;
/** Places that are compared; more say the same. */
const mostSamples = 1024;

/**
 * How far what lies in a box of one picture lies elsewhere in another, in cells: of all places at which the zero-mean normalised cross-correlation
 * (Lewis 1995) is as good as at the best, or nearly, the one that is least far. So a line tells nothing of how far it was moved along itself, and what
 * is returned is a move of at least so far. Light and contrast of the pictures do not matter.
 * @param box cells of `mean`, at least one
 * @returns null where nothing stands out in the box, where nothing in reach is like it, or where that place lies at the end of the
 * reach of {@link mostDisplaced} cells
 */
export function leastDisplacement(
  mean: GreyPicture,
  part: GreyPicture,
  box: Box,
): { x: number; y: number; cells: number } | null {
  const samples = samplesOf(mean, box);
  if (deviationOf(samples.map((at) => mean.grey[at]!)) < leastContrast) return null;
  const places: { x: number; y: number; alike: number }[] = [];
  for (let y = -mostDisplaced; y <= mostDisplaced; y++)
    for (let x = -mostDisplaced; x <= mostDisplaced; x++)
      places.push({ x, y, alike: correlation(mean, part, samples, x, y) });
  const best = places.reduce((most, { alike }) => Math.max(most, alike), -1);
  if (best < leastAlike) return null;
  const [least] = places
    .filter(({ alike }) => alike >= best - asGood)
    .map(({ x, y }) => ({ x, y, cells: Math.hypot(x, y) }))
    .sort((a, b) => a.cells - b.cells);
  return Math.max(Math.abs(least!.x), Math.abs(least!.y)) < mostDisplaced ? least! : null;
}

/** Cells of a box, or evenly some of them, by their place in the picture. */
function samplesOf({ width }: Sides, { left, top, width: across, height: down }: Box): number[] {
  const step = Math.max(1, Math.ceil(Math.sqrt((across * down) / mostSamples)));
  const samples: number[] = [];
  for (let y = top; y < top + down; y += step)
    for (let x = left; x < left + across; x += step) samples.push(y * width + x);
  return samples;
}

function deviationOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

/** Of the samples with what lies beside them by a move, −1 to 1; −1 where more than half of them leave the picture, or all is one grey. */
function correlation(mean: GreyPicture, part: GreyPicture, samples: readonly number[], dx: number, dy: number): number {
  const { width, height } = mean;
  let [n, a, b, aa, bb, ab] = [0, 0, 0, 0, 0, 0];
  for (const at of samples) {
    const [x, y] = [(at % width) + dx, Math.floor(at / width) + dy];
    if (x < 0 || y < 0 || x >= width || y >= height) continue;
    const [one, other] = [mean.grey[at]!, part.grey[y * width + x]!];
    n++;
    a += one;
    b += other;
    aa += one * one;
    bb += other * other;
    ab += one * other;
  }
  const spread = (n * aa - a * a) * (n * bb - b * b);
  return n < samples.length / 2 || spread <= 0 ? -1 : (n * ab - a * b) / Math.sqrt(spread);
}
