/** Small filters on float planes: row-major, width × height. */

const kernels = new Map<number, Float32Array>();

/** Normalised Gaussian weights −r…r with r = ⌈3σ⌉. */
function gaussianKernel(sigma: number): Float32Array {
  const known = kernels.get(sigma);
  if (known) return known;
  const radius = Math.max(1, Math.ceil(3 * sigma));
  const kernel = Float32Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)),
  );
  const total = kernel.reduce((sum, weight) => sum + weight, 0);
  const normalised = kernel.map((weight) => weight / total);
  if (kernels.size < 256) kernels.set(sigma, normalised);
  return normalised;
}

/** Gaussian blur with edge pixels repeated; returns a new plane. A sigma under 0.2 px changes nothing. */
export function gaussianBlur(plane: Float32Array, width: number, height: number, sigma: number): Float32Array {
  if (sigma < 0.2) return plane.slice();
  const kernel = gaussianKernel(Math.round(sigma * 20) / 20);
  return convolveColumns(convolveRows(plane, width, height, kernel), width, height, kernel);
}

function convolveRows(plane: Float32Array, width: number, height: number, kernel: Float32Array): Float32Array {
  const radius = kernel.length >> 1;
  const result = new Float32Array(plane.length);
  const padded = new Float32Array(width + 2 * radius);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    padded.fill(plane[row]!, 0, radius).fill(plane[row + width - 1]!, radius + width);
    padded.set(plane.subarray(row, row + width), radius);
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 0; k < kernel.length; k++) sum += kernel[k]! * padded[x + k]!;
      result[row + x] = sum;
    }
  }
  return result;
}

function convolveColumns(plane: Float32Array, width: number, height: number, kernel: Float32Array): Float32Array {
  const radius = kernel.length >> 1;
  const result = new Float32Array(plane.length);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let k = -radius; k <= radius; k++) {
      const source = Math.min(Math.max(y + k, 0), height - 1) * width;
      const weight = kernel[k + radius]!;
      for (let x = 0; x < width; x++) result[row + x]! += weight * plane[source + x]!;
    }
  }
  return result;
}

/** Largest (dilate) or smallest (erode) value in a (2r+1)² window, as 0 or 255; returns a new array. */
export function morph(
  mask: Uint8Array,
  width: number,
  height: number,
  radius: number,
  operation: 'dilate' | 'erode',
): Uint8Array {
  const found = operation === 'dilate' ? 255 : 0;
  return spreadColumns(spreadRows(mask, width, height, radius, found), width, height, radius, found);
}

/** What is `found` reaches `radius` px along its row. */
function spreadRows(mask: Uint8Array, width: number, height: number, radius: number, found: number): Uint8Array {
  const result = new Uint8Array(mask.length).fill(255 - found);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let filled = 0;
    for (let x = 0; x < width; x++) {
      if (mask[row + x]! > 0 !== found > 0) continue;
      const end = Math.min(x + radius + 1, width);
      for (let i = Math.max(x - radius, filled); i < end; i++) result[row + i] = found;
      filled = end;
    }
  }
  return result;
}

/** The same along columns, all of them at once: memory is read in the order it lies in. */
function spreadColumns(mask: Uint8Array, width: number, height: number, radius: number, found: number): Uint8Array {
  const result = new Uint8Array(mask.length).fill(255 - found);
  const filled = new Int32Array(width);
  for (let y = 0; y < height; y++) {
    const end = Math.min(y + radius + 1, height);
    for (let x = 0; x < width; x++) {
      if (mask[y * width + x] !== found) continue;
      for (let i = Math.max(y - radius, filled[x]!); i < end; i++) result[i * width + x] = found;
      filled[x] = end;
    }
  }
  return result;
}

/** Dilation then erosion: closes gaps up to 2r px. */
export function close(mask: Uint8Array, width: number, height: number, radius: number): Uint8Array {
  return morph(morph(mask, width, height, radius, 'dilate'), width, height, radius, 'erode');
}

/** Erosion then dilation: removes what is thinner than 2r px. */
export function openMask(mask: Uint8Array, width: number, height: number, radius: number): Uint8Array {
  return morph(morph(mask, width, height, radius, 'erode'), width, height, radius, 'dilate');
}

/**
 * Three running means along each axis, edge pixels repeated: about a Gaussian blur (Wells 1986), in a time that does not grow
 * with sigma. Returns a new plane.
 * @param sigma px
 */
export function runningBlur(plane: Float32Array, width: number, height: number, sigma: number): Float32Array {
  const radius = Math.max(1, Math.round((Math.sqrt(4 * sigma * sigma + 1) - 1) / 2));
  let result = plane;
  for (let pass = 0; pass < 3; pass++) {
    result = runningMean(result, { length: width, lines: height, step: 1, stride: width }, radius);
    result = runningMean(result, { length: height, lines: width, step: width, stride: 1 }, radius);
  }
  return result;
}

interface Lines {
  /** Pixels of a line. */
  length: number;
  lines: number;
  /** From one pixel of a line to the next, and from one line to the next. */
  step: number;
  stride: number;
}

function runningMean(plane: Float32Array, { length, lines, step, stride }: Lines, radius: number): Float32Array {
  const result = new Float32Array(plane.length);
  const last = length - 1;
  for (let line = 0; line < lines; line++) {
    const start = line * stride;
    const at = (i: number): number => plane[start + Math.min(Math.max(i, 0), last) * step]!;
    let sum = 0;
    for (let i = -radius; i <= radius; i++) sum += at(i);
    for (let i = 0; i < length; i++) {
      result[start + i * step] = sum / (2 * radius + 1);
      sum += at(i + radius + 1) - at(i - radius);
    }
  }
  return result;
}
