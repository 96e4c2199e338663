import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { float, floats } from '#engine/export/onnx/format.ts';
import { OnnxGraph } from '#engine/export/onnx/graph.ts';
import {
  averagePool,
  clip,
  convolution,
  depthwiseConvolution,
  kernelToOnnx,
  reduceMean,
  resizeBilinear,
  scaleChannels,
  transpose,
} from '#engine/export/onnx/layers.ts';
import { createRandom } from '#shared/vision/random.ts';

const noise = (length: number, seed: number): Float32Array => {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => random.normal());
};

async function run(graph: OnnxGraph, feeds: Record<string, ort.Tensor>): Promise<ort.InferenceSession.ReturnType> {
  const session = await ort.InferenceSession.create(graph.serialize(), { intraOpNumThreads: 1 });
  try {
    return await session.run(feeds);
  } finally {
    await session.release();
  }
}

function expectClose(actual: ArrayLike<number>, wanted: ArrayLike<number>, tolerance = 1e-4): void {
  expect(actual.length).toBe(wanted.length);
  let worst = 0;
  for (let i = 0; i < wanted.length; i++) worst = Math.max(worst, Math.abs(actual[i]! - wanted[i]!));
  expect(worst).toBeLessThan(tolerance);
}

/** TensorFlow's SAME convolution of an HWC picture, by the definition. */
function plainConvolution(
  x: Float32Array,
  side: number,
  inputs: number,
  kernel: { shape: number[]; data: Float32Array },
  bias: Float32Array,
  stride: number,
  depthwise: boolean,
): Float32Array {
  const [kernelSide, , , last] = kernel.shape;
  const outputs = bias.length;
  const outSide = Math.ceil(side / stride);
  const before = Math.floor(Math.max((outSide - 1) * stride + kernelSide! - side, 0) / 2);
  const result = new Float32Array(outputs * outSide * outSide);
  for (let o = 0; o < outputs; o++) {
    for (let at = 0; at < outSide * outSide; at++) {
      let sum = bias[o]!;
      for (let tap = 0; tap < kernelSide! * kernelSide!; tap++) {
        const y = Math.floor(at / outSide) * stride + Math.floor(tap / kernelSide!) - before;
        const column = (at % outSide) * stride + (tap % kernelSide!) - before;
        if (y < 0 || column < 0 || y >= side || column >= side) continue;
        for (let i = depthwise ? o : 0; i < (depthwise ? o + 1 : inputs); i++) {
          sum += x[(y * side + column) * inputs + i]! * kernel.data[(tap * inputs + i) * last! + (depthwise ? 0 : o)]!;
        }
      }
      result[o * outSide * outSide + at] = sum;
    }
  }
  return result;
}

describe('OnnxGraph', () => {
  it('computes what a loop computes: matrix product, constants, symbolic sides', async () => {
    const graph = new OnnxGraph('product');
    const x = graph.input('x', 'float32', ['rows', 3]);
    const weights = noise(12, 1);
    const y = graph.op('MatMul', [x, graph.constant('weights', weights, [3, 4])]);
    graph.output('y', 'float32', ['rows', 4], clip(graph, y, -0.5, 0.5));
    const data = noise(15, 2);
    const { y: result } = await run(graph, { x: new ort.Tensor('float32', data, [5, 3]) });
    const wanted = Array.from({ length: 20 }, (_, at) => {
      let sum = 0;
      for (let k = 0; k < 3; k++) sum += data[Math.floor(at / 4) * 3 + k]! * weights[k * 4 + (at % 4)]!;
      return Math.min(Math.max(sum, -0.5), 0.5);
    });
    expect(result!.dims).toEqual([5, 4]);
    expectClose(result!.data as Float32Array, wanted);
  });

  it.each([
    { side: 8, kernelSide: 3, stride: 1 as const },
    { side: 8, kernelSide: 3, stride: 2 as const },
    { side: 7, kernelSide: 5, stride: 2 as const },
  ])('convolves as TensorFlow SAME does: $side px, kernel $kernelSide, stride $stride', async (sample) => {
    const { side, kernelSide, stride } = sample;
    const full = { shape: [kernelSide, kernelSide, 2, 3], data: noise(kernelSide ** 2 * 6, 3) };
    const deep = { shape: [kernelSide, kernelSide, 2, 1], data: noise(kernelSide ** 2 * 2, 4) };
    const [fullBias, deepBias] = [noise(3, 5), noise(2, 6)];
    const graph = new OnnxGraph('convolutions');
    const x = transpose(graph, graph.input('x', 'float32', [1, side, side, 2]), [0, 3, 1, 2]);
    const outSide = Math.ceil(side / stride);
    const first = convolution(graph, x, 'full', full, fullBias, { stride });
    const second = depthwiseConvolution(graph, x, 'deep', deep, deepBias, { stride });
    graph.output('full', 'float32', [1, 3, outSide, outSide], first);
    graph.output('deep', 'float32', [1, 2, outSide, outSide], second);
    const data = noise(side * side * 2, 7);
    const results = await run(graph, { x: new ort.Tensor('float32', data, [1, side, side, 2]) });
    const [a, b] = [results!['full']!.data as Float32Array, results!['deep']!.data as Float32Array];
    expectClose(a, plainConvolution(data, side, 2, full, fullBias, stride, false));
    expectClose(b, plainConvolution(data, side, 2, deep, deepBias, stride, true));
  });

  it('averages without counting padding, scales channels, enlarges by half-pixel centres', async () => {
    const graph = new OnnxGraph('small parts');
    const x = graph.input('x', 'float32', [1, 1, 2, 2]);
    graph.output('mean', 'float32', [1, 1, 2, 2], averagePool(graph, x, 3));
    const scaled = scaleChannels(graph, x, 'scaled', Float32Array.of(2), Float32Array.of(1));
    graph.output('scaled', 'float32', [1, 1, 2, 2], scaled);
    graph.output('large', 'float32', [1, 1, 2, 4], resizeBilinear(graph, x, 1, { width: 4, height: 2 }));
    graph.output('total', 'float32', [], reduceMean(graph, x, [0, 1, 2, 3]));
    const results = await run(graph, { x: new ort.Tensor('float32', Float32Array.of(0, 4, 8, 12), [1, 1, 2, 2]) });
    expectClose(results!['mean']!.data as Float32Array, [6, 6, 6, 6]);
    expectClose(results!['scaled']!.data as Float32Array, [1, 9, 17, 25]);
    expectClose(results!['large']!.data as Float32Array, [0, 1, 3, 4, 8, 9, 11, 12]);
    expect(results!['total']!.dims).toEqual([]);
    expectClose(results!['total']!.data as Float32Array, [6]);
  });

  it('writes every kind of attribute and every type of constant', async () => {
    const graph = new OnnxGraph('attributes');
    const x = graph.input('x', 'uint8', [2]);
    const tensor = { tensor: { data: Float32Array.of(0.25), shape: [1] } };
    const quarter = graph.op('ConstantOfShape', [graph.int64([2])], { value: tensor });
    const leaky = graph.op('LeakyRelu', [graph.constant('negative', Float32Array.of(-2, 3), [2])], {
      alpha: float(0.5),
    });
    const bytes = graph.op('Cast', [graph.op('Add', [x, graph.constant('one', Uint8Array.of(1), [1])])], { to: 1 });
    const listed = graph.op('Constant', [], { value_floats: floats([10, 20]) });
    const sum = [quarter, leaky, bytes, listed].reduce((left, right) => graph.op('Add', [left, right]));
    const wide = graph.op('Cast', [sum], { to: 11 });
    const numbers = graph.op('Cast', [graph.constant('int', Int32Array.of(100, -100), [2])], { to: 11 });
    graph.output('y', 'float64', [2], graph.op('Add', [wide, numbers]));
    const { y } = await run(graph, { x: new ort.Tensor('uint8', Uint8Array.of(7, 8), [2]) });
    expect([...(y!.data as Float64Array)]).toEqual([0.25 - 1 + 8 + 10 + 100, 0.25 + 3 + 9 + 20 - 100]);
  });

  it('refuses duplicate names, unknown inputs, wrong shapes, fractions as ints and graphs without output', () => {
    const graph = new OnnxGraph('refusals');
    graph.input('x', 'float32', [1]);
    expect(() => graph.input('x', 'float32', [1])).toThrow(/defined twice/);
    expect(() => graph.op('Relu', ['nowhere'])).toThrow(/unknown value nowhere/);
    expect(() => graph.op('Relu', ['x'], {}, { name: 'x' })).toThrow(/defined twice/);
    expect(() => graph.output('nowhere', 'float32', [1])).toThrow(/unknown value/);
    expect(() => graph.constant('w', new Float32Array(3), [2])).toThrow(/3 values for shape \[2\]/);
    expect(() => graph.serialize()).toThrow(/at least one output/);
    graph.output('y', 'float32', [1], graph.op('LeakyRelu', ['x'], { alpha: 0.5 }));
    expect(() => graph.output('y', 'float32', [1], 'x')).toThrow(/defined twice/);
    expect(() => graph.serialize()).toThrow(/alpha holds 0.5/);
  });

  it('stores equal small constants once', () => {
    const graph = new OnnxGraph('constants');
    expect(graph.float32(0.5)).toBe(graph.float32(0.5));
    expect(graph.int64([1, 2])).not.toBe(graph.int64([12]));
    expect(graph.int64(1)).not.toBe(graph.int64([1]));
  });

  it('moves kernels between layouts without losing a weight', () => {
    const { shape, data } = kernelToOnnx({ shape: [1, 2, 2, 1], data: Float32Array.of(1, 2, 3, 4) });
    expect(shape).toEqual([1, 2, 1, 2]);
    expect([...data]).toEqual([1, 3, 2, 4]);
  });
});
