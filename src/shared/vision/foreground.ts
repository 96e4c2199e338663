import { close, openMask } from './filters.ts';
import { type Mask, type Raster, createMask } from './raster.ts';

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
  let mask: Uint8Array = Uint8Array.from(distance, (value) => (value > threshold ? 255 : 0));
  const radius = Math.max(1, Math.round(width / 128));
  mask = openMask(close(mask, width, height, radius * 2), width, height, radius);
  fillHoles(mask, width, height);
  let area = 0;
  for (const value of mask) if (value) area++;
  const share = area / mask.length;
  return share < plausibleArea[0] || share > plausibleArea[1] ? null : { width, height, data: mask };
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

function borderColour({ width, height, data }: Raster): { median: number[]; deviations: number[] } {
  const ring = Math.max(2, Math.round(Math.min(width, height) / 64));
  const samples: number[][] = [[], [], []];
  for (let y = 0; y < height; y++) {
    const inRows = y < ring || y >= height - ring;
    for (let x = 0; x < width; x += inRows || x < ring || x >= width - ring ? 1 : width - 2 * ring) {
      if (!inRows && x >= ring && x < width - ring) continue;
      for (let c = 0; c < 3; c++) samples[c]!.push(data[(y * width + x) * 3 + c]!);
    }
  }
  const median = samples.map((values) => [...values].sort((a, b) => a - b)[values.length >> 1]!);
  const deviations = samples[0]!.map((_, i) =>
    Math.max(...samples.map((values, c) => Math.abs(values[i]! - median[c]!))),
  );
  deviations.sort((a, b) => a - b);
  return { median, deviations };
}

/** @param deviations of the border's pixels from its median, rising */
function isEven(deviations: readonly number[], threshold: number): boolean {
  const at = (share: number): number => deviations[Math.floor((deviations.length - 1) * share)]!;
  return at(0.5) <= threshold * borderDeviationShare && at(leastBorderShare) <= threshold;
}

/** Largest channel difference from a colour, 0–255. */
function colourDistance({ data }: Raster, colour: readonly number[]): Uint8Array {
  const distance = new Uint8Array(data.length / 3);
  for (let i = 0; i < distance.length; i++) {
    const red = Math.abs(data[3 * i]! - colour[0]!);
    const green = Math.abs(data[3 * i + 1]! - colour[1]!);
    const blue = Math.abs(data[3 * i + 2]! - colour[2]!);
    distance[i] = Math.max(red, green, blue);
  }
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
  const stack: number[] = [];
  const push = (x: number, y: number): void => {
    const i = y * width + x;
    if (mask[i] || outside[i]) return;
    outside[i] = 1;
    stack.push(i);
  };
  for (let x = 0; x < width; x++) [0, height - 1].forEach((y) => push(x, y));
  for (let y = 0; y < height; y++) [0, width - 1].forEach((x) => push(x, y));
  while (stack.length) {
    const i = stack.pop()!;
    const x = i % width;
    const y = (i - x) / width;
    if (x > 0) push(x - 1, y);
    if (x < width - 1) push(x + 1, y);
    if (y > 0) push(x, y - 1);
    if (y < height - 1) push(x, y + 1);
  }
  for (let i = 0; i < mask.length; i++) if (!outside[i]) mask[i] = 255;
}
