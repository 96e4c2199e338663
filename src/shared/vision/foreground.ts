import { dilate, erode } from './filters.ts';
import type { Mask, Raster } from './raster.ts';
import { createMask } from './raster.ts';

/** Grey levels below which a difference from the background says nothing. */
const leastThreshold = 14;
/** Share of the border ring that must look like background. */
const leastRingShare = 0.7;

interface Background {
  /** Median colour of the border ring. */
  colour: [number, number, number];
  /** Mean absolute difference of the ring's nearer half from the colour. */
  spread: number;
  /** Pixel numbers of the ring. */
  ring: Int32Array;
}

function borderRing(width: number, height: number): Int32Array {
  const depth = Math.max(1, Math.round(Math.min(width, height) * 0.02));
  const ring: number[] = [];
  for (let y = 0; y < height; y++) {
    const whole = y < depth || y >= height - depth;
    for (let x = 0; x < width; x++) {
      if (whole || x < depth || x >= width - depth) ring.push(y * width + x);
    }
  }
  return Int32Array.from(ring);
}

function medianOf(counts: Uint32Array, total: number): number {
  let seen = 0;
  for (let value = 0; value < counts.length; value++) {
    seen += counts[value];
    if (seen * 2 >= total) return value;
  }
  return counts.length - 1;
}

function modelBackground(image: Raster): Background {
  const ring = borderRing(image.width, image.height);
  const colour = [0, 1, 2].map((channel) => {
    const counts = new Uint32Array(256);
    for (const pixel of ring) counts[image.data[pixel * 3 + channel]]++;
    return medianOf(counts, ring.length);
  }) as [number, number, number];
  const counts = new Uint32Array(256);
  for (const pixel of ring) counts[distance(image.data, pixel * 3, colour)]++;
  return { colour, spread: medianOf(counts, ring.length), ring };
}

/** Largest difference of a channel, 0–255. */
function distance(data: Uint8Array, at: number, [r, g, b]: readonly [number, number, number]): number {
  const red = Math.abs(data[at] - r);
  const green = Math.abs(data[at + 1] - g);
  const blue = Math.abs(data[at + 2] - b);
  return red > green ? (red > blue ? red : blue) : green > blue ? green : blue;
}

/** Otsu's threshold of a histogram: values above it are the upper class (IEEE Trans. SMC 9(1), 1979). */
function otsu(counts: Uint32Array, total: number): { threshold: number; lowMean: number; highMean: number } {
  let sum = 0;
  for (let value = 0; value < counts.length; value++) sum += value * counts[value];
  let best = { threshold: 0, lowMean: 0, highMean: 0 };
  let [low, lowSum, bestVariance] = [0, 0, -1];
  for (let value = 0; value < counts.length - 1; value++) {
    low += counts[value];
    lowSum += value * counts[value];
    if (low === 0 || low === total) continue;
    const lowMean = lowSum / low;
    const highMean = (sum - lowSum) / (total - low);
    const variance = low * (total - low) * (highMean - lowMean) ** 2;
    if (variance > bestVariance) [bestVariance, best] = [variance, { threshold: value, lowMean, highMean }];
  }
  return best;
}

/** Numbers the 4-connected regions of `value` from 1; `sizes[label]` is the area, `touches[label]` whether it meets the picture's border. */
function labelRegions(data: Uint8Array, width: number, height: number, value: 0 | 255) {
  const labels = new Int32Array(data.length);
  const stack = new Int32Array(data.length);
  const sizes = [0];
  const touches = [false];
  for (let start = 0; start < data.length; start++) {
    if (data[start] !== value || labels[start]) continue;
    const label = sizes.length;
    let [depth, size, atBorder] = [0, 0, false];
    stack[depth++] = start;
    labels[start] = label;
    while (depth > 0) {
      const pixel = stack[--depth];
      const x = pixel % width;
      size++;
      const visit = (next: number): void => {
        if (data[next] !== value || labels[next]) return;
        labels[next] = label;
        stack[depth++] = next;
      };
      if (x > 0) visit(pixel - 1);
      if (x < width - 1) visit(pixel + 1);
      if (pixel >= width) visit(pixel - width);
      if (pixel < data.length - width) visit(pixel + width);
      if (x === 0 || x === width - 1 || pixel < width || pixel >= data.length - width) atBorder = true;
    }
    sizes.push(size);
    touches.push(atBorder);
  }
  return { labels, sizes, touches };
}

/** Fills holes that do not reach the border, then keeps the regions of at least a tenth of the largest one's area. */
function tidy(data: Uint8Array, width: number, height: number): Uint8Array {
  const holes = labelRegions(data, width, height, 0);
  const filled = data.slice();
  for (let i = 0; i < data.length; i++) if (data[i] === 0 && !holes.touches[holes.labels[i]]) filled[i] = 255;
  const radius = Math.max(1, Math.round(Math.min(width, height) / 256));
  const opened = dilate(erode(filled, width, height, radius), width, height, radius);
  const parts = labelRegions(opened, width, height, 255);
  const least = Math.max(...parts.sizes) / 10;
  for (let i = 0; i < opened.length; i++) if (opened[i] && parts.sizes[parts.labels[i]] < least) opened[i] = 0;
  return opened;
}

/** The ring must be even, mostly below the threshold, and far from the part: else there is no background to speak of. */
function isBackground(image: Raster, background: Background, threshold: number): boolean {
  if (threshold < leastThreshold || background.spread * 3 > threshold) return false;
  let alike = 0;
  for (const pixel of background.ring) {
    if (distance(image.data, pixel * 3, background.colour) <= threshold) alike++;
  }
  return alike >= background.ring.length * leastRingShare;
}

/**
 * The part without its background, 255 on the part. Where the border of the picture does not look like one even
 * background, or what stands out is implausibly small or large, everything is the part: a wrong separation would keep
 * defects away from places that matter.
 */
export function findForeground(image: Raster): Mask {
  const { width, height, data } = image;
  const whole = createMask(width, height, 255);
  if (Math.min(width, height) < 16) return whole;
  const background = modelBackground(image);
  const pixels = width * height;
  const distances = new Uint8Array(pixels);
  const counts = new Uint32Array(256);
  for (let i = 0; i < pixels; i++) counts[(distances[i] = distance(data, i * 3, background.colour))]++;
  const { threshold: split, lowMean, highMean } = otsu(counts, pixels);
  // Otsu cuts midway; a part's rim and its highlights lie nearer to the background.
  const threshold = Math.max(leastThreshold, Math.round(Math.min(split, lowMean + (highMean - lowMean) * 0.4)));
  if (split < leastThreshold || !isBackground(image, background, threshold)) return whole;
  for (let i = 0; i < pixels; i++) distances[i] = distances[i] > threshold ? 255 : 0;
  const part = tidy(distances, width, height);
  let area = 0;
  for (const value of part) if (value) area++;
  return area >= pixels * 0.02 && area <= pixels * 0.95 ? { width, height, data: part } : whole;
}
