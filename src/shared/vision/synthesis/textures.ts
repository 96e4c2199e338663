import { drawOctaves, octaveField } from '../noise.ts';
import type { Random } from '../random.ts';
import type { Raster } from '../raster.ts';
import type { Canvas, Layer } from './canvas.ts';
import { membrane } from './membrane.ts';
import { spansOf } from './outlines.ts';
import type { Sketch } from './sketch.ts';

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
  return wrapped <= length - 1 ? wrapped : period - wrapped;
}

/** A rotated, zoomed, moved piece of a normal part, three float channels over the layer's box. */
export function turnedPiece(
  rotate: boolean,
  zoom: number,
  random: Random,
): (source: Raster, layer: Layer) => Float32Array {
  const angle = rotate ? random.uniform(-Math.PI, Math.PI) : random.integer(0, 3) * (Math.PI / 2);
  const [cos, sin] = [Math.cos(angle) / zoom, Math.sin(angle) / zoom];
  const flip = random.chance(0.5) ? -1 : 1;
  const [u, v] = [random.next(), random.next()];
  return (source, layer) => {
    const [fromX, fromY] = [u * (source.width - 1), v * (source.height - 1)];
    const piece = new Float32Array(layer.alpha.length * 3);
    for (let y = 0; y < layer.height; y++) {
      for (let x = 0; x < layer.width; x++) {
        const i = y * layer.width + x;
        if (layer.alpha[i]! <= 0) continue;
        const dx = (x + layer.left - layer.centre.x) * flip;
        const dy = y + layer.top - layer.centre.y;
        sampleInto(source, fromX + dx * cos - dy * sin, fromY + dx * sin + dy * cos, piece, i * 3);
      }
    }
    return piece;
  };
}

/** Changes a piece in place: its contrast about its mean, and its level, both by up to the strength. */
export function jitter(
  strength: number,
  isGrey: boolean,
  random: Random,
): (piece: Float32Array, layer: Layer) => Float32Array {
  const gain = random.logUniform(1 - 0.5 * strength, 1 + 0.8 * strength);
  const shift = random.uniform(-70, 70) * strength;
  const uneven = isGrey ? [1, 1, 1] : [0, 1, 2].map(() => random.uniform(0.4, 1));
  return (piece, { alpha }) => {
    const mean = [0, 0, 0];
    let count = 0;
    for (let i = 0; i < alpha.length; i++) {
      if (alpha[i]! <= 0) continue;
      count++;
      for (let c = 0; c < 3; c++) mean[c]! += piece[i * 3 + c]!;
    }
    for (let i = 0; i < piece.length; i++) {
      const c = i % 3;
      const middle = mean[c]! / Math.max(count, 1);
      piece[i] = middle + (piece[i]! - middle) * gain + shift * uneven[c]!;
    }
    return piece;
  };
}

/** Values of about −1 to 1 over a layer's box. @param scale pixels per px at 256 */
type Pattern = (layer: Layer, scale: number, pixels: Random) => Float32Array;

const uniformPattern = (): Pattern => (layer) => new Float32Array(layer.alpha.length);

function noisePattern(random: Random): Pattern {
  const [columns, rows] = [2 ** random.integer(1, 4), 2 ** random.integer(1, 4)];
  const lattices = drawOctaves(columns, rows, random.integer(1, 3), random);
  return (layer) => octaveField(lattices, ...spansOf(layer));
}

function stripePattern(random: Random): Pattern {
  const spacing = random.logUniform(3, 40);
  const angle = random.uniform(0, Math.PI);
  const lattices = drawOctaves(2, 2, 1, random);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return (layer, scale) => {
    const period = spacing * scale;
    return octaveField(lattices, ...spansOf(layer)).map((wave, i) => {
      const { x, y } = fromCentre(layer, i);
      return Math.sin((2 * Math.PI * (x * cos + y * sin + wave * period)) / period);
    });
  };
}

function checkPattern(random: Random): Pattern {
  const square = Math.max(2, Math.round(random.logUniform(4, 40) / 2));
  return (layer, scale) => {
    const side = Math.max(square * scale, 1);
    return layer.alpha.map((_, i) => {
      const { x, y } = fromCentre(layer, i);
      return (Math.floor(x / side) + Math.floor(y / side)) % 2 ? 1 : -1;
    });
  };
}

const specklePattern = (): Pattern => (layer, _scale, pixels) => layer.alpha.map(() => pixels.normal(0, 0.6));

/** A pixel's place beside the middle of its layer's uncut box, px. */
function fromCentre({ left, top, width, centre }: Layer, i: number): { x: number; y: number } {
  return { x: (i % width) + left - centre.x, y: Math.floor(i / width) + top - centre.y };
}

const patterns = [uniformPattern, noisePattern, stripePattern, checkPattern, specklePattern] as const;

/** A pattern that no part supplied, of the given grey-level amplitude, on a base level; three channels over the layer's box. */
export function proceduralTexture({ isGrey }: Sketch, amplitude: number, random: Random): Pattern {
  const pattern = random.pick(patterns)(random);
  const level = random.uniform(20, 235);
  const base = isGrey ? [level, level, level] : [0, 1, 2].map(() => random.uniform(20, 235));
  return (layer, scale, pixels) => {
    const values = pattern(layer, scale, pixels);
    const texture = new Float32Array(values.length * 3);
    for (let i = 0; i < values.length; i++) {
      for (let c = 0; c < 3; c++) texture[i * 3 + c] = base[c]! + amplitude * values[i]!;
    }
    return texture;
  };
}

/** 1 where a layer covers anything, else 0, over its box. */
export function insideOf({ alpha }: Layer): Uint8Array {
  const inside = new Uint8Array(alpha.length);
  for (let i = 0; i < alpha.length; i++) if (alpha[i]! > 0) inside[i] = 1;
  return inside;
}

/** A piece in the light of what surrounds it: its detail, on levels that run smoothly from the picture's at the layer's border. */
export function seamless(canvas: Canvas, layer: Layer, piece: Float32Array): Float32Array {
  const { width, height } = layer;
  const inside = insideOf(layer);
  const planesOf = (c: number): Float32Array[] => {
    const below = channelOf(canvas, layer, c);
    return [below, below.map((value, i) => (inside[i] ? piece[i * 3 + c]! : value))];
  };
  return byChannel(planesOf, (below, own) => {
    // what the two differ by is known just outside the piece, where the piece goes on as it ends
    const ring = borderDifferences(own!, below!, inside, width);
    const lift = membrane(ring, inside, width, height);
    return own!.map((value, i) => value + lift[i]!);
  });
}

/**
 * Three interleaved channels, each made from planes of its own. A channel whose planes are those of the one before is made as that
 * was: on grey parts what takes long is done once.
 */
export function byChannel(
  planesOf: (channel: number) => Float32Array[],
  make: (...planes: Float32Array[]) => Float32Array,
): Float32Array {
  let planes = planesOf(0);
  let made = make(...planes);
  const result = new Float32Array(made.length * 3);
  for (let c = 0; c < 3; c++) {
    const before = planes;
    if (c > 0) planes = planesOf(c);
    if (planes.some((plane, i) => !isEqual(plane, before[i]!))) made = make(...planes);
    for (let i = 0; i < made.length; i++) result[i * 3 + c] = made[i]!;
  }
  return result;
}

function isEqual(one: Float32Array, other: Float32Array): boolean {
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}

/** What the picture is above a piece, at the places outside that touch it; elsewhere 0. */
function borderDifferences(own: Float32Array, below: Float32Array, inside: Uint8Array, width: number): Float32Array {
  const differences = new Float32Array(own.length);
  for (let i = 0; i < own.length; i++) {
    if (inside[i]) continue;
    const x = i % width;
    const beside = [x > 0 ? i - 1 : -1, x + 1 < width ? i + 1 : -1, i - width, i + width].filter((j) => inside[j]);
    const touching = beside.map((j) => own[j]!);
    if (beside.length > 0) differences[i] = below[i]! - touching.reduce((sum, value) => sum + value, 0) / beside.length;
  }
  return differences;
}

/** One channel of the picture under a layer, over its box. */
export function channelOf({ image }: Canvas, layer: Layer, channel: number): Float32Array {
  const plane = new Float32Array(layer.alpha.length);
  for (let y = 0, i = 0; y < layer.height; y++) {
    const start = ((y + layer.top) * image.width + layer.left) * 3 + channel;
    for (let x = 0; x < layer.width; x++, i++) plane[i] = image.data[start + 3 * x]!;
  }
  return plane;
}
