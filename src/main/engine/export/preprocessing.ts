import type { Roi } from '#shared/domain/images.ts';
import type { PictureShape } from '#shared/domain/pictures.ts';
import { mostSupport, weightUnits } from '#shared/vision/resize.ts';
import { type ZonePicture, zoneKinds } from '#shared/vision/zonePicture.ts';
import type { Architecture, OfChannels } from '../model/backbones/architecture.ts';
import type { OnnxGraph } from './onnx/graph.ts';
import { elementTypes } from './onnx/format.ts';
import { reshape, transpose } from './onnx/layers.ts';

/** Output lines are mixed in this many blocks: an eighth of the memory, and no slower than in one. */
const blocks = 8;
/** Weights go into the product as two digits to this base: √ of weightUnits. */
const digit = 64;

export interface PreprocessingOptions {
  /** Part of the image that the model looks at, in fractions of its sides. */
  roi: Roi;
  /** The working picture. */
  picture: PictureShape;
  /** Of the working picture: what is ignored is replaced before anything else sees it. Absent: nothing is. */
  zones?: ZonePicture | undefined;
  /** The network's scale, (grey level − mean) / deviation; absent: 0–255. */
  scale?: Architecture['input'];
}

/**
 * Writes crop, antialiased resize and rounding into the graph, for an image of any size.
 *
 * The same picture, byte for byte, as `resizeToRaster(crop, picture)` of #shared/vision/resize.ts: all of it is whole numbers, so no
 * runtime can round it otherwise, and none that computes in half precision or bfloat16 loses a grey level.
 * For each output row only the few source rows that it reads are gathered, so a shrink by k costs about 2 products a
 * source value and not a whole side.
 *
 * @param image name of a uint8 value [height, width, 3], sides of 30,000 at most
 * @returns name of a float32 value [1, 3, height, width]
 */
export function addPreprocessing(graph: OnnxGraph, image: string, options: PreprocessingOptions): string {
  const { width, height } = options.picture;
  const cropped = crop(graph, image, options.roi);
  const rowTaps = resizeTaps(graph, sideOf(graph, cropped, 0), height, `${image}.rows`);
  const columnTaps = resizeTaps(graph, sideOf(graph, cropped, 1), width, `${image}.columns`);
  const rows = mixTaps(graph, reshape(graph, cropped, [0, -1]), rowTaps, height); // [height, source width · 3]
  const columns = transpose(graph, reshape(graph, rows, [height, -1, 3]), [1, 2, 0]); // [source width, 3, height]
  const mixed = mixTaps(graph, reshape(graph, columns, [0, -1]), columnTaps, width); // [width, 3 · height]
  const planes = transpose(graph, reshape(graph, mixed, [width, 3, height]), [1, 2, 0]);
  const picture = graph.op('Cast', [graph.op('Unsqueeze', [planes, graph.int64([0])])], { to: elementTypes.float32 });
  const seen = options.zones ? replaceIgnored(graph, picture, options.zones) : picture;
  return options.scale ? normalise(graph, seen, options.scale) : seen;
}

/** Whole numbers below 256 throughout, so exact in any precision: pixels · kept + fill. */
function replaceIgnored(graph: OnnxGraph, picture: string, { kinds, fill, width, height }: ZonePicture): string {
  const isIgnored = Array.from(kinds, (kind) => kind === zoneKinds.ignored);
  if (!isIgnored.includes(true)) return picture;
  const kept = graph.constant(
    'zones.kept',
    Float32Array.from(isIgnored, (ignored) => (ignored ? 0 : 1)),
    [1, 1, height, width],
  );
  const planes = Float32Array.from({ length: 3 * kinds.length }, (_, i) => {
    const [channel, pixel] = [Math.floor(i / kinds.length), i % kinds.length];
    return isIgnored[pixel] ? fill[3 * pixel + channel]! : 0;
  });
  const filled = graph.constant('zones.fill', planes, [1, 3, height, width]);
  return graph.op('Add', [graph.op('Mul', [picture, kept]), filled]);
}

function normalise(graph: OnnxGraph, picture: string, { mean, deviation }: Architecture['input']): string {
  const values = (name: string, of: OfChannels): string =>
    typeof of === 'number' ? graph.float32(of) : graph.constant(`input.${name}`, Float32Array.from(of), [1, 3, 1, 1]);
  return graph.op('Div', [graph.op('Sub', [picture, values('mean', mean)]), values('deviation', deviation)]);
}

/** Length of one axis as an int64 scalar. */
function sideOf(graph: OnnxGraph, image: string, axis: 0 | 1): string {
  return graph.op('Gather', [graph.op('Shape', [image]), graph.int64(axis)]);
}

/** The ROI of the image, in the whole pixels that roiPixels of #shared/domain/images.ts gives. */
function crop(graph: OnnxGraph, image: string, roi: Roi): string {
  if (roi.x === 0 && roi.y === 0 && roi.width === 1 && roi.height === 1) return image;
  const columns = roiRange(graph, sideOf(graph, image, 1), roi.x, roi.x + roi.width);
  const rows = roiRange(graph, sideOf(graph, image, 0), roi.y, roi.y + roi.height);
  const starts = graph.op('Concat', [rows.start, columns.start], { axis: 0 });
  const ends = graph.op('Concat', [rows.end, columns.end], { axis: 0 });
  return graph.op('Slice', [image, starts, ends, graph.int64([0, 1])]);
}

/** start = min(⌊low·side + ½⌋, side − 1), end = min(max(⌊high·side + ½⌋, start + 1), side), each int64 [1]. */
function roiRange(graph: OnnxGraph, side: string, low: number, high: number): { start: string; end: string } {
  const exactSide = graph.op('Cast', [side], { to: 11 });
  const one = graph.int64(1);
  const edge = (share: number): string => {
    const position = graph.op('Mul', [exactSide, graph.float64(share)]);
    const floor = graph.op('Floor', [graph.op('Add', [position, graph.float64(0.5)])]);
    return graph.op('Cast', [floor], { to: 7 });
  };
  const start = graph.op('Min', [edge(low), graph.op('Sub', [side, one])]);
  const end = graph.op('Min', [graph.op('Max', [edge(high), graph.op('Add', [start, one])]), side]);
  return { start: reshape(graph, start, [1]), end: reshape(graph, end, [1]) };
}

/** Which source lines each output line reads, and how much of each. */
interface Taps {
  /** int64 [size, taps] */
  lines: string;
  /**
   * uint8 [size, 2, taps]: weights in units of 1 / {@link weightUnits}, as whole multiples of {@link digit} and what is left. So
   * both factors of the product are bytes.
   */
  weights: string;
}

/**
 * The taps of `tapsOf` of #shared/vision/resize.ts, by the same whole numbers. Taps beyond the border read the border pixel with
 * weight 0.
 * @param side int64 scalar
 */
function resizeTaps(graph: OnnxGraph, side: string, size: number, name: string): Taps {
  const { int64, op } = short(graph);
  const centre = op('Mul', odd(graph, `${name}.centres`, size), side); // (2i + 1) · side, [size, 1]
  const support = op('Mul', op('Max', side, int64(size)), int64(2));
  const wanted = tapLines(graph, centre, support, side, size);
  const distance = op(
    'Abs',
    op('Sub', op('Mul', op('Add', op('Mul', wanted, int64(2)), int64(1)), int64(size)), centre),
  );
  const triangle = op('Max', op('Sub', support, distance), int64(0));
  const held = op('Min', op('Max', wanted, int64(0)), op('Sub', side, int64(1)));
  const inside = graph.op('Cast', [op('Equal', held, wanted)], { to: elementTypes.int64 });
  const coarse = op('Add', op('Div', op('Sub', support, int64(1)), int64(mostSupport)), int64(1));
  const parts = op('Mul', op('Div', triangle, coarse), inside);
  const weights = shares(graph, parts);
  const high = op('Div', weights, int64(digit));
  const digits = [high, op('Sub', weights, op('Mul', high, int64(digit)))];
  const rows = digits.map((value) => graph.op('Unsqueeze', [value, graph.int64([1])]));
  const both = graph.op('Concat', rows, { axis: 1 });
  return { lines: held, weights: graph.op('Cast', [both], { to: elementTypes.uint8 }) };
}

/** int64 [size, taps]: the lines within `support` of the centres, in order; some may be off the image. */
function tapLines(graph: OnnxGraph, centre: string, support: string, side: string, size: number): string {
  const { int64, op } = short(graph);
  // Division rounds towards zero: `beyond` whole lines are added before and taken off after it.
  const beyond = op('Add', side, int64(1));
  const shifted = op('Add', op('Sub', centre, support), op('Mul', beyond, int64(2 * size)));
  const start = op('Sub', op('Div', shifted, int64(2 * size)), beyond);
  const count = op('Add', op('Div', support, int64(size)), int64(3));
  return op('Add', start, op('Range', int64(0), count, int64(1)));
}

/** Whole numbers [size, taps] as shares of their row's sum in units of 1 / {@link weightUnits}: differences of rounded running sums. */
function shares(graph: OnnxGraph, parts: string): string {
  const { int64, op } = short(graph);
  const total = graph.op('ReduceSum', [parts, graph.int64([1])], { keepdims: 1 });
  const upTo = (exclusive: 0 | 1): string => {
    const sum = graph.op('CumSum', [parts, int64(1)], { exclusive });
    const doubled = op('Add', op('Mul', sum, int64(2 * weightUnits)), total);
    return op('Div', doubled, op('Mul', total, int64(2)));
  };
  return op('Sub', upTo(0), upTo(1));
}

/** int64 [size, 1]: 2i + 1 */
function odd(graph: OnnxGraph, name: string, size: number): string {
  return graph.constant(
    name,
    BigInt64Array.from({ length: size }, (_, i) => BigInt(2 * i + 1)),
    [size, 1],
  );
}

/** Operators without attributes and constants, for formulas. */
function short(graph: OnnxGraph): {
  int64: (value: number) => string;
  op: (type: string, ...inputs: string[]) => string;
} {
  return { int64: (value) => graph.int64(value), op: (type, ...inputs) => graph.op(type, inputs) };
}

/**
 * Weighted means of lines, rounded half up: uint8 [side, length] → uint8 [size, length]. In blocks of output lines, so only one
 * block's share of the gathered lines is in memory at a time.
 */
function mixTaps(graph: OnnxGraph, lines: string, taps: Taps, size: number): string {
  const mixed: string[] = [];
  for (let block = 0; block < blocks; block++) {
    const [start, end] = [block, block + 1].map((edge) => graph.int64([Math.round((edge * size) / blocks)]));
    const part = (x: string): string => graph.op('Slice', [x, start!, end!, graph.int64([0])]);
    const read = graph.op('Gather', [lines, part(taps.lines)], { axis: 0 });
    const sums = graph.op('MatMulInteger', [part(taps.weights), read]); // [lines, 2, length]
    const [high, low] = [0, 1].map((i) => graph.op('Gather', [sums, graph.int64(i)], { axis: 1 }));
    const total = graph.op('Add', [graph.op('Mul', [high!, graph.int32(digit)]), low!]);
    const half = graph.op('Add', [total, graph.int32(weightUnits / 2)]);
    mixed.push(graph.op('Cast', [graph.op('Div', [half, graph.int32(weightUnits)])], { to: elementTypes.uint8 }));
  }
  return graph.op('Concat', mixed, { axis: 0 });
}
