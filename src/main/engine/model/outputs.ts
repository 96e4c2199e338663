import { type PictureShape, nominalSide } from '#shared/domain/pictures.ts';
import type { Sides } from '#shared/vision/raster.ts';
import { resizeWeights } from '#shared/vision/resize.ts';
import { z } from 'zod';
import { type Judged, isWhole } from './judged.ts';

/** Smoothing of the map, px at a working size of 256, and px at most: larger pictures are chosen to see finer defects. */
const mapSigma = 4;
const mostSigma = 6;

const standardSchema = z.object({
  mean: z.number(),
  deviation: z.number().positive(),
  /** Share of this evidence in the mean of all; 0 leaves it out. */
  weight: z.number().min(0),
});
const scaleSchema = z.object({ centre: z.number(), spread: z.number().positive() });

/** Numbers that turn logits and distances into the score and the map; they travel with the weights. */
export const outputCalibrationSchema = z.object({
  /** Per map of evidence, over cells of the normal training pictures. */
  cells: z.array(standardSchema),
  /** Per map of evidence, over normal training pictures: mean of the largest hundredth of the cells; last the contexts. */
  tops: z.array(standardSchema),
  /** Share of what the outermost cells show that the summaries count; 1 in runs made before there was one. */
  border: z.number().min(0).max(1).default(1),
  /** See `rawScore` of evidence.ts; 0, a weighted mean, in runs made before there was one. */
  sharpness: z.number().min(0).max(100).default(0),
  /**
   * Summary of the response to labelled defects, over normal training pictures; its weight is what it adds to the score for each deviation.
   * Null, as in runs made before it, where none was learned from.
   */
  known: standardSchema.nullable().default(null),
  /** The raw score and map of calibration normals → 0–1, see {@link squash}. */
  score: scaleSchema,
  map: scaleSchema,
});
export type OutputCalibration = z.infer<typeof outputCalibrationSchema>;
export type Standard = z.infer<typeof standardSchema>;
export type Scale = z.infer<typeof scaleSchema>;

/**
 * 0.5 + 0.5 u / (1 + |u|), u = (raw − centre) / spread: monotone into 0–1, and without the logistic's saturation, which
 * would make ties of very bad parts.
 */
export function squash(raw: number, { centre, spread }: Scale): number {
  const u = (raw - centre) / spread;
  return 0.5 + (0.5 * u) / (1 + Math.abs(u));
}

/** The two matrices of an enlargement, row-major. */
export interface Enlargement {
  /** [picture height × grid height] */
  rows: Float32Array;
  /** [picture width × grid width] */
  columns: Float32Array;
  /** What the judged area does to the map; null where all of the picture is judged. */
  judged: JudgedScale | null;
}

/** Raw map = (rows · (cells ∘ region) · columnsᵀ) ∘ gain + offset, all of them [pixels] but the cells. */
export interface JudgedScale {
  /** [cells] */
  region: Float32Array;
  /** One over the judged weight that a pixel's smoothing saw; 0 where the pixel is not judged. */
  gain: Float32Array;
  /** 0 where the pixel is judged, else {@link unjudgedRaw}. */
  offset: Float32Array;
}

/** Raw map of a pixel that is not judged: {@link squash} makes exactly 0 of it, in float32 too. */
export const unjudgedRaw = -1e30;

/**
 * Bilinear enlargement followed by Gaussian smoothing as two matrices: map = rows · cells · columnsᵀ. Their rows sum to one, so
 * borders need no special case, and every runtime computes the same two products. Cells that are not judged take no part: the
 * map is divided by the weight of those that are (normalised convolution, Knutsson & Westin 1993), so that a defect at the rim
 * of the judged area keeps its height.
 */
export function enlargement(grid: Sides, picture: PictureShape, judged: Judged): Enlargement {
  const sigma = Math.min(mostSigma, (mapSigma * nominalSide(picture)) / 256);
  const rows = enlargeLine(grid.height, picture.height, sigma);
  const columns = enlargeLine(grid.width, picture.width, sigma);
  return { rows, columns, judged: isWhole(judged) ? null : judgedScale(judged, rows, columns, grid.width) };
}

function judgedScale(
  { cells, pixels }: Judged,
  rows: Float32Array,
  columns: Float32Array,
  across: number,
): JudgedScale {
  const down = cells.length / across;
  const width = columns.length / across;
  const half = Float64Array.from({ length: (rows.length / down) * across }, (_, i) => {
    const [y, x] = [Math.floor(i / across), i % across];
    let sum = 0;
    for (let k = 0; k < down; k++) sum += rows[y * down + k]! * cells[k * across + x]!;
    return sum;
  });
  const gain = pixels.map((judged, i) => {
    if (!judged) return 0;
    const [y, x] = [Math.floor(i / width), i % width];
    let sum = 0;
    for (let k = 0; k < across; k++) sum += half[y * across + k]! * columns[x * across + k]!;
    return 1 / sum; // never 0: the pixel lies in a judged cell
  });
  return { region: cells, gain, offset: pixels.map((judged) => (judged ? 0 : unjudgedRaw)) };
}

/** [size × grid] @param sigma px */
function enlargeLine(grid: number, size: number, sigma: number): Float32Array {
  const bilinear = resizeWeights(grid, size);
  const radius = Math.ceil(3 * sigma);
  const matrix = new Float32Array(size * grid);
  for (let row = 0; row < size; row++) {
    let total = 0;
    const sums = new Float64Array(grid);
    for (let source = Math.max(row - radius, 0); source <= Math.min(row + radius, size - 1); source++) {
      const weight = Math.exp(-((source - row) ** 2) / (2 * sigma * sigma));
      total += weight;
      for (let column = 0; column < grid; column++) sums[column]! += weight * bilinear[source * grid + column]!;
    }
    for (let column = 0; column < grid; column++) matrix[row * grid + column] = sums[column]! / total;
  }
  return matrix;
}

/** Mean and deviation; the deviation never below a thousandth, so that a constant sample divides. */
export function standardOf(values: ArrayLike<number>, weight: number): Standard {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i]!;
    squares += values[i]! ** 2;
  }
  const mean = sum / values.length;
  return { mean, deviation: Math.max(Math.sqrt(Math.max(squares / values.length - mean ** 2, 0)), 1e-3), weight };
}

/** Median, by sorting a copy. */
export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * Places 0.5 three robust deviations (1.4826 · median absolute deviation) above the median of normal scores, and the
 * median at 0.25.
 */
export function scoreScale(normalScores: ArrayLike<number>): Scale {
  const middle = median(normalScores);
  const deviation = 1.4826 * median(Float64Array.from(normalScores, (score) => Math.abs(score - middle)));
  const spread = 3 * Math.max(deviation, 1e-3);
  return { centre: middle + spread, spread };
}

/** Places 0.5 at the typical maximum of a normal map and the median normal pixel at 0.2. */
export function mapScale(medians: ArrayLike<number>, maxima: ArrayLike<number>): Scale {
  const centre = median(maxima);
  return { centre, spread: Math.max((centre - median(medians)) / 1.5, 1e-3) };
}
