import { close, openMask } from './filters.ts';
import { type Mask, type Raster, createMask } from './raster.ts';

/** Share of the border ring that must look like one background before the part is separated from it. */
const uniformBorderDeviation = 18;
const plausibleArea = [0.03, 0.9] as const;

/**
 * Separates the part from a uniform background: the colour of the border ring is the background, pixels are cut at Otsu's
 * threshold of their distance from it (Otsu 1979), gaps closed, specks removed, holes filled. A part that fills the
 * picture, or a restless border, gives the whole picture.
 */
export function findForeground(image: Raster): Mask {
  const { width, height } = image;
  const whole = createMask(width, height, 255);
  const border = borderColour(image);
  if (border.deviation > uniformBorderDeviation) return whole;
  const distance = colourDistance(image, border.median);
  const threshold = otsuThreshold(distance);
  if (threshold < 12) return whole;
  let mask: Uint8Array = Uint8Array.from(distance, (value) => (value > threshold * 0.75 ? 255 : 0));
  const radius = Math.max(1, Math.round(width / 128));
  mask = openMask(close(mask, width, height, radius * 2), width, height, radius);
  fillHoles(mask, width, height);
  let area = 0;
  for (const value of mask) if (value) area++;
  const share = area / mask.length;
  return share < plausibleArea[0] || share > plausibleArea[1] ? whole : { width, height, data: mask };
}

function borderColour({ width, height, data }: Raster): { median: number[]; deviation: number } {
  const ring = Math.max(2, Math.round(Math.min(width, height) / 64));
  const samples: number[][] = [[], [], []];
  for (let y = 0; y < height; y++) {
    const inRows = y < ring || y >= height - ring;
    for (let x = 0; x < width; x += inRows || x < ring || x >= width - ring ? 1 : width - 2 * ring) {
      if (!inRows && x >= ring && x < width - ring) continue;
      for (let c = 0; c < 3; c++) samples[c].push(data[(y * width + x) * 3 + c]);
    }
  }
  const median = samples.map((values) => [...values].sort((a, b) => a - b)[values.length >> 1]);
  const deviations = samples[0].map((_, i) => Math.max(...samples.map((values, c) => Math.abs(values[i] - median[c]))));
  deviations.sort((a, b) => a - b);
  return { median, deviation: deviations[Math.floor(deviations.length * 0.8)] };
}

/** Largest channel difference from a colour, 0–255. */
function colourDistance({ data }: Raster, colour: readonly number[]): Uint8Array {
  const distance = new Uint8Array(data.length / 3);
  for (let i = 0; i < distance.length; i++) {
    const red = Math.abs(data[3 * i] - colour[0]);
    const green = Math.abs(data[3 * i + 1] - colour[1]);
    const blue = Math.abs(data[3 * i + 2] - colour[2]);
    distance[i] = Math.max(red, green, blue);
  }
  return distance;
}

/** The threshold that parts a histogram with the largest variance between the two sides. */
export function otsuThreshold(values: Uint8Array): number {
  const histogram = new Float64Array(256);
  for (const value of values) histogram[value]++;
  let sum = 0;
  for (let level = 0; level < 256; level++) sum += level * histogram[level];
  let below = 0;
  let sumBelow = 0;
  let best = 0;
  let threshold = 0;
  for (let level = 0; level < 256; level++) {
    below += histogram[level];
    sumBelow += level * histogram[level];
    const above = values.length - below;
    if (below === 0 || above === 0) continue;
    const between = below * above * (sumBelow / below - (sum - sumBelow) / above) ** 2;
    if (between > best) {
      best = between;
      threshold = level;
    }
  }
  return threshold;
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
