import { FlawsmithError } from '#shared/errors.ts';
import type { Sides } from '#shared/vision/raster.ts';
import type { OnnxGraph } from './graph.ts';

/** A tensor as the engine keeps it: TensorFlow's layout, row-major. */
export interface Weights {
  shape: readonly number[];
  data: Float32Array;
}

export interface ConvolutionOptions {
  stride?: 1 | 2;
  /** Zeros on every side, as torch pads; absent: TensorFlow’s SAME, whose odd row and column come last. */
  padding?: number;
  activation?: 'relu' | 'relu6' | 'linear';
}

/** TensorFlow kernel [height, width, in, out] → ONNX [out, in, height, width]. */
export function kernelToOnnx({ shape, data }: Weights): Weights {
  const [height, width, inputs, outputs] = fourDimensions(shape);
  const result = new Float32Array(data.length);
  const area = height! * width!;
  for (let cell = 0; cell < area; cell++) {
    for (let input = 0; input < inputs!; input++) {
      for (let output = 0; output < outputs!; output++) {
        result[(output * inputs! + input) * area + cell] = data[(cell * inputs! + input) * outputs! + output]!;
      }
    }
  }
  return { shape: [outputs!, inputs!, height!, width!], data: result };
}

/** TensorFlow depthwise kernel [height, width, channels, 1] → ONNX grouped kernel [channels, 1, height, width]. */
function depthwiseKernelToOnnx({ shape, data }: Weights): Weights {
  const [height, width, channels, multiplier] = fourDimensions(shape);
  if (multiplier !== 1) throw new FlawsmithError('internal', `Depthwise multiplier ${multiplier} is not supported`);
  return kernelToOnnx({ shape: [height!, width!, 1, channels!], data });
}

function fourDimensions(shape: readonly number[]): readonly number[] {
  if (shape.length === 4) return shape;
  throw new FlawsmithError('internal', `A convolution kernel has four dimensions, not [${shape.join(', ')}]`);
}

/** Convolution with bias, NCHW. */
export function convolution(
  graph: OnnxGraph,
  x: string,
  name: string,
  kernel: Weights,
  bias: Float32Array,
  options: ConvolutionOptions = {},
): string {
  return convolve(graph, x, name, kernelToOnnx(kernel), bias, 1, options);
}

/** Depthwise convolution with bias, NCHW. */
export function depthwiseConvolution(
  graph: OnnxGraph,
  x: string,
  name: string,
  kernel: Weights,
  bias: Float32Array,
  options: ConvolutionOptions = {},
): string {
  return convolve(graph, x, name, depthwiseKernelToOnnx(kernel), bias, kernel.shape[2]!, options);
}

function convolve(
  graph: OnnxGraph,
  x: string,
  name: string,
  kernel: Weights,
  bias: Float32Array,
  group: number,
  { stride = 1, padding, activation = 'linear' }: ConvolutionOptions,
): string {
  const weights = graph.constant(`${name}.kernel`, kernel.data, kernel.shape);
  const offsets = graph.constant(`${name}.bias`, bias, [bias.length]);
  const [height, width] = kernel.shape.slice(2);
  const y = graph.op('Conv', [x, weights, offsets], {
    kernel_shape: [height!, width!],
    strides: [stride, stride],
    ...(padding === undefined ? { auto_pad: 'SAME_UPPER' } : { pads: onEverySide(padding) }),
    group,
  });
  return activate(graph, y, activation);
}

const onEverySide = (zeros: number): number[] => [zeros, zeros, zeros, zeros];

function activate(graph: OnnxGraph, x: string, activation: 'relu' | 'relu6' | 'linear'): string {
  if (activation === 'relu') return graph.op('Relu', [x]);
  return activation === 'relu6' ? clip(graph, x, 0, 6) : x;
}

/** min(max(x, low), high), element by element. */
export function clip(graph: OnnxGraph, x: string, low: number, high: number): string {
  return graph.op('Clip', [x, graph.float32(low), graph.float32(high)]);
}

/** Per-channel scale·x + offset of an NCHW tensor. */
export function scaleChannels(
  graph: OnnxGraph,
  x: string,
  name: string,
  scale: Float32Array,
  offset: Float32Array,
): string {
  const factor = graph.constant(`${name}.scale`, scale, [1, scale.length, 1, 1]);
  const shift = graph.constant(`${name}.offset`, offset, [1, offset.length, 1, 1]);
  return graph.op('Add', [graph.op('Mul', [x, factor]), shift]);
}

/** Means of so many neighbouring channels [1, channels / averaged, height, width]. */
export function averageChannels(graph: OnnxGraph, x: string, name: string, channels: number, averaged: number): string {
  const group = channels / averaged;
  const shares = new Float32Array(channels).fill(1 / averaged);
  const kernel = graph.constant(`${name}.shares`, shares, [group, averaged, 1, 1]);
  return graph.op('Conv', [x, kernel], { kernel_shape: [1, 1], group });
}

/** Largest value of size × size windows at half the side, in as many zeros on every side as `padding` says; of values that are not below 0. */
export function halvingMaximum(graph: OnnxGraph, x: string, size: number, padding: number): string {
  return graph.op('MaxPool', [x], { kernel_shape: [size, size], strides: [2, 2], pads: onEverySide(padding) });
}

/** Mean over size × size windows; padding is SAME and does not count (as TensorFlow's avgPool). */
export function averagePool(graph: OnnxGraph, x: string, size: number, stride = 1): string {
  return graph.op('AveragePool', [x], {
    kernel_shape: [size, size],
    strides: [stride, stride],
    auto_pad: 'SAME_UPPER',
    count_include_pad: 0,
  });
}

export function reshape(graph: OnnxGraph, x: string, shape: readonly number[]): string {
  return graph.op('Reshape', [x, graph.int64(shape)]);
}

export function transpose(graph: OnnxGraph, x: string, order: readonly number[]): string {
  return graph.op('Transpose', [x], { perm: order });
}

/** Mean over the given axes, which disappear. */
export function reduceMean(graph: OnnxGraph, x: string, axes: readonly number[]): string {
  return graph.op('ReduceMean', [x], { axes, keepdims: 0 });
}

/** Bilinear upsampling of an NCHW tensor to height × width, half-pixel centres, no antialiasing. */
export function resizeBilinear(graph: OnnxGraph, x: string, channels: number, { width, height }: Sides): string {
  const attributes = { mode: 'linear', coordinate_transformation_mode: 'half_pixel' };
  return graph.op('Resize', [x, '', '', graph.int64([1, channels, height, width])], attributes);
}
