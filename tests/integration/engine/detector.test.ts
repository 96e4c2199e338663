import { existsSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { tf } from '#engine/backend/tensorflow.ts';
import { buildDetectorGraph } from '#engine/export/exportDetector.ts';
import { loadBackbone } from '#engine/model/backbones/index.ts';
import { createScorer, unjudgedLogit } from '#engine/model/detector.ts';
import { extractFeatures, featureLayout } from '#engine/model/features.ts';
import { disposeWeights } from '#engine/model/layers.ts';
import { measureMap, measureNames } from '#engine/model/normalModel.ts';
import { calibratedRange } from '#engine/model/positionCalibration.ts';
import { backboneFile } from '#studio/paths.ts';
import { fullRoi } from '#shared/domain/images.ts';
import { type PictureShape, squareOf } from '#shared/domain/pictures.ts';
import { wholeRegion } from '#shared/vision/judgedRegion.ts';
import { fitDetector, gridOf } from '../../fixtures/detectors.ts';
import { texturedPart } from '../../fixtures/parts.ts';
import { expectNoLeakAsync } from '../../fixtures/tensors.ts';

const size = squareOf(64);
/** Beyond 384 px summaries and smoothing stop growing. */
const largeSize = squareOf(416);
/** So large that five pictures take more than one turn through the backbone. */
const fewAtOnce = squareOf(512);
const oblong = { width: 96, height: 64 };

/** Cells within a third of the shorter side from the middle. */
const discRegion = (picture: PictureShape): Float32Array => {
  const { width, height } = gridOf(picture);
  return Float32Array.from({ length: width * height }, (_, cell) => {
    const distance = Math.hypot((cell % width) + 0.5 - width / 2, Math.floor(cell / width) + 0.5 - height / 2);
    return distance <= Math.min(width, height) / 3 ? 1 : 0;
  });
};

describe.skipIf(!existsSync(backboneFile))('the detector', () => {
  it('has the same features of large pictures, few of which run at once, as of each alone', () =>
    expectNoLeakAsync(async () => {
      const backbone = await loadBackbone(backboneFile);
      const layout = featureLayout(fewAtOnce, backbone.architecture);
      const pixels = [1, 2, 3, 4, 5].map((seed) => texturedPart(fewAtOnce, seed).data);
      const together = extractFeatures(backbone, layout, pixels);
      pixels.forEach((picture, i) => {
        const [alone] = extractFeatures(backbone, layout, [picture]);
        const worst = alone!.reduce((most, value, at) => Math.max(most, Math.abs(value - together[i]![at]!)), 0);
        expect(alone).toHaveLength(layout.length);
        expect(worst).toBeLessThan(1e-3);
      });
      backbone.dispose();
    }));

  it.each([
    ['the whole picture', size, wholeRegion(gridOf(size))],
    ['a large picture', largeSize, wholeRegion(gridOf(largeSize))],
    ['a judged region', size, discRegion(size)],
    ['a picture wider than high', oblong, wholeRegion(gridOf(oblong))],
    ['a judged region of one', oblong, discRegion(oblong)],
  ])('says the same of %s in TensorFlow and as an exported graph', (_, size, region) =>
    expectNoLeakAsync(async () => {
      const backbone = await loadBackbone(backboneFile);
      const { detector } = await fitDetector(backbone, size, region);
      const scorer = createScorer(backbone, detector);
      const session = await InferenceSession.create(buildDetectorGraph(backbone, detector, fullRoi).serialize());
      for (const seed of [1, 50]) {
        const part = texturedPart(size, seed);
        const [engine] = scorer.score([part.data]);
        const { score, map } = await session.run({
          image: new Tensor('uint8', part.data, [part.height, part.width, 3]),
        });
        expect(map!.dims).toEqual([size.height, size.width]);
        expect(Math.abs((score!.data as Float32Array)[0]! - engine!.score)).toBeLessThan(1e-4);
        const worst = (map!.data as Float32Array).reduce(
          (worst, value, i) => Math.max(worst, Math.abs(value - engine!.map[i]!)),
          0,
        );
        expect(worst).toBeLessThan(1e-3);
      }
      await session.release();
      scorer.dispose();
      disposeWeights(detector.head);
      backbone.dispose();
    }),
  );

  it('measures training parts without their own prototypes, so they look like parts never seen', () =>
    expectNoLeakAsync(async () => {
      const backbone = await loadBackbone(backboneFile);
      const { detector, own } = await fitDetector(backbone, size);
      const scorer = createScorer(backbone, detector);
      const [naive] = scorer.evidence([texturedPart(size, 0).data]);
      const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(mean(measureMap(own[0]!, 0))).toBeGreaterThan(mean(naive!.maps[1]!));
      expect(mean(measureMap(own[0]!, 1))).toBeGreaterThan(mean(naive!.maps[2]!));
      expect(own[0]!.contexts).toHaveLength(2);
      own[0]!.contexts.forEach((context, i) => expect(context).toBeGreaterThan(naive!.contexts[i]!));
      scorer.dispose();
      disposeWeights(detector.head);
      backbone.dispose();
    }));

  it('judges nothing outside the region: all evidence there is the lowest there is', () =>
    expectNoLeakAsync(async () => {
      const backbone = await loadBackbone(backboneFile);
      const region = discRegion(size);
      const { detector } = await fitDetector(backbone, size, region);
      const scorer = createScorer(backbone, detector);
      const { maps } = scorer.evidence([texturedPart(size, 70).data])[0]!;
      region.forEach((judged, cell) => {
        if (judged) return;
        const lowest = measureNames.map(() => calibratedRange[0]);
        expect(maps.map((map) => map[cell])).toEqual([unjudgedLogit, ...lowest, unjudgedLogit]);
      });
      const { map } = scorer.score([texturedPart(size, 70).data])[0]!;
      expect(map.every((value, i) => (value === 0) === (detector.normal.judged.pixels[i] === 0))).toBe(true);
      scorer.dispose();
      disposeWeights(detector.head);
      backbone.dispose();
    }));

  it('has features of the documented shapes', () =>
    expectNoLeakAsync(async () => {
      const backbone = await loadBackbone(backboneFile);
      const shapes = tf.tidy(() => {
        const levels = backbone.features(tf.zeros([2, oblong.height, oblong.width, 3]));
        return levels.map(({ shape }) => shape);
      });
      expect(shapes).toEqual([
        [2, 16, 24, 24],
        [2, 8, 12, 40],
        [2, 4, 6, 112],
        [2, 2, 3, 192],
      ]);
      backbone.dispose();
    }));
});
