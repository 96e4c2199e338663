import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { architectureNamed, createBackbone, loadBackbone } from '#engine/model/backbones/index.ts';
import type { NamedArrays } from '#engine/model/safetensors.ts';
import { sha256OfFile } from '#scoring/files.ts';
import { backboneFileOf } from '#studio/paths.ts';
import { tf } from '#engine/backend/tensorflow.ts';
import { createRandom } from '#shared/vision/random.ts';
import { expectNoLeakAsync } from '../fixtures/tensors.ts';
import { type Volume, channelsLast, convolve, graphLevels, randomPixels, relativeError } from './volumes.ts';

/** One stage as the published block strings write it: r1_k3_s1_e1_o16. */
interface Stage {
  repeats: number;
  kernel: number;
  stride: number;
  expansion: number;
  channels: number;
}

/** Written out by hand for each network, not derived: repeats and channels of stages 0 to 5. */
const published: Readonly<Record<string, { repeats: number[]; channels: number[] }>> = {
  'efficientnet-lite0': { repeats: [1, 2, 2, 3, 3, 4], channels: [16, 24, 40, 80, 112, 192] },
  'efficientnet-lite2': { repeats: [1, 3, 3, 4, 4, 5], channels: [16, 24, 48, 88, 120, 208] },
};
const kernels = [3, 3, 5, 3, 5, 5];
const strides = [1, 2, 2, 2, 1, 2];
const levelAfter: Readonly<Record<number, string>> = { 1: 's4', 2: 's8', 4: 's16', 5: 's32' };

const stagesOf = (name: string): Stage[] =>
  published[name]!.channels.map((channels, s) => ({
    repeats: published[name]!.repeats[s]!,
    kernel: kernels[s]!,
    stride: strides[s]!,
    expansion: s === 0 ? 1 : 6,
    channels,
  }));

/** Shapes of all tensors by name. */
function shapesOf(name: string): Map<string, number[]> {
  const shapes = new Map<string, number[]>([['stem', [3, 3, 3, 32]]]);
  let inputs = 32;
  stagesOf(name).forEach(({ repeats, kernel, expansion, channels }, s) => {
    for (let b = 0; b < repeats; b++) {
      const wide = inputs * expansion;
      if (expansion > 1) shapes.set(`blocks.${s}.${b}.expand`, [1, 1, inputs, wide]);
      shapes.set(`blocks.${s}.${b}.depthwise`, [kernel, kernel, wide, 1]);
      shapes.set(`blocks.${s}.${b}.project`, [1, 1, wide, channels]);
      inputs = channels;
    }
  });
  return shapes;
}

/** Weights at a scale that keeps the signal alive through all blocks. */
function randomWeights(name: string): NamedArrays {
  const random = createRandom(23);
  const weights: NamedArrays = {};
  for (const [part, shape] of shapesOf(name)) {
    const isDeep = part.endsWith('depthwise');
    const taps = shape[0]! * shape[1]! * (isDeep ? 1 : shape[2]!);
    const outputs = isDeep ? shape[2]! : shape[3]!;
    const length = shape.reduce((product, side) => product * side, 1);
    const data = Float32Array.from({ length }, () => random.normal(0, Math.sqrt(2 / taps)));
    weights[`${part}.kernel`] = { shape, data };
    weights[`${part}.bias`] = {
      shape: [outputs],
      data: Float32Array.from({ length: outputs }, () => random.normal(0, 0.1)),
    };
  }
  return weights;
}

const relu6 = (x: Volume): Volume => ({ ...x, data: x.data.map((value) => Math.min(Math.max(value, 0), 6)) });

/** The levels by name, computed with loops. */
function slowLevels(name: string, weights: NamedArrays, input: Volume): Map<string, Volume> {
  const levels = new Map<string, Volume>();
  let x = relu6(convolve(input, weights, 'stem', 2));
  stagesOf(name).forEach(({ repeats, stride, expansion, channels }, s) => {
    for (let b = 0; b < repeats; b++) {
      const block = `blocks.${s}.${b}`;
      const wide = expansion > 1 ? relu6(convolve(x, weights, `${block}.expand`, 1)) : x;
      const deep = relu6(convolve(wide, weights, `${block}.depthwise`, b === 0 ? stride : 1, { isDeep: true }));
      const narrow = convolve(deep, weights, `${block}.project`, 1);
      const isResidual = (b > 0 || stride === 1) && x.channels === channels;
      x = isResidual ? { ...narrow, data: narrow.data.map((value, i) => value + x.data[i]!) } : narrow;
    }
    if (levelAfter[s]) levels.set(levelAfter[s], x);
  });
  return levels;
}

/** A picture wider than high. */
const [height, width] = [64, 96];
const pixels = (): Float32Array => randomPixels(height, width);

describe.each(Object.keys(published))('%s', (name) => {
  const architecture = architectureNamed(name);

  it('has the levels of the published network', () => {
    const { channels } = published[name]!;
    expect(architecture.levels).toEqual([
      { name: 's4', stride: 4, channels: channels[1] },
      { name: 's8', stride: 8, channels: channels[2] },
      { name: 's16', stride: 16, channels: channels[4] },
      { name: 's32', stride: 32, channels: channels[5] },
    ]);
    expect(architecture.tensorNames()).toEqual(
      [...shapesOf(name).keys()].flatMap((part) => [`${part}.kernel`, `${part}.bias`]),
    );
  });

  it('says what slow loops say, in TensorFlow and as a graph', () =>
    expectNoLeakAsync(async () => {
      const weights = randomWeights(name);
      const data = pixels();
      const input = { height, width, channels: 3, data: Float64Array.from(data, (value) => (value - 127) / 128) };
      const wanted = slowLevels(name, weights, input);
      const backbone = createBackbone(architecture, weights, 'b'.repeat(64));
      const levels = tf.tidy(() =>
        backbone.features(tf.tensor4d(data, [1, height, width, 3])).map((level) => level.dataSync().slice()),
      );
      const graph = await graphLevels(architecture, weights, input);
      architecture.levels.forEach((level, i) => {
        const slow = wanted.get(level.name)!;
        expect([slow.height, slow.width]).toEqual([height / level.stride, width / level.stride]);
        expect(relativeError(levels[i]!, slow.data), `TensorFlow ${level.name}`).toBeLessThan(1e-4);
        expect(relativeError(channelsLast(graph[i]!, slow), slow.data), `graph ${level.name}`).toBeLessThan(1e-4);
      });
      backbone.dispose();
    }));

  it.skipIf(!existsSync(backboneFileOf(name)))(
    'has weights of these shapes from set-up, and computes with them',
    async () => {
      const file = backboneFileOf(name);
      const backbone = await loadBackbone(file, { name, sha256: await sha256OfFile(file) });
      for (const [part, shape] of shapesOf(name))
        expect(backbone.weights[`${part}.kernel`]!.shape, part).toEqual(shape);
      const data = pixels();
      const input = { height, width, channels: 3, data: Float64Array.from(data, (value) => (value - 127) / 128) };
      const wanted = slowLevels(name, backbone.weights, input);
      const levels = tf.tidy(() =>
        backbone.features(tf.tensor4d(data, [1, height, width, 3])).map((level) => level.dataSync().slice()),
      );
      architecture.levels.forEach(({ name: level }, i) => {
        expect(relativeError(levels[i]!, wanted.get(level)!.data), level).toBeLessThan(1e-4);
      });
      backbone.dispose();
    },
  );
});
