import type { OnnxGraph } from '../../../export/onnx/graph.ts';
import { type ConvolutionOptions, convolution, depthwiseConvolution } from '../../../export/onnx/layers.ts';
import type { NamedArrays } from '../../safetensors.ts';
import type { Network } from './stages.ts';

/** See Architecture.addToGraph. */
export function addNetwork({ blocks }: Network, graph: OnnxGraph, input: string, weights: NamedArrays): string[] {
  const kernel = (name: string): NamedArrays[string] => weights[`${name}.kernel`]!;
  const bias = (name: string): Float32Array => weights[`${name}.bias`]!.data;
  const conv = (x: string, name: string, options: ConvolutionOptions): string =>
    convolution(graph, x, name, kernel(name), bias(name), options);
  let x = conv(input, 'stem', { stride: 2, activation: 'relu6' });
  const outputs: string[] = [];
  for (const { name, isLevel, stride, expands, isResidual } of blocks) {
    let y = expands ? conv(x, `${name}.expand`, { activation: 'relu6' }) : x;
    const deep = `${name}.depthwise`;
    y = depthwiseConvolution(graph, y, deep, kernel(deep), bias(deep), { stride, activation: 'relu6' });
    y = conv(y, `${name}.project`, {});
    x = isResidual ? graph.op('Add', [x, y]) : y;
    if (isLevel) outputs.push(x);
  }
  return outputs;
}
