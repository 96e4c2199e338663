import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-node-gpu';
import type { Random } from '#shared/vision/random.ts';
import { tf } from '../backend/tensorflow.ts';

/** Dimensions of the random projection in which distances are compared while choosing. */
const projectedChannels = 48;
/** Choices between two looks at cancel and heartbeat. */
const choicesPerPause = 50;

/**
 * Greedy k-centre choice (Gonzalez 1985) in a Gaussian random projection: each next centre is the candidate farthest
 * from all chosen ones.
 * @param candidates [rows, channels] row-major
 * @returns chosen row numbers, at most `count`, fewer where there are fewer distinct candidates
 */
export async function chooseKCentres(
  candidates: Float32Array,
  channels: number,
  count: number,
  random: Random,
  pause: (done: number) => Promise<void>,
): Promise<number[]> {
  const rows = candidates.length / channels;
  const points = project(candidates, channels, random);
  const squares = tf.tidy(() => tf.sum(tf.square(points), 1)) as Tensor1D;
  let nearest = tf.fill([rows], 3e38) as Tensor1D;
  const chosen: number[] = [];
  try {
    let next = random.integer(0, rows - 1);
    while (chosen.length < Math.min(count, rows)) {
      chosen.push(next);
      const step = advance(points, squares, nearest, next);
      nearest.dispose();
      nearest = step.nearest;
      if (step.distance <= 1e-9) break;
      next = step.farthest;
      if (chosen.length % choicesPerPause === 0) await pause(chosen.length / count);
    }
  } finally {
    tf.dispose([points, squares, nearest]);
  }
  return chosen;
}

function project(candidates: Float32Array, channels: number, random: Random): Tensor2D {
  const matrix = Float32Array.from({ length: channels * projectedChannels }, () => random.normal());
  return tf.tidy(() =>
    tf.matMul(
      tf.tensor2d(candidates, [candidates.length / channels, channels]),
      tf.tensor2d(matrix, [channels, projectedChannels]),
    ),
  );
}

function advance(
  points: Tensor2D,
  squares: Tensor1D,
  nearest: Tensor1D,
  chosen: number,
): { nearest: Tensor1D; farthest: number; distance: number } {
  const updated = tf.tidy(() => {
    const centre = tf.reshape(tf.slice(points, [chosen, 0], [1, -1]), [-1, 1]);
    const product = tf.reshape(tf.matMul(points, centre as Tensor2D), [-1]);
    const distance = tf.add(tf.sub(squares, tf.mul(product, 2)), tf.slice(squares, [chosen], [1]));
    return tf.minimum(nearest, tf.relu(distance)) as Tensor1D;
  });
  const [farthest, distance] = tf.tidy(() => {
    const at = tf.argMax(updated).dataSync()[0];
    return [at, tf.slice(updated, [at], [1]).dataSync()[0]];
  });
  return { nearest: updated, farthest, distance };
}
