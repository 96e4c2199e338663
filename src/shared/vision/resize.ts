import type { Mask, Raster, Sides } from './raster.ts';
import { createMask, createRaster } from './raster.ts';

/**
 * Added before rounding down to a grey level. A little over one half: exact halves are common when a side shrinks by a
 * whole factor, and float noise would round them down in one runtime and up in another.
 */
export const roundingOffset = 0.5 + 1 / 1024;

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
  /** `stride` weights an output, of which `count` are used. */
  weights: Float32Array;
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

/** Triangle filter with half-pixel centres; the support is `radius` input pixels to either side of the centre. */
function triangleTaps(inSize: number, outSize: number, radius: number): Taps {
  const scale = inSize / outSize;
  const stride = Math.min(inSize, Math.ceil(radius) * 2 + 1);
  const taps: Taps = {
    first: new Int32Array(outSize),
    count: new Int32Array(outSize),
    weights: new Float32Array(outSize * stride),
    stride,
  };
  const row = new Float64Array(stride);
  for (let o = 0; o < outSize; o++) {
    const centre = (o + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - radius + 0.5));
    const count = Math.min(inSize, Math.trunc(centre + radius + 0.5)) - first;
    let sum = 0;
    for (let k = 0; k < count; k++) {
      row[k] = Math.max(0, 1 - Math.abs(first + k + 0.5 - centre) / radius);
      sum += row[k]!;
    }
    taps.first[o] = first;
    taps.count[o] = count;
    for (let k = 0; k < count; k++) taps.weights[o * stride + k] = row[k]! / sum;
  }
  return taps;
}

function antialiasedTaps(inSize: number, outSize: number): Taps {
  return triangleTaps(inSize, outSize, Math.max(1, inSize / outSize));
}

/**
 * The antialiased resize as a matrix, row-major [outSize × inSize]: output = matrix · input along one axis. Triangle
 * filter, half-pixel centres, support of max(1, inSize / outSize) input pixels, each row divided by its sum, so borders
 * are neither darkened nor mirrored. It is what Pillow's BILINEAR does on floats (its libImaging/Resample.c).
 */
export function resizeWeights(inSize: number, outSize: number): Float32Array {
  checkSides(inSize, outSize);
  const taps = antialiasedTaps(inSize, outSize);
  const matrix = new Float32Array(outSize * inSize);
  for (let o = 0; o < outSize; o++) {
    const from = o * taps.stride;
    matrix.set(taps.weights.subarray(from, from + taps.count[o]!), o * inSize + taps.first[o]!);
  }
  return matrix;
}

/** Adds the weighted input rows of one output row into `sums` (float32): the vertical pass. */
function sumRows(
  source: Uint8Array | Float32Array,
  pitch: number,
  offset: number,
  rows: Taps,
  outRow: number,
  sums: Float32Array,
): void {
  sums.fill(0);
  const length = sums.length;
  for (let k = 0; k < rows.count[outRow]!; k++) {
    const weight = rows.weights[outRow * rows.stride + k]!;
    if (weight === 0) continue;
    let at = offset + (rows.first[outRow]! + k) * pitch;
    for (let i = 0; i < length; i++) sums[i]! += weight * source[at++]!;
  }
}

/** The horizontal pass of one output row, rounded half up and clamped to 0–255. */
function sumColumnsToBytes(sums: Float32Array, columns: Taps, out: Uint8Array, offset: number): void {
  const { first, count, weights, stride } = columns;
  for (let o = 0; o < first.length; o++) {
    let red = 0;
    let green = 0;
    let blue = 0;
    let at = first[o]! * 3;
    const end = o * stride + count[o]!;
    for (let w = o * stride; w < end; w++) {
      const weight = weights[w]!;
      red += weight * sums[at]!;
      green += weight * sums[at + 1]!;
      blue += weight * sums[at + 2]!;
      at += 3;
    }
    // A weighted mean of bytes cannot fall under 0; float rounding can lift 255 by an ulp only.
    const target = offset + o * 3;
    out[target] = Math.min(255, Math.floor(red + roundingOffset));
    out[target + 1] = Math.min(255, Math.floor(green + roundingOffset));
    out[target + 2] = Math.min(255, Math.floor(blue + roundingOffset));
  }
}

/**
 * Cuts `region` (whole pixels) out of an image and stretches it to width × height; the aspect ratio is not kept. Rows are
 * mixed first (vertical pass, float32), then columns (float64), then each value x becomes floor(x + {@link roundingOffset}), clamped to
 * 0–255. The exported model's two matrix products give the same before rounding, to 2e-4.
 * @throws RangeError where the region is empty or reaches outside the image.
 */
export function resizeToRaster(image: Raster, region: PixelRegion, { width, height }: Sides): Raster {
  checkRegion(image, region);
  checkSides(width, height);
  const out = createRaster(width, height);
  const rows = antialiasedTaps(region.height, height);
  const columns = antialiasedTaps(region.width, width);
  const sums = new Float32Array(region.width * 3);
  const pitch = image.width * 3;
  const offset = region.top * pitch + region.left * 3;
  for (let y = 0; y < height; y++) {
    sumRows(image.data, pitch, offset, rows, y, sums);
    sumColumnsToBytes(sums, columns, out.data, y * width * 3);
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
