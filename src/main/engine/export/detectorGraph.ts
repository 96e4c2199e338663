import type { Backbone } from '../model/backbone.ts';
import { levels, stages } from '../model/backbone.ts';
import type { Detector } from '../model/detector.ts';
import { featureClamp } from '../model/features.ts';
import { adapterNames } from '../model/head.ts';
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
 * @param pixels float32 [1, 3, height, width], 0–255, already normalised by (x − 127) / 128
 */
export function addBackbone(graph: OnnxGraph, pixels: string, backbone: Backbone, detector: Detector): GraphLevels {
  const { weights } = backbone;
  const kernel = (name: string): Weights => weights[`${name}.kernel`]!;
  const bias = (name: string): Float32Array => weights[`${name}.bias`]!.data;
  const conv = (x: string, name: string, options: ConvolutionOptions): string =>
    convolution(graph, x, name, kernel(name), bias(name), options);
  let x = conv(pixels, 'stem', { stride: 2, activation: 'relu6' });
  const outputs: GraphLevels = {};
  stages.forEach((stage, s) => {
    let channels = s === 0 ? 32 : stages[s - 1]!.channels;
    for (let block = 0; block < stage.repeats; block++) {
      const name = `blocks.${s}.${block}`;
      const stride = block === 0 ? stage.stride : 1;
      let y = stage.expansion === 1 ? x : conv(x, `${name}.expand`, { activation: 'relu6' });
      const depthwise = `${name}.depthwise`;
      y = depthwiseConvolution(graph, y, depthwise, kernel(depthwise), bias(depthwise), {
        stride,
        activation: 'relu6',
      });
      y = conv(y, `${name}.project`, {});
      x = stride === 1 && channels === stage.channels ? graph.op('Add', [x, y]) : y;
      channels = stage.channels;
    }
    const level = levels.find((candidate) => candidate.stage === s);
    if (level) outputs[level.name] = x;
  });
  outputs['s4'] = graph.op('AveragePool', [outputs['s4']!], { kernel_shape: [2, 2], strides: [2, 2] });
  return standardiseLevels(graph, outputs, detector);
}

function standardiseLevels(graph: OnnxGraph, outputs: GraphLevels, { normal }: Detector): GraphLevels {
  const standardised: GraphLevels = {};
  levels.forEach(({ name }, i) => {
    const mean = normal.statistics.mean[i]!;
    const scale = normal.statistics.deviation[i]!.map((deviation) => 1 / deviation);
    const offset = mean.map((value, c) => -value * scale[c]!);
    const z = scaleChannels(graph, outputs[name]!, `standard.${name}`, scale, offset);
    standardised[name] = clip(graph, z, -featureClamp, featureClamp);
  });
  return standardised;
}

/** Fusion head with batch normalisation folded into its kernels. @returns logits [1, 1, height, width] of the grid */
export function addHead(
  graph: OnnxGraph,
  inputs: Record<(typeof adapterNames)[number], string>,
  detector: Detector,
): string {
  const { head, layout } = detector;
  const conv = (x: string, name: string, options: ConvolutionOptions): string => {
    const { kernel, bias } = folded(head, name);
    return convolution(graph, x, `head.${name}`, kernel, bias, options);
  };
  const adapted = adapterNames.map((name) => {
    const y = conv(inputs[name], `adapter.${name}`, { activation: 'relu' });
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
export function addEmbedding(graph: OnnxGraph, z: GraphLevels, detector: Detector): string {
  const { grid, levels: packed } = detector.layout;
  const upsampled = resizeBilinear(graph, z['s16']!, packed[2]!.channels, grid);
  return graph.op('Concat', [averagePool(graph, z['s8']!, 3), averagePool(graph, upsampled, 3)], { axis: 1 });
}
