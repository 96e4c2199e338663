import { type Sides, cellsOf } from '#shared/vision/raster.ts';
import type { Detector } from '../model/detector.ts';
import { blocksOf } from '../model/gaussian.ts';
import { type ContextModel, contextFloor, contextPooling } from '../model/context.ts';
import { nearestCount } from '../model/memory.ts';
import { type MeasureName, measureNames, sourceOf } from '../model/normalModel.ts';
import { calibratedRange, calibrationAffine } from '../model/positionCalibration.ts';
import { type GraphLevels, addEmbedding } from './detectorGraph.ts';
import { float } from './onnx/format.ts';
import type { OnnxGraph } from './onnx/graph.ts';
import { clip, reshape, resizeBilinear, transpose } from './onnx/layers.ts';

/**
 * Mean distance to the nearest prototypes [1, 1, height, width], not calibrated. Which are nearest is decided by |p|² − 2 e·p, one Gemm with
 * −2·prototypes and |p|² as its bias, so that the largest product of the graph runs as a plain matrix product. How far they are is
 * taken from the differences themselves: |e|² + |p|² − 2 e·p loses all its digits to a runtime that computes in half precision.
 */
function addMemoryDistance(graph: OnnxGraph, z: GraphLevels, detector: Detector): string {
  const { memory } = detector.normal;
  const { grid } = detector.layout;
  const { channels } = memory;
  const embedded = memory.projection.length / channels;
  const cells = transpose(graph, reshape(graph, addEmbedding(graph, z, detector), [embedded, cellsOf(grid)]), [1, 0]);
  const projection = graph.constant('memory.projection', memory.projection, [embedded, channels]);
  const rows = graph.op('MatMul', [cells, projection]);
  const count = memory.owners.length;
  const prototypes = graph.constant('memory.prototypes', memory.prototypes, [count, channels]);
  const squares = graph.constant('memory.squares', squaredLengths(memory.prototypes, channels), [count]);
  const relative = graph.op('Gemm', [rows, prototypes, squares], { transB: 1, alpha: float(-2) });
  const nearest = addNearest(graph, relative, { rows: cellsOf(grid), columns: count });
  const from = graph.op('Gather', [prototypes, nearest], { axis: 0 }); // [cells, nearest, channels]
  const apart = graph.op('Sub', [graph.op('Unsqueeze', [rows, graph.int64([1])]), from]);
  const distances = graph.op('ReduceL2', [apart], { axes: [2], keepdims: 0 });
  const distance = graph.op('ReduceMean', [distances], { axes: [1], keepdims: 1 });
  return reshape(graph, distance, [1, 1, grid.height, grid.width]);
}

/** Columns whose least value is found first; see {@link addNearest}. */
const columnsOfGroup = 40;

/**
 * Columns of each row's {@link nearestCount} least values, int64 [rows, nearest] in any order. Both are among the two groups of columns
 * whose own least values are least, so that only these are sorted: to sort whole rows takes half as long as the product before it.
 * @param values float32 [rows, columns]
 */
export function addNearest(
  graph: OnnxGraph,
  values: string,
  { rows, columns }: { rows: number; columns: number },
): string {
  const least = (x: string, of: number): string => {
    const count = graph.int64([Math.min(nearestCount, of)]);
    return graph.ops('TopK', [x, count], { axis: 1, largest: 0, sorted: 0 }, [`${x}.least`, `${x}.columns`])[1]!;
  };
  const groups = columns / columnsOfGroup;
  if (!Number.isInteger(groups) || groups <= nearestCount) return least(values, columns);
  const grouped = reshape(graph, values, [rows, groups, columnsOfGroup]);
  const chosen = least(graph.op('ReduceMin', [grouped], { axes: [2], keepdims: 0 }), groups);
  const lines = graph.op('Unsqueeze', [chosen, graph.int64([2])]);
  const offered = reshape(graph, graph.op('GatherND', [grouped, lines], { batch_dims: 1 }), [rows, -1]);
  const place = least(offered, nearestCount * columnsOfGroup);
  const size = graph.int64(columnsOfGroup);
  const turn = graph.op('Div', [place, size]);
  const column = graph.op('Sub', [place, graph.op('Mul', [turn, size])]);
  return graph.op('Add', [graph.op('Mul', [graph.op('GatherElements', [chosen, turn], { axis: 1 }), size]), column]);
}

/**
 * Logarithm, not calibrated, of the Mahalanobis distance [1, 1, height, width]: cells of a block share one whitening matrix, so
 * it is one batched product over the blocks.
 */
function addGaussianDistance(graph: OnnxGraph, z: GraphLevels, detector: Detector): string {
  const { gaussian } = detector.normal;
  const { grid } = detector.layout;
  const c = gaussian.channels.length;
  const { block, count } = blocksOf(grid);
  const cells = transpose(graph, reshape(graph, addKeptChannels(graph, z, detector), [c, cellsOf(grid)]), [1, 0]);
  const centred = graph.op('Sub', [cells, graph.constant('gaussian.mean', gaussian.mean, [cellsOf(grid), c])]);
  // All channels of a cell move together: to move them one by one takes as long as ten layers of the backbone.
  const split = reshape(graph, centred, [count.height, block.height, count.width, block.width, c]);
  const blocks = reshape(graph, transpose(graph, split, [0, 2, 1, 3, 4]), [cellsOf(count), cellsOf(block), c]);
  const squared = addSquaredLengths(graph, blocks, gaussian.whitening, c);
  const logarithm = graph.op('Log', [graph.op('Add', [squared, graph.float32(1e-6)])]);
  const distance = graph.op('Mul', [logarithm, graph.float32(0.5)]);
  const inBlocks = reshape(graph, distance, [count.height, count.width, block.height, block.width]);
  return reshape(graph, transpose(graph, inBlocks, [0, 2, 1, 3]), [1, 1, grid.height, grid.width]);
}

/** Pieces that a triangular matrix is taken in. */
const pieces = 4;

/**
 * |x · W|² of each row of each block, [blocks, rows]. Below its diagonal W is zero, so a piece of its columns reads the rows above
 * the piece's end alone: five eighths of the numbers, and reading them is what takes the time.
 * @param blocks [blocks, rows, c]
 * @param whitening [blocks, c, c], upper triangular
 */
export function addSquaredLengths(graph: OnnxGraph, blocks: string, whitening: Float32Array, c: number): string {
  const edges = Array.from({ length: pieces + 1 }, (_, i) => Math.round((i * c) / pieces));
  const squares = edges.slice(1).flatMap((end, i) => {
    const width = end - edges[i]!;
    if (width === 0) return [];
    const factors = upperPiece(whitening, c, edges[i]!, end);
    const name = `gaussian.whitening.${i}`;
    const read = graph.op('Slice', [blocks, graph.int64([0]), graph.int64([end]), graph.int64([2])]);
    const white = graph.op('MatMul', [read, graph.constant(name, factors, [factors.length / end / width, end, width])]);
    return [graph.op('ReduceSumSquare', [white], { axes: [2], keepdims: 0 })];
  });
  return graph.op('Sum', squares);
}

/** Columns `from` to `end` of each matrix [c, c], of their first `end` rows: [matrices, end, end − from]. */
function upperPiece(matrices: Float32Array, c: number, from: number, end: number): Float32Array {
  const width = end - from;
  const piece = new Float32Array((matrices.length / c / c) * end * width);
  for (let line = 0; line < piece.length / width; line++) {
    const [matrix, row] = [Math.floor(line / end), line % end];
    const start = (matrix * c + row) * c;
    piece.set(matrices.subarray(start + from, start + end), line * width);
  }
  return piece;
}

/** The channels that the Gaussian keeps [1, kept, height, width], taken of each level before that is brought to the grid. */
function addKeptChannels(graph: OnnxGraph, z: GraphLevels, { normal, layout }: Detector): string {
  let first = 0;
  const kept = layout.levels.flatMap(({ name, width, channels }) => {
    const own = [...normal.gaussian.channels].map((channel) => channel - first).filter((c) => c >= 0 && c < channels);
    first += channels;
    if (own.length === 0) return [];
    const taken = graph.op('Gather', [z[name]!, graph.int64(own)], { axis: 1 });
    return [width === layout.grid.width ? taken : resizeBilinear(graph, taken, own.length, layout.grid)];
  });
  return graph.op('Concat', kept, { axis: 1 });
}

/** The picture's distance from the normal parts' components in each context, scalars; see {@link placeContext} of model/context.ts. */
export const addContextDistances = (graph: OnnxGraph, z: GraphLevels, detector: Detector): string[] =>
  detector.normal.contexts.map((context, i) => addContextDistance(graph, z, detector, context, i));

function addContextDistance(
  graph: OnnxGraph,
  z: GraphLevels,
  { layout }: Detector,
  { mean, components }: ContextModel,
  index: number,
): string {
  const view = layout.architecture.contexts[index]!;
  const { cells, weights } = contextPooling(layout, view);
  const name = `context.${index}`;
  const area = weights.length / cells;
  const channels = mean.length / cells;
  const rows = transpose(graph, reshape(graph, z[view.level]!, [channels, area]), [1, 0]);
  const pooling = graph.constant(`${name}.pooling`, weights, [cells, area]);
  const flat = reshape(graph, graph.op('MatMul', [pooling, rows]), [1, mean.length]);
  const x = graph.op('Sub', [flat, graph.constant(`${name}.mean`, mean, [1, mean.length])]);
  const basis = graph.constant(`${name}.components`, components, [components.length / mean.length, mean.length]);
  const explained = graph.op('MatMul', [graph.op('Gemm', [x, basis], { transB: 1 }), basis]);
  const left = graph.op('ReduceSumSquare', [graph.op('Sub', [x, explained])], { axes: [0, 1], keepdims: 0 });
  const logarithm = graph.op('Log', [graph.op('Add', [left, graph.float32(contextFloor)])]);
  return graph.op('Mul', [logarithm, graph.float32(0.5)]);
}

/** The calibrated measures by name, [1, 1, height, width] each. */
export function addMeasures(graph: OnnxGraph, z: GraphLevels, detector: Detector): Record<MeasureName, string> {
  const { grid } = detector.layout;
  const distances = {
    memory: addMemoryDistance(graph, z, detector),
    gaussian: addGaussianDistance(graph, z, detector),
  };
  const { calibration, judged } = detector.normal;
  const measures = measureNames.map((name) => {
    const affine = calibrationAffine(calibration[name], judged.cells);
    return [name, calibrated(graph, name, distances[sourceOf[name]], affine, grid)];
  });
  return Object.fromEntries(measures) as Record<MeasureName, string>;
}

function calibrated(
  graph: OnnxGraph,
  name: MeasureName,
  distance: string,
  { gain, shift }: ReturnType<typeof calibrationAffine>,
  grid: Sides,
): string {
  const factor = graph.constant(`${name}.gain`, gain, [1, 1, grid.height, grid.width]);
  const offset = graph.constant(`${name}.shift`, shift, [1, 1, grid.height, grid.width]);
  const value = graph.op('Sub', [graph.op('Mul', [distance, factor]), offset]);
  return clip(graph, value, calibratedRange[0], calibratedRange[1]);
}

function squaredLengths(prototypes: Float32Array, channels: number): Float32Array {
  return Float32Array.from({ length: prototypes.length / channels }, (_, row) => {
    let sum = 0;
    for (let c = row * channels; c < (row + 1) * channels; c++) sum += prototypes[c]! ** 2;
    return sum;
  });
}
