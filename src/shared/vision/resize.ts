import type { Mask, Raster, Sides } from './raster.ts';
import { createMask, createRaster } from './raster.ts';

/**
 * Weights of the resize are whole multiples of 1 / weightUnits: then every sum is a whole number and comes out the same wherever and
 * in whatever order it is added.
 */
export const weightUnits = 4096;
/** The triangle's half width in the whole numbers that the weights are made from is brought down to this at most. */
export const mostSupport = 2048;

/** Rectangle in whole pixels, inside its image. */
export interface PixelRegion {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The non-zero part of a weight matrix: output cell `o` reads `inputs first[o] … first[o] + count[o] - 1`. */
interface Taps {
  /** First input of each output. */
  first: Int32Array;
  /** Number of inputs of each output. */
  count: Int32Array;
  /** `stride` weights an output, of which `count` are used, in units of 1 / {@link weightUnits}: they sum to that. */
  weights: Int32Array;
  stride: number;
}

/** Throws where a side is no whole number of at least 1. */
function checkSides(...sides: number[]): void {
  for (const side of sides) {
    if (!Number.isInteger(side) || side < 1) throw new RangeError(`A side must be a whole number of pixels: ${side}`);
  }
}

function checkRegion(image: { width: number; height: number }, region: PixelRegion): void {
  checkSides(image.width, image.height, region.width, region.height);
  const { left, top, width, height } = region;
  const inside = left >= 0 && top >= 0 && left + width <= image.width && top + height <= image.height;
  if (!inside || !Number.isInteger(left) || !Number.isInteger(top)) {
    throw new RangeError(
      `Region ${left},${top} ${width}×${height} is outside the ${image.width}×${image.height} image`,
    );
  }
}

/**
 * Triangle filter with half-pixel centres; the support is max(1, inSize / outSize) input pixels to either side of the centre.
 * Positions are counted in 1 / (2 · outSize) of an input pixel, so that they are whole numbers, and so is each weight before it
 * is divided by the sum of its row. Running sums are rounded, not the weights: so the rows sum to one, and what is lost in one
 * weight is given to the next.
 */
function tapsOf(inSize: number, outSize: number): Taps {
  const support = 2 * Math.max(inSize, outSize);
  const coarse = Math.ceil(support / mostSupport);
  const stride = Math.min(inSize, Math.floor(support / outSize) + 3);
  const taps: Taps = {
    first: new Int32Array(outSize),
    count: new Int32Array(outSize),
    weights: new Int32Array(outSize * stride),
    stride,
  };
  for (let o = 0; o < outSize; o++) {
    const centre = (2 * o + 1) * inSize;
    const first = Math.max(0, Math.floor((centre - support) / (2 * outSize)));
    const end = Math.min(inSize, Math.floor((centre + support) / (2 * outSize)) + 1);
    const parts = Array.from({ length: end - first }, (_, k) =>
      Math.floor(Math.max(0, support - Math.abs((2 * (first + k) + 1) * outSize - centre)) / coarse),
    );
    taps.first[o] = first;
    taps.count[o] = parts.length;
    taps.weights.set(shares(parts), o * stride);
  }
  return taps;
}

/** Whole numbers as shares of their sum in units of 1 / {@link weightUnits}: differences of rounded running sums. */
function shares(parts: readonly number[]): number[] {
  const total = parts.reduce((sum, part) => sum + part, 0);
  let sum = 0;
  let before = 0;
  return parts.map((part) => {
    sum += part;
    const upTo = Math.floor((2 * weightUnits * sum + total) / (2 * total));
    const share = upTo - before;
    before = upTo;
    return share;
  });
}

/**
 * The antialiased resize as a matrix, row-major [outSize × inSize]: output = matrix · input along one axis. Triangle
 * filter, half-pixel centres, support of max(1, inSize / outSize) input pixels, each row divided by its sum, so borders
 * are neither darkened nor mirrored. It is what Pillow's BILINEAR does on floats (its libImaging/Resample.c).
 */
export function resizeWeights(inSize: number, outSize: number): Float32Array {
  checkSides(inSize, outSize);
  const scale = inSize / outSize;
  const support = Math.max(1, scale);
  const matrix = new Float32Array(outSize * inSize);
  for (let o = 0; o < outSize; o++) {
    const centre = (o + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - support));
    const row = Array.from({ length: Math.min(inSize, Math.ceil(centre + support)) - first }, (_, k) =>
      Math.max(0, 1 - Math.abs(first + k + 0.5 - centre) / support),
    );
    const sum = row.reduce((total, weight) => total + weight, 0);
    row.forEach((weight, k) => (matrix[o * inSize + first + k] = weight / sum));
  }
  return matrix;
}

const shift = Math.log2(weightUnits);
const half = weightUnits / 2;

/** One output row before columns are mixed, rounded half up: the vertical pass. */
function mixRows(
  source: Uint8Array,
  pitch: number,
  offset: number,
  rows: Taps,
  outRow: number,
  sums: Int32Array,
): void {
  sums.fill(half);
  const length = sums.length;
  for (let k = 0; k < rows.count[outRow]!; k++) {
    const weight = rows.weights[outRow * rows.stride + k]!;
    if (weight === 0) continue;
    let at = offset + (rows.first[outRow]! + k) * pitch;
    for (let i = 0; i < length; i++) sums[i]! += weight * source[at++]!;
  }
  for (let i = 0; i < length; i++) sums[i]! >>= shift;
}

/** The horizontal pass of one output row, rounded half up. */
function mixColumns(values: Int32Array, columns: Taps, out: Uint8Array, offset: number): void {
  const { first, count, weights, stride } = columns;
  for (let o = 0; o < first.length; o++) {
    let red = half;
    let green = half;
    let blue = half;
    let at = first[o]! * 3;
    const end = o * stride + count[o]!;
    for (let w = o * stride; w < end; w++) {
      const weight = weights[w]!;
      red += weight * values[at]!;
      green += weight * values[at + 1]!;
      blue += weight * values[at + 2]!;
      at += 3;
    }
    const target = offset + o * 3;
    out[target] = red >> shift;
    out[target + 1] = green >> shift;
    out[target + 2] = blue >> shift;
  }
}

/**
 * Cuts `region` (whole pixels) out of an image and stretches it to width × height; the aspect ratio is not kept. Triangle filter with
 * half-pixel centres, widened when shrinking, in whole numbers throughout: rows are mixed first, then columns, each rounded half up to whole grey levels
 * (Pillow's BILINEAR on bytes does the same but for finer weights). The exported model computes the same bytes.
 * @throws RangeError where the region is empty or reaches outside the image.
 */
export function resizeToRaster(image: Raster, region: PixelRegion, { width, height }: Sides): Raster {
  checkRegion(image, region);
  checkSides(width, height);
  const out = createRaster(width, height);
  const rows = tapsOf(region.height, height);
  const columns = tapsOf(region.width, width);
  const values = new Int32Array(region.width * 3);
  const pitch = image.width * 3;
  const offset = region.top * pitch + region.left * 3;
  for (let y = 0; y < height; y++) {
    mixRows(image.data, pitch, offset, rows, y, values);
    mixColumns(values, columns, out.data, y * width * 3);
  }
  return out;
}

/** Marks every output cell into which the centre of a mask pixel falls; each pixel belongs to exactly one cell. */
function markTouchedCells(mask: Mask, region: PixelRegion, out: Mask): void {
  const { left, top, width, height } = region;
  for (let y = 0; y < height; y++) {
    const row = (Math.ceil(((y + 0.5) * out.height) / height) - 1) * out.width;
    for (let x = 0; x < width; x++) {
      if (mask.data[(top + y) * mask.width + left + x]) {
        out.data[row + Math.ceil(((x + 0.5) * out.width) / width) - 1] = 255;
      }
    }
  }
}

/**
 * A mask (0 outside, anything else inside) at width × height, values 0 and 255, by nearest neighbour. A mask of which
 * nearest neighbour would leave nothing keeps every cell that it touches instead, so no defect is lost by being small.
 * @param region the part of the mask to use, in pixels; the whole mask if left out.
 * @throws RangeError where the region is empty or reaches outside the mask.
 */
export function resizeMaskNearest(mask: Mask, { width, height }: Sides, region?: PixelRegion): Mask {
  const part = region ?? { left: 0, top: 0, width: mask.width, height: mask.height };
  checkRegion(mask, part);
  checkSides(width, height);
  const out = createMask(width, height);
  let any = false;
  for (let y = 0; y < height; y++) {
    const row = (part.top + Math.floor(((y + 0.5) * part.height) / height)) * mask.width + part.left;
    for (let x = 0; x < width; x++) {
      if (mask.data[row + Math.floor(((x + 0.5) * part.width) / width)]) {
        out.data[y * width + x] = 255;
        any = true;
      }
    }
  }
  if (!any) markTouchedCells(mask, part, out);
  return out;
}
