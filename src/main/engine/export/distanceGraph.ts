import type { Detector } from '../model/detector.ts';
import { calibratedRange, calibrationAffine } from '../model/positionCalibration.ts';
import { type GraphLevels, addEmbedding } from './detectorGraph.ts';
import type { OnnxGraph } from './onnx/graph.ts';
import { clip, reshape, transpose } from './onnx/layers.ts';

/**
 * Calibrated distance to the nearest prototype [1, 1, grid, grid]. The squared distance is |e|² + min(|p|² − 2 e·p): one
 * Gemm with −2·prototypes and |p|² as its bias, so that the largest product of the graph runs as a plain matrix product.
 */
export function addDistance(graph: OnnxGraph, z: GraphLevels, detector: Detector): string {
  const { memory, calibration } = detector.normal;
  const { grid } = detector.layout;
  const { channels } = memory;
  const rows = transpose(graph, reshape(graph, addEmbedding(graph, z, detector), [channels, grid * grid]), [1, 0]);
  const count = memory.owners.length;
  const scaled = graph.constant(
    'memory.prototypes',
    memory.prototypes.map((value) => -2 * value),
    [count, channels],
  );
  const squares = graph.constant('memory.squares', squaredLengths(memory.prototypes, channels), [count]);
  const relative = graph.op('Gemm', [rows, scaled, squares], { transB: 1 });
  const nearest = graph.op('ReduceMin', [relative], { axes: [1], keepdims: 1 });
  const own = graph.op('ReduceSumSquare', [rows], { axes: [1], keepdims: 1 });
  const distance = graph.op('Sqrt', [graph.op('Relu', [graph.op('Add', [nearest, own])])]);
  return calibrated(graph, reshape(graph, distance, [1, 1, grid, grid]), calibrationAffine(calibration), grid);
}

function calibrated(
  graph: OnnxGraph,
  distance: string,
  { gain, shift }: { gain: Float32Array; shift: Float32Array },
  grid: number,
): string {
  const factor = graph.constant('memory.gain', gain, [1, 1, grid, grid]);
  const offset = graph.constant('memory.shift', shift, [1, 1, grid, grid]);
  const value = graph.op('Sub', [graph.op('Mul', [distance, factor]), offset]);
  return clip(graph, value, calibratedRange[0], calibratedRange[1]);
}

function squaredLengths(prototypes: Float32Array, channels: number): Float32Array {
  return Float32Array.from({ length: prototypes.length / channels }, (_, row) => {
    let sum = 0;
    for (let c = row * channels; c < (row + 1) * channels; c++) sum += prototypes[c] ** 2;
    return sum;
  });
}
