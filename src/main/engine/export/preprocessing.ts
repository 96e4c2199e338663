import type { Roi } from '#shared/domain/images.ts';
import type { PictureShape } from '#shared/domain/pictures.ts';
import { roundingOffset } from '#shared/vision/resize.ts';
import type { Architecture } from '../model/backbones/architecture.ts';
import type { OnnxGraph } from './onnx/graph.ts';
import { reshape, transpose } from './onnx/layers.ts';

/** Output lines are mixed in this many blocks: an eighth of the memory, and no slower than in one. */
const blocks = 8;

export interface PreprocessingOptions {
  /** Part of the image that the model looks at, in fractions of its sides. */
  roi: Roi;
  /** The working picture. */
  picture: PictureShape;
  /** The network's scale, (grey level − mean) / deviation; absent: 0–255. */
  scale?: Architecture['input'];
}

/**
 * Writes crop, antialiased resize and rounding into the graph, for an image of any size.
 *
 * The same picture as `resizeToRaster(crop, picture)` of #shared/vision/resize.ts: triangle filter, half-pixel centres,
 * support widened when shrinking, weights normalised at borders, rounded to whole grey levels; rows are mixed first.
 * For each output row only the few source rows that it reads are gathered, so a shrink by k costs about 2 products a
 * source value and not a whole side. Positions are float64: in float32 the centres of a picture 30,000 px wide would be off
 * by a thousandth of a pixel.
 *
 * @param image name of a uint8 value [height, width, 3]
 * @returns name of a float32 value [1, 3, height, width]
 */
export function addPreprocessing(graph: OnnxGraph, image: string, options: PreprocessingOptions): string {
  const { width, height } = options.picture;
  const cropped = crop(graph, image, options.roi);
  const rowTaps = resizeTaps(graph, sideOf(graph, cropped, 0), height, centresOf(graph, `${image}.rowCentres`, height));
  const columnTaps = resizeTaps(graph, sideOf(graph, cropped, 1), width, centresOf(graph, `${image}.centres`, width));
  const rows = mixTaps(graph, reshape(graph, cropped, [0, -1]), rowTaps, height); // [height, 1, source width · 3]
  const columns = transpose(graph, reshape(graph, rows, [height, -1, 3]), [1, 2, 0]); // [source width, 3, height]
  const mixed = mixTaps(graph, reshape(graph, columns, [0, -1]), columnTaps, width); // [width, 1, 3 · height]
  const planes = transpose(graph, reshape(graph, mixed, [width, 3, height]), [1, 2, 0]);
  const picture = graph.op('Unsqueeze', [roundToBytes(graph, planes), graph.int64([0])]);
  return options.scale ? normalise(graph, picture, options.scale) : picture;
}

/** float64 [size, 1]: i + ½ */
function centresOf(graph: OnnxGraph, name: string, size: number): string {
  return graph.constant(
    name,
    Float64Array.from({ length: size }, (_, i) => i + 0.5),
    [size, 1],
  );
}

/** floor(x + roundingOffset), as resizeToRaster. No weight is negative and they sum to 1, so a mean of bytes stays within 0–255 without a clip. */
function roundToBytes(graph: OnnxGraph, x: string): string {
  return graph.op('Floor', [graph.op('Add', [x, graph.float32(roundingOffset)])]);
}

function normalise(graph: OnnxGraph, picture: string, { mean, deviation }: Architecture['input']): string {
  return graph.op('Div', [graph.op('Sub', [picture, graph.float32(mean)]), graph.float32(deviation)]);
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
  const rounded = (share: number): string => {
    const position = graph.op('Mul', [exactSide, graph.float64(share)]);
    const floor = graph.op('Floor', [graph.op('Add', [position, graph.float64(0.5)])]);
    return graph.op('Cast', [floor], { to: 7 });
  };
  const start = graph.op('Min', [rounded(low), graph.op('Sub', [side, one])]);
  const end = graph.op('Min', [graph.op('Max', [rounded(high), graph.op('Add', [start, one])]), side]);
  return { start: reshape(graph, start, [1]), end: reshape(graph, end, [1]) };
}

/** Which source lines each output line reads, and how much of each. */
interface Taps {
  /** int64 [size, taps] */
  lines: string;
  /** float32 [size, taps], rows summing to 1 */
  weights: string;
}

/**
 * Triangle-filter taps along one axis. Weight of source pixel x for output pixel i:
 * max(0, 1 − |x + ½ − (i + ½)·side/size| / support), support = max(1, side/size), normalised.
 * Taps beyond the border read the border pixel with weight 0.
 * @param side int64 scalar
 * @param centres float64 [size, 1]: i + ½
 */
function resizeTaps(graph: OnnxGraph, side: string, size: number, centres: string): Taps {
  const exactSide = graph.op('Cast', [side], { to: 11 });
  const scale = graph.op('Div', [exactSide, graph.float64(size)]);
  const support = graph.op('Max', [scale, graph.float64(1)]);
  const sourceCentres = graph.op('Mul', [centres, scale]);
  const wanted = tapPositions(graph, sourceCentres, support);
  const distance = graph.op('Abs', [graph.op('Sub', [graph.op('Add', [wanted, graph.float64(0.5)]), sourceCentres])]);
  const share = graph.op('Cast', [graph.op('Div', [distance, support])], { to: 1 });
  const triangle = graph.op('Relu', [graph.op('Sub', [graph.float32(1), share])]);
  const last = graph.op('Sub', [exactSide, graph.float64(1)]);
  const held = graph.op('Min', [graph.op('Max', [wanted, graph.float64(0)]), last]);
  const inside = graph.op('Cast', [graph.op('Equal', [held, wanted])], { to: 1 });
  const weights = graph.op('Mul', [triangle, inside]);
  const total = graph.op('ReduceSum', [weights, graph.int64([1])], { keepdims: 1 });
  return { lines: graph.op('Cast', [held], { to: 7 }), weights: graph.op('Div', [weights, total]) };
}

/** float64 [size, taps]: ⌊centre − support + ½⌋ and the 2·⌈support⌉ pixels that follow; some may be off the image. */
function tapPositions(graph: OnnxGraph, sourceCentres: string, support: string): string {
  const start = graph.op('Add', [graph.op('Sub', [sourceCentres, support]), graph.float64(0.5)]);
  const reach = graph.op('Mul', [graph.op('Ceil', [support]), graph.float64(2)]);
  const count = graph.op('Add', [reach, graph.float64(1)]);
  const steps = graph.op('Range', [graph.float64(0), count, graph.float64(1)]);
  return graph.op('Add', [graph.op('Floor', [start]), steps]);
}

/**
 * Weighted sums of lines: [side, length] → [size, 1, length]. Gathered before the cast, so bytes are copied, not floats,
 * and in blocks of output lines, so only one block's share of them is in memory at a time.
 */
function mixTaps(graph: OnnxGraph, lines: string, taps: Taps, size: number): string {
  const mixed: string[] = [];
  for (let block = 0; block < blocks; block++) {
    const [start, end] = [block, block + 1].map((edge) => graph.int64([Math.round((edge * size) / blocks)]));
    const part = (x: string): string => graph.op('Slice', [x, start!, end!, graph.int64([0])]);
    const read = graph.op('Cast', [graph.op('Gather', [lines, part(taps.lines)], { axis: 0 })], { to: 1 });
    mixed.push(graph.op('MatMul', [graph.op('Unsqueeze', [part(taps.weights), graph.int64([1])]), read]));
  }
  return graph.op('Concat', mixed, { axis: 0 });
}
