import type { Backbone } from '../model/backbones/architecture.ts';
import type { Detector } from '../model/detector.ts';
import { featureClamp } from '../model/features.ts';
import { adapterNamesOf, levelNamesOf } from '../model/head.ts';
import { kernelsOf } from '../model/knownDefects.ts';
import { type Weights as HeadWeights, normalisationEpsilon } from '../model/layers.ts';
import type { OnnxGraph } from './onnx/graph.ts';
import {
  type ConvolutionOptions,
  type Weights,
  averagePool,
  clip,
  convolution,
  depthwiseConvolution,
  resizeBilinear,
  scaleChannels,
} from './onnx/layers.ts';

/** Level features [1, channels, height, width], standardised, by level name. */
export type GraphLevels = Record<string, string>;

/**
 * The frozen backbone and the standardisation of its levels.
 * @param pixels float32 [1, 3, height, width] at the network's scale
 */
export function addBackbone(graph: OnnxGraph, pixels: string, backbone: Backbone, detector: Detector): GraphLevels {
  const { levels, gridStride, addToGraph } = backbone.architecture;
  const outputs = addToGraph(graph, pixels, backbone.weights).map((level, i) => {
    const window = gridStride / levels[i]!.stride;
    const attributes = { kernel_shape: [window, window], strides: [window, window] };
    return window > 1 ? graph.op('AveragePool', [level], attributes) : level;
  });
  return standardiseLevels(graph, outputs, detector);
}

function standardiseLevels(graph: OnnxGraph, outputs: readonly string[], { normal, layout }: Detector): GraphLevels {
  const standardised: GraphLevels = {};
  layout.levels.forEach(({ name }, i) => {
    const mean = normal.statistics.mean[i]!;
    const scale = normal.statistics.deviation[i]!.map((deviation) => 1 / deviation);
    const offset = mean.map((value, c) => -value * scale[c]!);
    const z = scaleChannels(graph, outputs[i]!, `standard.${name}`, scale, offset);
    standardised[name] = clip(graph, z, -featureClamp, featureClamp);
  });
  return standardised;
}

/** Fusion head with batch normalisation folded into its kernels. @returns logits [1, 1, height, width] of the grid */
export function addHead(graph: OnnxGraph, inputs: Readonly<Record<string, string>>, detector: Detector): string {
  const { head, layout } = detector;
  const conv = (x: string, name: string, options: ConvolutionOptions): string => {
    const { kernel, bias } = folded(head, name);
    return convolution(graph, x, `head.${name}`, kernel, bias, options);
  };
  const adapted = adapterNamesOf(levelNamesOf(layout)).map((name) => {
    const y = conv(inputs[name]!, `adapter.${name}`, { activation: 'relu' });
    const level = layout.levels.find((candidate) => candidate.name === name);
    const channels = head.trainable[`adapter.${name}.kernel`]!.shape[3]!;
    return !level || level.width === layout.grid.width ? y : resizeBilinear(graph, y, channels, layout.grid);
  });
  const fused = conv(graph.op('Concat', adapted, { axis: 1 }), 'fuse', { activation: 'relu' });
  const { kernel, bias } = folded(head, 'mix.depthwise');
  let y = depthwiseConvolution(graph, fused, 'head.mix.depthwise', kernel, bias, { activation: 'relu' });
  y = conv(y, 'mix.pointwise', {});
  const mixed = graph.op('Relu', [graph.op('Add', [fused, y])]);
  const score = { kernel: weightsOf(head, 'score.kernel'), bias: weightsOf(head, 'score.bias').data };
  return convolution(graph, mixed, 'head.score', score.kernel, score.bias);
}

function weightsOf(head: HeadWeights, name: string): Weights {
  const item = head.trainable[name] ?? head.running[name];
  return { shape: item!.shape, data: item!.dataSync().slice() as Float32Array };
}

/** Kernel · gamma / √(variance + ε), bias = beta − mean · gamma / √(variance + ε). */
function folded(head: HeadWeights, name: string): { kernel: Weights; bias: Float32Array } {
  const kernel = weightsOf(head, `${name}.kernel`);
  const gamma = weightsOf(head, `${name}.gamma`).data;
  const beta = weightsOf(head, `${name}.beta`).data;
  const mean = weightsOf(head, `${name}.mean`).data;
  const scale = weightsOf(head, `${name}.variance`).data.map(
    (variance, c) => gamma[c]! / Math.sqrt(variance + normalisationEpsilon),
  );
  const channels = scale.length; // the last axis with entries: output channels, or the depthwise channels
  return {
    kernel: { shape: kernel.shape, data: kernel.data.map((value, i) => value * scale[i % channels]!) },
    bias: beta.map((value, c) => value - mean[c]! * scale[c]!),
  };
}

/** Neighbourhood embedding of the memory [1, channels, height, width]. */
export function addEmbedding(graph: OnnxGraph, z: GraphLevels, { layout }: Detector): string {
  const wanted = layout.architecture.memoryLevels.map((name) => {
    const level = layout.levels.find((candidate) => candidate.name === name)!;
    const isThere = level.width === layout.grid.width;
    const onGrid = isThere ? z[name]! : resizeBilinear(graph, z[name]!, level.channels, layout.grid);
    return averagePool(graph, onGrid, 3);
  });
  return graph.op('Concat', wanted, { axis: 1 });
}

/** How much each cell looks like labelled defects [1, 1, height, width]; none for a run that learned from none. See `placeKnownDefects`. */
export function addKnownDefects(graph: OnnxGraph, z: GraphLevels, { known, layout }: Detector): string[] {
  if (!known) return [];
  const kernels = kernelsOf(known, layout);
  const ofLevels = layout.levels.map(({ name, width, channels }, i) => {
    const kernel = { shape: [1, 1, channels, 1], data: kernels[i]! };
    const bias = Float32Array.of(i === 0 ? known.bias : 0);
    const response = convolution(graph, z[name]!, `known.${name}`, kernel, bias);
    return width === layout.grid.width ? response : resizeBilinear(graph, response, 1, layout.grid);
  });
  return [graph.op('Sum', ofLevels)];
}
