import type { Raster } from './raster.ts';

/** Half of a Gaussian kernel, centre first, normalised to a sum of 1 over both halves. */
function gaussianHalf(sigma: number): Float32Array {
  const radius = Math.max(1, Math.ceil(sigma * 3));
  const half = new Float32Array(radius + 1);
  let sum = 0;
  for (let i = 0; i <= radius; i++) {
    half[i] = Math.exp((-i * i) / (2 * sigma * sigma));
    sum += i === 0 ? half[i] : 2 * half[i];
  }
  for (let i = 0; i <= radius; i++) half[i] /= sum;
  return half;
}

/** One pass along rows; writes transposed, so that two passes blur both ways and restore the layout. */
function blurTransposed(source: Float32Array, width: number, height: number, half: Float32Array): Float32Array {
  const radius = half.length - 1;
  const line = new Float32Array(width + 2 * radius);
  const target = new Float32Array(source.length);
  for (let y = 0; y < height; y++) {
    line.set(source.subarray(y * width, (y + 1) * width), radius);
    line.fill(line[radius], 0, radius);
    line.fill(line[radius + width - 1], radius + width);
    for (let x = 0; x < width; x++) {
      let sum = half[0] * line[x + radius];
      for (let k = 1; k <= radius; k++) sum += half[k] * (line[x + radius - k] + line[x + radius + k]);
      target[x * height + y] = sum;
    }
  }
  return target;
}

/** One running mean of `2 * radius + 1` samples along rows, borders replicated, written transposed. */
function boxTransposed(source: Float32Array, width: number, height: number, radius: number): Float32Array {
  const target = new Float32Array(source.length);
  const scale = 1 / (2 * radius + 1);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    const [first, last] = [source[row], source[row + width - 1]];
    let sum = first * (radius + 1);
    for (let k = 0; k < radius; k++) sum += k < width ? source[row + k] : last;
    for (let x = 0; x < width; x++) {
      sum += x + radius < width ? source[row + x + radius] : last;
      target[x * height + y] = sum * scale;
      sum -= x - radius >= 0 ? source[row + x - radius] : first;
    }
  }
  return target;
}

/**
 * Gaussian blur of a plane [width × height] with replicated borders; the plane given is not changed. Above a sigma of 2 it is
 * three running means of the same variance, whose cost does not grow with sigma.
 */
export function gaussianBlur(plane: Float32Array, width: number, height: number, sigma: number): Float32Array {
  if (sigma <= 0) return plane.slice();
  if (sigma <= 2) {
    const half = gaussianHalf(sigma);
    return blurTransposed(blurTransposed(plane, width, height, half), height, width, half);
  }
  // Variance of a box of odd width w is (w² − 1) / 12; three of them add up.
  const radius = Math.max(1, Math.round((Math.sqrt(4 * sigma * sigma + 1) - 1) / 2));
  let blurred = plane;
  for (let pass = 0; pass < 3; pass++) {
    blurred = boxTransposed(boxTransposed(blurred, width, height, radius), height, width, radius);
  }
  return blurred;
}

/** Running count of set samples along rows: 255 where any (dilate) or all (erode) of the window are set; transposed. */
function morphTransposed(
  source: Uint8Array,
  width: number,
  height: number,
  radius: number,
  mode: 'dilate' | 'erode',
): Uint8Array {
  const target = new Uint8Array(source.length);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let set = 0;
    for (let k = 0; k < Math.min(radius, width); k++) if (source[row + k]) set++;
    for (let x = 0; x < width; x++) {
      if (x + radius < width && source[row + x + radius]) set++;
      const window = Math.min(x + radius, width - 1) - Math.max(x - radius, 0) + 1;
      if (mode === 'dilate' ? set > 0 : set === window) target[x * height + y] = 255;
      if (x - radius >= 0 && source[row + x - radius]) set--;
    }
  }
  return target;
}

function morph(source: Uint8Array, width: number, height: number, radius: number, mode: 'dilate' | 'erode') {
  if (radius <= 0) return source.slice();
  const turned = morphTransposed(source, width, height, radius, mode);
  return morphTransposed(turned, height, width, radius, mode);
}

/** Grows what is non-zero by `radius` px in a square; 0/255 [width × height]. */
export function dilate(source: Uint8Array, width: number, height: number, radius: number): Uint8Array {
  return morph(source, width, height, radius, 'dilate');
}

/** Shrinks what is non-zero by `radius` px in a square; the outside of the picture counts as set. */
export function erode(source: Uint8Array, width: number, height: number, radius: number): Uint8Array {
  return morph(source, width, height, radius, 'erode');
}

/** Folds any coordinate into [0, last] by mirroring at both ends. */
function mirror(position: number, last: number): number {
  if (position >= 0 && position <= last) return position;
  if (last === 0) return 0;
  const period = 2 * last;
  const folded = ((position % period) + period) % period;
  return folded > last ? period - folded : folded;
}

/** Bilinear RGB at (x, y) px, pixel centres at whole numbers, mirrored outside; three values written from out[at]. */
export function sampleBilinear(image: Raster, x: number, y: number, out: Float32Array, at: number): void {
  const { width, height, data } = image;
  const column = mirror(x, width - 1);
  const row = mirror(y, height - 1);
  const left = Math.min(column | 0, Math.max(width - 2, 0));
  const top = Math.min(row | 0, Math.max(height - 2, 0));
  const fx = column - left;
  const fy = row - top;
  const a = (top * width + left) * 3;
  const b = width > 1 ? a + 3 : a;
  const below = height > 1 ? width * 3 : 0;
  for (let c = 0; c < 3; c++) {
    const upper = data[a + c] + (data[b + c] - data[a + c]) * fx;
    const lower = data[a + below + c] + (data[b + below + c] - data[a + below + c]) * fx;
    out[at + c] = upper + (lower - upper) * fy;
  }
}
