import { close, openMask } from './filters.ts';
import { type Mask, type Raster, createMask, maskArea } from './raster.ts';

/** Grey levels that part and background must differ by at least. */
const leastThreshold = 30;
/** The border's usual deviation from its median, at most this share of the threshold: the part must stand out from it. */
const borderDeviationShare = 0.25;
/** Share of the border that must look like background; one side may show a tray's rim or the part. */
const leastBorderShare = 0.7;
const plausibleArea = [0.03, 0.9] as const;

/**
 * Separates the part from a uniform background: the colour of the border ring is the background, pixels are cut at Otsu's
 * threshold of their distance from it (Otsu 1979), gaps closed, specks removed, holes filled. Where the light on the
 * background is uneven, the hue alone may still part them. A part that fills the picture, or a restless border, gives the
 * whole picture.
 */
export function findForeground(image: Raster): Mask {
  return separate(image) ?? separate(withoutLightness(image)) ?? createMask(image.width, image.height, 255);
}

/** @returns null where nothing stands out from an even border */
function separate(image: Raster): Mask | null {
  const { width, height } = image;
  const border = borderColour(image);
  const distance = colourDistance(image, border.median);
  const threshold = otsuThreshold(distance);
  if (threshold < leastThreshold || !isEven(border.deviations, threshold)) return null;
  let mask: Uint8Array = new Uint8Array(distance.length);
  for (let i = 0; i < mask.length; i++) if (distance[i]! > threshold) mask[i] = 255;
  const radius = Math.max(1, Math.round(width / 128));
  mask = openMask(close(mask, width, height, radius * 2), width, height, radius);
  fillHoles(mask, width, height);
  const found = { width, height, data: mask };
  const share = maskArea(found) / mask.length;
  return share < plausibleArea[0] || share > plausibleArea[1] ? null : found;
}

/** Red against green, and both against blue, about 128; grey pictures become even. */
function withoutLightness({ width, height, data }: Raster): Raster {
  const hue = new Uint8Array(data.length).fill(128);
  const level = (difference: number): number => Math.min(Math.max(Math.round(128 + difference), 0), 255);
  for (let i = 0; i < data.length; i += 3) {
    const [red, green, blue] = [data[i]!, data[i + 1]!, data[i + 2]!];
    hue[i] = level(red - green);
    hue[i + 1] = level((red + green) / 2 - blue);
  }
  return { width, height, data: hue };
}

function borderColour({ width, height, data }: Raster): { median: number[]; deviations: Uint8Array } {
  const ring = Math.max(2, Math.round(Math.min(width, height) / 64));
  const samples: number[] = [];
  for (let y = 0; y < height; y++) {
    const inRows = y < ring || y >= height - ring;
    for (let x = 0; x < width; x += inRows || x < ring || x >= width - ring ? 1 : width - 2 * ring) {
      if (inRows || x < ring || x >= width - ring) samples.push((y * width + x) * 3);
    }
  }
  const median = [0, 1, 2].map((c) => sorted(samples, (at) => data[at + c]!)[samples.length >> 1]!);
  return { median, deviations: sorted(samples, (at) => farthestChannel(data, at, median)) };
}

/** Bytes of samples, rising. */
function sorted(samples: readonly number[], byteOf: (sample: number) => number): Uint8Array {
  const bytes = new Uint8Array(samples.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = byteOf(samples[i]!);
  return bytes.sort();
}

/** Largest channel difference of the pixel at `at` from a colour, 0–255. */
function farthestChannel(data: Uint8Array, at: number, colour: readonly number[]): number {
  const red = Math.abs(data[at]! - colour[0]!);
  const green = Math.abs(data[at + 1]! - colour[1]!);
  return Math.max(red, green, Math.abs(data[at + 2]! - colour[2]!));
}

/** @param deviations of the border's pixels from its median, rising */
function isEven(deviations: Uint8Array, threshold: number): boolean {
  const at = (share: number): number => deviations[Math.floor((deviations.length - 1) * share)]!;
  return at(0.5) <= threshold * borderDeviationShare && at(leastBorderShare) <= threshold;
}

function colourDistance({ data }: Raster, colour: readonly number[]): Uint8Array {
  const distance = new Uint8Array(data.length / 3);
  for (let i = 0; i < distance.length; i++) distance[i] = farthestChannel(data, 3 * i, colour);
  return distance;
}

/**
 * The threshold that parts a histogram with the largest variance between the two sides. Where no value lies between the
 * sides, every level between them is as good: the middle one stays clear of both.
 */
export function otsuThreshold(values: Uint8Array): number {
  const histogram = new Float64Array(256);
  for (const value of values) histogram[value]!++;
  let sum = 0;
  for (let level = 0; level < 256; level++) sum += level * histogram[level]!;
  let below = 0;
  let sumBelow = 0;
  let best = 0;
  let [first, last] = [0, 0];
  for (let level = 0; level < 256; level++) {
    below += histogram[level]!;
    sumBelow += level * histogram[level]!;
    const above = values.length - below;
    if (below === 0 || above === 0) continue;
    const between = below * above * (sumBelow / below - (sum - sumBelow) / above) ** 2;
    if (between > best) {
      best = between;
      [first, last] = [level, level];
    } else if (between === best && level === last + 1) last = level; // as good elsewhere is another cut, not this gap
  }
  return (first + last) >> 1;
}

/** Fills background regions that do not reach the border, in place. */
function fillHoles(mask: Uint8Array, width: number, height: number): void {
  const outside = new Uint8Array(mask.length);
  const stack = new Int32Array(mask.length);
  let waiting = 0;
  const push = (i: number): void => {
    if (mask[i] || outside[i]) return;
    outside[i] = 1;
    stack[waiting++] = i;
  };
  for (let x = 0; x < width; x++) [x, mask.length - 1 - x].forEach(push);
  for (let y = 0; y < height; y++) [y * width, (y + 1) * width - 1].forEach(push);
  while (waiting > 0) {
    const i = stack[--waiting]!;
    const x = i % width;
    if (x > 0) push(i - 1);
    if (x < width - 1) push(i + 1);
    if (i >= width) push(i - width);
    if (i < mask.length - width) push(i + width);
  }
  for (let i = 0; i < mask.length; i++) if (!outside[i]) mask[i] = 255;
}
