import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-node-gpu';
import type { DescribeJob, DescribeResult } from '#shared/contract/engine.ts';
import { descriptorLength, describedSide } from '#shared/domain/descriptors.ts';
import { squareOf } from '#shared/domain/pictures.ts';
import { CancelledError } from '#shared/errors.ts';
import { createRandom } from '#shared/vision/random.ts';
import { tf } from '../backend/tensorflow.ts';
import type { Backbone } from '../model/backbones/architecture.ts';
import { loadBackbone } from '../model/backbones/index.ts';
import { readPixels } from '../training/pictures.ts';
import type { ScoringContext } from './score.ts';

const batchSize = 16;
/** Seed of the projection: one for all time, so that descriptors of different days can be compared. */
const projectionSeed = 0xde5c;

/** What becomes of the levels of a batch: [pictures, values]. */
interface Form {
  valuesOf(levels: readonly Tensor4D[]): Tensor2D;
  dispose(): void;
}

/**
 * Frozen features of pictures, in the order given, in one of two forms: {@link shortForm} or {@link momentsForm}.
 * @throws FlawsmithError `engine-unavailable`, `not-found`; CancelledError
 */
export async function describePictures(job: DescribeJob, context: ScoringContext): Promise<DescribeResult> {
  const backbone = await loadBackbone(job.backboneFile);
  const form = job.form === 'moments' ? momentsForm : shortForm();
  try {
    const rows: DescribeResult['rows'] = [];
    for (let i = 0; i < job.images.length; i += batchSize) {
      const refs = job.images.slice(i, i + batchSize);
      const pixels = await Promise.all(refs.map((ref) => readPixels(ref, squareOf(describedSide))));
      const described = tf.tidy(() => form.valuesOf(levelsOf(backbone, pixels)));
      const length = described.shape[1];
      const values = (await described.data()) as Float32Array;
      described.dispose();
      refs.forEach(({ id }, j) => rows.push({ id, values: [...values.subarray(j * length, (j + 1) * length)] }));
      context.scored(rows.length, job.images.length);
      await context.breathe();
      if (context.signal.aborted) throw new CancelledError();
    }
    return { rows };
  } finally {
    form.dispose();
    backbone.dispose();
  }
}

/** To be called inside tf.tidy. */
function levelsOf(backbone: Backbone, pixels: readonly Uint8Array[]): Tensor4D[] {
  const bytes = new Float32Array(pixels.length * describedSide ** 2 * 3);
  pixels.forEach((picture, i) => bytes.set(picture, i * describedSide ** 2 * 3));
  return backbone.features(tf.tensor4d(bytes, [pixels.length, describedSide, describedSide, 3]));
}

/**
 * The two deepest levels, each pooled to 4 × 4 places and brought to length 1, on random signs (Achlioptas 2003; distances between
 * pictures stay within about a tenth).
 */
function shortForm(): Form {
  let projection: Tensor2D | null = null;
  return {
    valuesOf(levels) {
      const features = poolFeatures(levels);
      projection ??= tf.keep(randomSigns(features.shape[1]));
      return tf.matMul(features, projection);
    },
    dispose: () => projection?.dispose(),
  };
}

/** Mean and deviation of each channel over the places of each level. */
const momentsForm: Form = {
  valuesOf: (levels) =>
    tf.concat2d(
      levels.flatMap((level) => {
        const { mean, variance } = tf.moments(level, [1, 2]);
        return [mean, tf.sqrt(variance)] as Tensor2D[];
      }),
      1,
    ),
  dispose: () => undefined,
};

/** [pictures, features], of length 1 each. */
function poolFeatures(levels: readonly Tensor4D[]): Tensor2D {
  const [before, deepest] = levels.slice(-2) as [Tensor4D, Tensor4D];
  const flat = [tf.avgPool(before, 2, 2, 'valid'), deepest].map((level: Tensor4D) => {
    const values = tf.reshape(level, [level.shape[0], -1]);
    return tf.div(values, tf.mul(tf.norm(values, 2, 1, true), Math.SQRT2)) as Tensor2D;
  });
  return tf.concat2d(flat, 1);
}

/** [features, descriptorLength] of ±1 / √descriptorLength. */
function randomSigns(features: number): Tensor2D {
  const random = createRandom(projectionSeed);
  const scale = 1 / Math.sqrt(descriptorLength);
  const signs = Float32Array.from({ length: features * descriptorLength }, () =>
    random.next() < 0.5 ? -scale : scale,
  );
  return tf.tensor2d(signs, [features, descriptorLength]);
}
