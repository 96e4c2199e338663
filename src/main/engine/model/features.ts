import type { Tensor4D } from '@tensorflow/tfjs-node-gpu';
import { type PictureShape, areaOf } from '#shared/domain/pictures.ts';
import { type Sides, cellsOf } from '#shared/vision/raster.ts';
import { tf } from '../backend/tensorflow.ts';
import type { Architecture, Backbone } from './backbones/architecture.ts';
import type { NamedArrays } from './safetensors.ts';

/** Standardised features beyond this many deviations carry no more information. */
const clampDeviations = 5;

/** Shapes of one picture's features: levels finer than the grid are pooled onto it. */
export interface FeatureLayout {
  /** The working picture, px. */
  picture: PictureShape;
  /** The frozen network that gives the levels. */
  architecture: Architecture;
  /** The grid on which the head works: one cell for 8 × 8 px of the picture, where the network's grid stride is 8. */
  grid: Sides;
  levels: { name: string; width: number; height: number; channels: number; offset: number; length: number }[];
  /** Floats per picture, all levels packed one after another. */
  length: number;
}

export function featureLayout(picture: PictureShape, architecture: Architecture): FeatureLayout {
  const { levels, gridStride } = architecture;
  const grid = { width: picture.width / gridStride, height: picture.height / gridStride };
  let offset = 0;
  const packed = levels.map(({ name, stride, channels }) => {
    const width = Math.min(picture.width / stride, grid.width);
    const height = Math.min(picture.height / stride, grid.height);
    const length = width * height * channels;
    const level = { name, width, height, channels, offset, length };
    offset += length;
    return level;
  });
  return { picture, architecture, grid, levels: packed, length: offset };
}

/** Cells of a 384 px picture: beyond them a summary counts no more. */
const summaryCells = 48 ** 2;

/**
 * Cells averaged into a picture's summary: a hundredth of the grid's, but no more than at 384 px. A larger picture is chosen
 * to see smaller defects; they have to stand out among as many cells as before.
 */
export function topCellCount(cells: number): number {
  return Math.max(1, Math.round(Math.min(cells, summaryCells) / 100));
}

/** The same of a judged area: never more cells than are judged. @param region [cells] 1 where a cell is judged */
export function judgedTopCount(region: Float32Array): number {
  const judged = region.reduce((count, value) => count + value, 0);
  return Math.min(topCellCount(region.length), judged);
}

/** Mean and deviation of each channel of each level over the normal parts. */
export interface ChannelStatistics {
  mean: Float32Array[];
  deviation: Float32Array[];
}

/** Pixels that run through the backbone at once: eight pictures of 384 px, some 300 MB of activations. */
const mostPixels = 8 * 384 ** 2;

/**
 * Pictures whose features are asked for together: eight of 384 px and larger ones, up to 32 of smaller ones, whose time goes into
 * the calls and not into the arithmetic.
 */
export const batchOf = (picture: PictureShape): number =>
  Math.min(32, Math.max(8, Math.floor(mostPixels / areaOf(picture))));

/**
 * Raw backbone features of pictures, packed per picture; large ones run through the backbone few at a time.
 * @param pixels raw RGB bytes of each picture, width × height × 3
 * @returns one Float32Array of layout.length per picture
 */
export function extractFeatures(
  backbone: Backbone,
  layout: FeatureLayout,
  pixels: readonly Uint8Array[],
): Float32Array[] {
  const atOnce = Math.max(1, Math.floor(mostPixels / areaOf(layout.picture)));
  const features: Float32Array[] = [];
  for (let i = 0; i < pixels.length; i += atOnce) {
    features.push(...featuresAtOnce(backbone, layout, pixels.slice(i, i + atOnce)));
  }
  return features;
}

function featuresAtOnce(backbone: Backbone, layout: FeatureLayout, pixels: readonly Uint8Array[]): Float32Array[] {
  const { width, height } = layout.picture;
  const bytes = new Float32Array(pixels.length * width * height * 3);
  pixels.forEach((picture, i) => bytes.set(picture, i * width * height * 3));
  const flat = tf.tidy(() => {
    const raw = backbone.features(tf.tensor4d(bytes, [pixels.length, height, width, 3]));
    const packed = poolToGrid(raw, layout).map((level) => tf.reshape(level, [pixels.length, -1]));
    return tf.concat(packed, 1);
  });
  const values = flat.dataSync() as Float32Array;
  flat.dispose();
  return pixels.map((_, i) => values.slice(i * layout.length, (i + 1) * layout.length));
}

/** Levels finer than the grid are mean-pooled, so that every level fits the grid or a coarser one. */
function poolToGrid(raw: readonly Tensor4D[], { architecture }: FeatureLayout): Tensor4D[] {
  const { levels, gridStride } = architecture;
  return raw.map((level, i) => {
    const window = gridStride / levels[i]!.stride;
    return window > 1 ? tf.avgPool(level, window, window, 'valid') : level;
  });
}

/** Where a level stands in the layout's order. */
export const levelIndex = ({ levels }: FeatureLayout, name: string): number =>
  levels.findIndex((level) => level.name === name);

/** Per-channel statistics over pictures × cells. Float64 sums, so the order of pictures hardly matters. */
export function channelStatistics(layout: FeatureLayout, pictures: readonly Float32Array[]): ChannelStatistics {
  const statistics: ChannelStatistics = { mean: [], deviation: [] };
  for (const { channels, offset, length } of layout.levels) {
    const sum = new Float64Array(channels);
    const squares = new Float64Array(channels);
    for (const picture of pictures) {
      for (let i = 0; i < length; i += channels) {
        for (let c = 0; c < channels; c++) {
          const value = picture[offset + i + c]!;
          sum[c]! += value;
          squares[c]! += value * value;
        }
      }
    }
    const count = (pictures.length * length) / channels;
    const mean = sum.map((total) => total / count);
    const deviation = squares.map((total, c) => Math.sqrt(Math.max(total / count - mean[c]! ** 2, 1e-6)));
    statistics.mean.push(Float32Array.from(mean));
    statistics.deviation.push(Float32Array.from(deviation));
  }
  return statistics;
}

/** z = (f − mean) / deviation, clamped to ±5, in place. */
export function standardise(layout: FeatureLayout, statistics: ChannelStatistics, picture: Float32Array): Float32Array {
  layout.levels.forEach(({ channels, offset, length }, level) => {
    const mean = statistics.mean[level]!;
    const deviation = statistics.deviation[level]!;
    for (let i = 0; i < length; i += channels) {
      for (let c = 0; c < channels; c++) {
        const z = (picture[offset + i + c]! - mean[c]!) / deviation[c]!;
        picture[offset + i + c] = Math.min(Math.max(z, -clampDeviations), clampDeviations);
      }
    }
  });
  return picture;
}

/** Bilinear with half-pixel centres, the resize that the exported graph does as two MatMuls. */
export function toGrid(x: Tensor4D, { width, height }: Sides): Tensor4D {
  const isThere = x.shape[1] === height && x.shape[2] === width;
  return isThere ? x : tf.image.resizeBilinear(x, [height, width], false, true);
}

/** Channels of all levels side by side. */
export const channelsOf = ({ levels }: FeatureLayout): number =>
  levels.reduce((sum, { channels }) => sum + channels, 0);

/** All levels of a batch brought to the grid, side by side [batch, height, width, {@link channelsOf}]; the caller owns it. */
export const sideBySide = (z: readonly Tensor4D[], grid: Sides): Tensor4D =>
  tf.tidy(() =>
    tf.concat(
      z.map((level) => toGrid(level, grid)),
      3,
    ),
  );

/** A part of the grid, in its cells; its corner and sides are multiples of {@link windowUnit}. */
export interface GridWindow extends Sides {
  row: number;
  column: number;
}

/** Cells of the grid under one cell of the coarsest level: windows on these fall on whole cells of every level. */
export const windowUnit = 4;

const wholeWindow = ({ grid }: FeatureLayout): GridWindow => ({ row: 0, column: 0, ...grid });

/** All of several arrays, one behind the other. */
export function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/**
 * A batch of packed pictures as one tensor per level, [batch, height, width, channels]. The caller disposes them.
 * @param windows the part of each picture that is wanted, all of one shape; whole pictures where absent
 */
export function unpackLevels(
  layout: FeatureLayout,
  pictures: readonly Float32Array[],
  windows: readonly GridWindow[] = pictures.map(() => wholeWindow(layout)),
): Tensor4D[] {
  return layout.levels.map((level) => {
    const { channels, offset } = level;
    const cellsPerGridCell = level.width / layout.grid.width;
    const [width, height] = [windows[0]!.width * cellsPerGridCell, windows[0]!.height * cellsPerGridCell];
    const data = new Float32Array(pictures.length * height * width * channels);
    pictures.forEach((picture, i) => {
      const [top, left] = [windows[i]!.row * cellsPerGridCell, windows[i]!.column * cellsPerGridCell];
      for (let y = 0; y < height; y++) {
        const from = offset + ((top + y) * level.width + left) * channels;
        data.set(picture.subarray(from, from + width * channels), (i * height + y) * width * channels);
      }
    });
    return tf.tensor4d(data, [pictures.length, height, width, channels]);
  });
}

/** The part of a map [cells × channels] under a window [its cells × channels]. */
export function cutMap(map: Float32Array, grid: Sides, window: GridWindow, channels = 1): Float32Array {
  const { row, column, width, height } = window;
  const part = new Float32Array(cellsOf(window) * channels);
  for (let y = 0; y < height; y++) {
    const from = ((row + y) * grid.width + column) * channels;
    part.set(map.subarray(from, from + width * channels), y * width * channels);
  }
  return part;
}

export function statisticsToArrays(statistics: ChannelStatistics): NamedArrays {
  const arrays: NamedArrays = {};
  statistics.mean.forEach((data, i) => (arrays[`channels.${i}.mean`] = { shape: [data.length], data }));
  statistics.deviation.forEach((data, i) => (arrays[`channels.${i}.deviation`] = { shape: [data.length], data }));
  return arrays;
}

export function statisticsFromArrays(arrays: NamedArrays): ChannelStatistics {
  const statistics: ChannelStatistics = { mean: [], deviation: [] };
  for (let i = 0; arrays[`channels.${i}.mean`]; i++) {
    statistics.mean.push(arrays[`channels.${i}.mean`]!.data);
    statistics.deviation.push(arrays[`channels.${i}.deviation`]!.data);
  }
  return statistics;
}

export const featureClamp = clampDeviations;
