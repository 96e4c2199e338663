import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tensor4D } from '@tensorflow/tfjs-node-gpu';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { tf } from '#engine/backend/tensorflow.ts';
import { buildDetectorGraph } from '#engine/export/exportDetector.ts';
import { convolution } from '#engine/export/onnx/layers.ts';
import type { Architecture, Backbone } from '#engine/model/backbones/architecture.ts';
import { createBackbone, loadBackbone } from '#engine/model/backbones/index.ts';
import { type Detector, createScorer } from '#engine/model/detector.ts';
import { channelStatistics, extractFeatures, featureLayout, standardise } from '#engine/model/features.ts';
import { createHead } from '#engine/model/head.ts';
import { unmovedViews } from '#engine/model/fittedViews.ts';
import { judgedByCells } from '#engine/model/judged.ts';
import { disposeWeights } from '#engine/model/layers.ts';
import { fitNormalModel } from '#engine/model/fitNormalModel.ts';
import { measureCount } from '#engine/model/normalModel.ts';
import { type NamedArrays, writeSafetensors } from '#engine/model/safetensors.ts';
import { backboneFile, backboneFileOf } from '#studio/paths.ts';
import { presentBackbone } from '#studio/training/backbone.ts';
import { backboneWords, backbones, firstBackbone } from '#shared/domain/backbones.ts';
import { fullRoi } from '#shared/domain/images.ts';
import { wholeRegion } from '#shared/vision/judgedRegion.ts';
import { createRandom } from '#shared/vision/random.ts';
import { texturedPart } from '../../fixtures/parts.ts';
import { expectNoLeakAsync } from '../../fixtures/tensors.ts';

/** Strided convolutions; the outputs of the third and the fourth are its two levels. */
const layers = [
  { name: 'one', channels: 4 },
  { name: 'two', channels: 5 },
  { name: 'three', channels: 6 },
  { name: 'four', channels: 7 },
];

/** A network as little like EfficientNet as may be: two levels, another input scale. */
const strided: Architecture = {
  name: 'strided',
  levels: [
    { name: 's8', stride: 8, channels: 6 },
    { name: 's16', stride: 16, channels: 7 },
  ],
  gridStride: 8,
  memoryLevels: ['s16', 's8'],
  contexts: [{ level: 's16', side: 4 }],
  input: { mean: 100, deviation: 50 },
  tensorNames: () => layers.flatMap(({ name }) => [`${name}.kernel`, `${name}.bias`]),
  forward(input, get) {
    const outputs: Tensor4D[] = [];
    for (const { name } of layers) {
      const x = outputs.at(-1) ?? input;
      const [filter, bias] = [get(`${name}.kernel`), get(`${name}.bias`)];
      outputs.push(tf.fused.conv2d({ x, filter, bias, strides: 2, pad: 'same', activation: 'relu' }));
    }
    tf.dispose(outputs.slice(0, 2));
    return outputs.slice(2);
  },
  addToGraph(graph, input, weights) {
    const outputs: string[] = [];
    for (const { name } of layers) {
      const [kernel, bias] = [weights[`${name}.kernel`]!, weights[`${name}.bias`]!.data];
      outputs.push(convolution(graph, outputs.at(-1) ?? input, name, kernel, bias, { stride: 2, activation: 'relu' }));
    }
    return outputs.slice(2);
  },
};

function stridedWeights(): NamedArrays {
  const random = createRandom(11);
  let inputs = 3;
  const weights: NamedArrays = {};
  for (const { name, channels } of layers) {
    const shape = [3, 3, inputs, channels];
    const data = Float32Array.from({ length: 9 * inputs * channels }, () => random.normal(0, 0.4));
    weights[`${name}.kernel`] = { shape, data };
    weights[`${name}.bias`] = { shape: [channels], data: new Float32Array(channels).fill(0.1) };
    inputs = channels;
  }
  return weights;
}

async function fitDetector(backbone: Backbone, picture: { width: number; height: number }): Promise<Detector> {
  const layout = featureLayout(picture, backbone.architecture);
  const pixels = Array.from({ length: 6 }, (_, i) => texturedPart(picture, i).data);
  const features = extractFeatures(backbone, layout, pixels);
  const statistics = channelStatistics(layout, features);
  features.forEach((one) => standardise(layout, statistics, one));
  const judged = judgedByCells(wholeRegion(layout.grid), layout.grid, layout.picture);
  const patient = async (): Promise<void> => undefined;
  const { model } = await fitNormalModel(layout, statistics, unmovedViews(features), judged, createRandom(3), patient);
  const unit = { mean: 0.2, deviation: 1.5, weight: 1 };
  const outputs = {
    cells: [unit, unit, unit, unit],
    tops: [unit, unit, unit, unit, ...model.contexts.map(() => unit)],
    border: 0.5,
    known: null,
    sharpness: 0,
    score: { centre: 2, spread: 3 },
    map: { centre: 1, spread: 2 },
  };
  return { layout, normal: model, head: createHead(layout, measureCount, 5), known: null, outputs };
}

/** Beside the one that tests/integration/engine/detector.test.ts tries in many shapes. */
const others = backboneWords.filter(
  (word) => word !== firstBackbone && existsSync(backboneFileOf(backbones[word].name)),
);

describe('a backbone', () => {
  it('is an argument: another network says the same in TensorFlow and as an exported graph', () =>
    expectNoLeakAsync(async () => {
      const picture = { width: 128, height: 96 };
      const backbone = createBackbone(strided, stridedWeights(), 'a'.repeat(64));
      const detector = await fitDetector(backbone, picture);
      const scorer = createScorer(backbone, detector);
      const session = await InferenceSession.create(buildDetectorGraph(backbone, detector, fullRoi).serialize());
      const { data } = texturedPart(picture, 50);
      const [engine] = scorer.score([data]);
      const { score, map } = await session.run({ image: new Tensor('uint8', data, [96, 128, 3]) });
      expect((score!.data as Float32Array)[0]).toBeCloseTo(engine!.score, 4);
      const theirs = map!.data as Float32Array;
      expect(theirs.reduce((most, value, i) => Math.max(most, Math.abs(value - engine!.map[i]!)), 0)).toBeLessThan(
        1e-3,
      );
      await session.release();
      scorer.dispose();
      disposeWeights(detector.head);
      backbone.dispose();
    }));

  it.each(others)('%s says the same in TensorFlow and as an exported graph, which names it', (word) =>
    expectNoLeakAsync(async () => {
      const picture = { width: 128, height: 96 };
      const identity = await presentBackbone(word);
      const backbone = await loadBackbone(backboneFileOf(identity.name), identity);
      const detector = await fitDetector(backbone, picture);
      const scorer = createScorer(backbone, detector);
      const model = buildDetectorGraph(backbone, detector, fullRoi).serialize();
      expect(Buffer.from(model).includes(`${identity.name} sha256 ${identity.sha256}`)).toBe(true);
      const session = await InferenceSession.create(model);
      const { data } = texturedPart(picture, 50);
      const [engine] = scorer.score([data]);
      const { score, map } = await session.run({ image: new Tensor('uint8', data, [96, 128, 3]) });
      expect(Math.abs((score!.data as Float32Array)[0]! - engine!.score)).toBeLessThan(1e-4);
      const theirs = map!.data as Float32Array;
      expect(theirs.reduce((most, value, i) => Math.max(most, Math.abs(value - engine!.map[i]!)), 0)).toBeLessThan(
        1e-3,
      );
      await session.release();
      scorer.dispose();
      disposeWeights(detector.head);
      backbone.dispose();
    }),
  );

  it.skipIf(!existsSync(backboneFile))(
    'with other weights than a run was trained with is refused, both named',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'flawsmith-backbone-'));
      try {
        const backbone = await loadBackbone(backboneFile);
        const { identity, weights } = backbone;
        (await loadBackbone(backboneFile, identity)).dispose();
        const other = join(folder, 'other.safetensors');
        const changed = { ...weights, 'stem.bias': { ...weights['stem.bias']!, data: new Float32Array(32) } };
        await writeSafetensors(other, { tensors: changed, metadata: {} });
        backbone.dispose();
        const refusal = loadBackbone(other, identity);
        await expect(refusal).rejects.toMatchObject({ code: 'bad-config', file: other });
        await expect(refusal).rejects.toThrow(identity.sha256.slice(0, 12));
        const unknown = loadBackbone(other, { ...identity, name: 'unheard-of' });
        await expect(unknown).rejects.toThrow('unheard-of');
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  );
});
