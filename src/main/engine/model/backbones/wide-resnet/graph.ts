import type { OnnxGraph } from '../../../export/onnx/graph.ts';
import { type ConvolutionOptions, averageChannels, convolution, halvingMaximum } from '../../../export/onnx/layers.ts';
import type { NamedArrays } from '../../safetensors.ts';
import { blocks } from './stages.ts';

/** See Architecture.addToGraph. */
export function addNetwork(graph: OnnxGraph, input: string, weights: NamedArrays): string[] {
  const conv = (x: string, name: string, options: ConvolutionOptions): string => {
    const kernel = weights[`${name}.kernel`]!;
    const padding = (kernel.shape[0]! - 1) / 2;
    return convolution(graph, x, name, kernel, weights[`${name}.bias`]!.data, { padding, ...options });
  };
  let x = halvingMaximum(graph, conv(input, 'stem', { stride: 2, activation: 'relu' }), 3, 1);
  const outputs: string[] = [];
  for (const { name, stride, hasShortcut, averaged } of blocks) {
    let y = conv(x, `${name}.reduce`, { activation: 'relu' });
    y = conv(y, `${name}.spatial`, { stride, activation: 'relu' });
    y = conv(y, `${name}.expand`, {});
    x = graph.op('Relu', [graph.op('Add', [y, hasShortcut ? conv(x, `${name}.shortcut`, { stride }) : x])]);
    if (averaged === null) continue;
    const channels = weights[`${name}.expand.bias`]!.data.length;
    outputs.push(averageChannels(graph, x, name, channels, averaged));
  }
  return outputs;
}
