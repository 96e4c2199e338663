import type { Tensor4D } from '@tensorflow/tfjs-node-gpu';
import { tf } from '../backend/tensorflow.ts';
import { type FeatureLayout, toGrid, unpackLevels } from './features.ts';
import type { NamedArrays } from './safetensors.ts';

/**
 * What the labelled defects of a product have in common, beside its good parts: a direction in the features of a cell, all levels side by
 * side. Its response is linear in the standardised features, so it costs one product a level.
 */
export interface KnownDefects {
  /** [channels of all levels, in the layout's order]. */
  direction: Float32Array;
  /** Added to the response. */
  bias: number;
}

/** The direction as a kernel of each level, [channels of the level, 1]. */
export function kernelsOf({ direction }: KnownDefects, { levels }: FeatureLayout): Float32Array[] {
  let from = 0;
  return levels.map(({ channels }) => direction.subarray(from, (from += channels)));
}

/** The direction on the device; dispose after use. */
export interface KnownDefectsOnDevice {
  /** How much each cell of a picture looks like the labelled defects [cells]. @param picture standardised packed features */
  response(picture: Float32Array): Float32Array;
  dispose(): void;
}

export function placeKnownDefects(known: KnownDefects, layout: FeatureLayout): KnownDefectsOnDevice {
  const kernels = kernelsOf(known, layout).map((kernel) => tf.keep(tf.tensor2d(kernel, [kernel.length, 1])));
  const ofLevel = (level: Tensor4D, i: number): Tensor4D => {
    const [batch, height, width, channels] = level.shape;
    const rows = tf.reshape(level, [batch * height * width, channels]);
    // brought to the grid after the product: both are linear, and one channel is less to enlarge than all
    return toGrid(tf.reshape(tf.matMul(rows, kernels[i]!), [batch, height, width, 1]), layout.grid);
  };
  return {
    response: (picture) =>
      tf.tidy(() =>
        tf
          .add(tf.addN(unpackLevels(layout, [picture]).map(ofLevel)), known.bias)
          .dataSync()
          .slice(),
      ) as Float32Array,
    dispose: () => tf.dispose(kernels),
  };
}

export function knownDefectsToArrays({ direction, bias }: KnownDefects): NamedArrays {
  return {
    'known.direction': { shape: [direction.length], data: direction },
    'known.bias': { shape: [1], data: Float32Array.of(bias) },
  };
}

/** Null for a run that learned from no labelled defect. */
export function knownDefectsFromArrays(arrays: NamedArrays): KnownDefects | null {
  const direction = arrays['known.direction'];
  return direction ? { direction: direction.data, bias: arrays['known.bias']!.data[0]! } : null;
}
