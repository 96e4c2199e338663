import { octaveNoise } from '../noise.ts';
import type { Random } from '../random.ts';
import type { Raster } from '../raster.ts';
import { type Canvas, type Layer } from './canvas.ts';

/** Samples a raster bilinearly; outside it the border is mirrored. */
export function sampleInto(source: Raster, x: number, y: number, target: Float32Array, offset: number): void {
  const { width, height, data } = source;
  const fx = mirror(x, width);
  const fy = mirror(y, height);
  const x0 = Math.floor(fx);
  const y0 = Math.floor(fy);
  const x1 = Math.min(x0 + 1, width - 1);
  const y1 = Math.min(y0 + 1, height - 1);
  const u = fx - x0;
  const v = fy - y0;
  for (let c = 0; c < 3; c++) {
    const upper = data[(y0 * width + x0) * 3 + c]! * (1 - u) + data[(y0 * width + x1) * 3 + c]! * u;
    const lower = data[(y1 * width + x0) * 3 + c]! * (1 - u) + data[(y1 * width + x1) * 3 + c]! * u;
    target[offset + c] = upper * (1 - v) + lower * v;
  }
}

function mirror(position: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const wrapped = ((position % period) + period) % period;
  return wrapped < length ? wrapped : period - wrapped;
}

/** A rotated, zoomed, moved piece of a normal part, three float channels over the layer's box. */
export function turnedPiece(source: Raster, layer: Layer, random: Random, rotate: boolean, zoom: number): Float32Array {
  const angle = rotate ? random.uniform(-Math.PI, Math.PI) : random.integer(0, 3) * (Math.PI / 2);
  const [cos, sin] = [Math.cos(angle) / zoom, Math.sin(angle) / zoom];
  const flip = random.chance(0.5) ? -1 : 1;
  const centreX = random.uniform(0, source.width - 1);
  const centreY = random.uniform(0, source.height - 1);
  const piece = new Float32Array(layer.alpha.length * 3);
  for (let y = 0; y < layer.height; y++) {
    for (let x = 0; x < layer.width; x++) {
      const i = y * layer.width + x;
      if (layer.alpha[i]! <= 0) continue;
      const dx = (x - layer.width / 2) * flip;
      const dy = y - layer.height / 2;
      sampleInto(source, centreX + dx * cos - dy * sin, centreY + dx * sin + dy * cos, piece, i * 3);
    }
  }
  return piece;
}

/** Changes contrast about the piece's mean and shifts its level, both by up to the strength. */
export function jitter(
  piece: Float32Array,
  layer: Layer,
  strength: number,
  isGrey: boolean,
  random: Random,
): Float32Array {
  const gain = random.logUniform(1 - 0.5 * strength, 1 + 0.8 * strength);
  const shift = random.uniform(-70, 70) * strength;
  const uneven = isGrey ? [1, 1, 1] : [0, 1, 2].map(() => random.uniform(0.4, 1));
  const mean = [0, 0, 0];
  let count = 0;
  for (let i = 0; i < layer.alpha.length; i++) {
    if (layer.alpha[i]! <= 0) continue;
    count++;
    for (let c = 0; c < 3; c++) mean[c]! += piece[i * 3 + c]!;
  }
  for (let i = 0; i < piece.length; i++) {
    const c = i % 3;
    const middle = mean[c]! / Math.max(count, 1);
    piece[i] = middle + (piece[i]! - middle) * gain + shift * uneven[c]!;
  }
  return piece;
}

type Pattern = (layer: Layer, random: Random) => Float32Array;

const uniformPattern: Pattern = (layer) => new Float32Array(layer.alpha.length);

const noisePattern: Pattern = (layer, random) => {
  const cells = (): number => 2 ** random.integer(1, 4);
  return octaveNoise(layer.width, layer.height, cells(), cells(), random.integer(1, 3), random);
};

const stripePattern: Pattern = (layer, random) => {
  const period = random.logUniform(3, 40);
  const angle = random.uniform(0, Math.PI);
  const bend = octaveNoise(layer.width, layer.height, 2, 2, 1, random);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return Float32Array.from(bend, (wave, i) => {
    const along = (i % layer.width) * cos + Math.floor(i / layer.width) * sin;
    return Math.sin((2 * Math.PI * (along + wave * period)) / period);
  });
};

const checkPattern: Pattern = (layer, random) => {
  const side = Math.max(2, Math.round(random.logUniform(4, 40) / 2));
  return Float32Array.from(layer.alpha, (_, i) => {
    const odd = Math.floor((i % layer.width) / side) + Math.floor(i / layer.width / side);
    return odd % 2 ? 1 : -1;
  });
};

const specklePattern: Pattern = (layer, random) => Float32Array.from(layer.alpha, () => random.normal(0, 0.6));

const patterns: readonly Pattern[] = [uniformPattern, noisePattern, stripePattern, checkPattern, specklePattern];

/** A pattern that no part supplied, of the given grey-level amplitude, on a base level; over the layer's box. */
export function proceduralTexture(canvas: Canvas, layer: Layer, amplitude: number, random: Random): Float32Array {
  const pattern = random.pick(patterns)(layer, random);
  const level = random.uniform(20, 235);
  const base = canvas.isGrey ? [level, level, level] : [0, 1, 2].map(() => random.uniform(20, 235));
  const texture = new Float32Array(pattern.length * 3);
  for (let i = 0; i < pattern.length; i++) {
    for (let c = 0; c < 3; c++) texture[i * 3 + c] = base[c]! + amplitude * pattern[i]!;
  }
  return texture;
}
