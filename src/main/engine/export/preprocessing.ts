import type { Roi } from '#shared/domain/images.ts';
import type { OnnxGraph } from './onnx/graph.ts';
import { reshape, transpose } from './onnx/layers.ts';

export interface PreprocessingOptions {
  /** Part of the image that the model looks at, in fractions of its sides. */
  roi: Roi;
  /** Side of the square working picture, px. */
  size: number;
  /** Backbone normalisation (x − 127) / 128 of the grey levels; off: 0–255. */
  normalise?: boolean;
}

/**
 * Writes crop, antialiased resize and rounding into the graph, for an image of any size.
 *
 * The same picture as `resizeToRaster(crop, size)` of #shared/vision/resize.ts: triangle filter, half-pixel centres,
 * support widened when shrinking, weights normalised at borders, rounded to whole grey levels. Each direction is one
 * MatMul whose weights are computed from the input's shape. Positions are float64: in float32 the centres of a picture
 * 30,000 px wide would be off by a thousandth of a pixel.
 *
 * @param image name of a uint8 value [height, width, 3]
 * @returns name of a float32 value [1, 3, size, size]
 */
export function addPreprocessing(graph: OnnxGraph, image: string, options: PreprocessingOptions): string {
  const { size } = options;
  const cropped = crop(graph, image, options.roi);
  const pixels = graph.op('Cast', [cropped], { to: 1 });
  const [height, width] = [sideOf(graph, cropped, 0), sideOf(graph, cropped, 1)];
  const rows = graph.op('MatMul', [resizeWeights(graph, height, size), reshape(graph, pixels, [0, -1])]);
  const planes = transpose(graph, reshape(graph, rows, [size, -1, 3]), [2, 0, 1]);
  const columnWeights = transpose(graph, resizeWeights(graph, width, size), [1, 0]);
  const resized = graph.op('MatMul', [planes, columnWeights]);
  const picture = graph.op('Unsqueeze', [roundToBytes(graph, resized), graph.int64([0])]);
  return options.normalise ? normalise(graph, picture) : picture;
}

/** floor(x + 0.5) within 0–255. */
function roundToBytes(graph: OnnxGraph, x: string): string {
  const rounded = graph.op('Floor', [graph.op('Add', [x, graph.float32(0.5)])]);
  return graph.op('Clip', [rounded, graph.float32(0), graph.float32(255)]);
}

function normalise(graph: OnnxGraph, picture: string): string {
  return graph.op('Div', [graph.op('Sub', [picture, graph.float32(127)]), graph.float32(128)]);
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

/**
 * Triangle-filter weights [size, side] float32, rows summing to 1.
 * Weight of source pixel x for output pixel i: max(0, 1 − |x + ½ − (i + ½)·side/size| / max(1, side/size)), normalised.
 * @param side int64 scalar
 */
function resizeWeights(graph: OnnxGraph, side: string, size: number): string {
  const exactSide = graph.op('Cast', [side], { to: 11 });
  const scale = graph.op('Div', [exactSide, graph.float64(size)]);
  const outputCentres = Float64Array.from({ length: size }, (_, i) => i + 0.5);
  const name = 'preprocessing.centres';
  const centres = graph.has(name) ? name : graph.constant(name, outputCentres, [size, 1]);
  const pixels = graph.op('Range', [graph.float64(0.5), exactSide, graph.float64(1)]);
  const distance = graph.op('Sub', [pixels, graph.op('Mul', [centres, scale])]);
  const support = graph.op('Cast', [graph.op('Max', [scale, graph.float64(1)])], { to: 1 });
  const share = graph.op('Div', [graph.op('Abs', [graph.op('Cast', [distance], { to: 1 })]), support]);
  const weights = graph.op('Relu', [graph.op('Sub', [graph.float32(1), share])]);
  return graph.op('Div', [weights, graph.op('ReduceSum', [weights, graph.int64([1])], { keepdims: 1 })]);
}
