import type { Random } from '#shared/vision/random.ts';
import { tf } from '../backend/tensorflow.ts';

/** Dimensions of the random projection in which distances are compared while choosing. */
const projectedChannels = 48;
/** Choices between two looks at cancel and heartbeat. */
const choicesPerPause = 20;
/** Squared distance up to which candidates count as one. */
const sameDistance = 1e-9;

/**
 * Greedy k-centre choice (Gonzalez 1985) in a Gaussian random projection: each next centre is the candidate farthest
 * from all chosen ones. One plain loop over all candidates a choice: ten times quicker than as many small tensor operations.
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
  const nearest = new Float32Array(rows).fill(Infinity);
  const chosen: number[] = [];
  let next = random.integer(0, rows - 1);
  while (chosen.length < Math.min(count, rows)) {
    chosen.push(next);
    next = advance(points, nearest, next);
    if (nearest[next]! <= sameDistance) break;
    if (chosen.length % choicesPerPause === 0) await pause(chosen.length / count);
  }
  return chosen;
}

function project(candidates: Float32Array, channels: number, random: Random): Float32Array {
  const matrix = Float32Array.from({ length: channels * projectedChannels }, () => random.normal());
  return tf.tidy(() => {
    const rows = tf.tensor2d(candidates, [candidates.length / channels, channels]);
    return tf
      .matMul(rows, tf.tensor2d(matrix, [channels, projectedChannels]))
      .dataSync()
      .slice() as Float32Array;
  });
}

/** Channels between two looks at whether a distance can still be the smallest. */
const channelsPerLook = 16;

/**
 * Lowers each row's squared distance to the nearest centre by a new centre; gives the row that is farthest now. A sum that
 * is too large already is left: the result is the same, and most rows are far from most centres.
 */
function advance(points: Float32Array, nearest: Float32Array, chosen: number): number {
  const centre = points.slice(chosen * projectedChannels, (chosen + 1) * projectedChannels);
  let farthest = 0;
  for (let row = 0, from = 0; row < nearest.length; row++, from += projectedChannels) {
    const smallest = nearest[row]!;
    let squared = 0;
    for (let c = 0; c < projectedChannels && squared < smallest;) {
      for (const end = c + channelsPerLook; c < end; c++) {
        const difference = points[from + c]! - centre[c]!;
        squared += difference * difference;
      }
    }
    if (squared < smallest) nearest[row] = squared;
    if (nearest[row]! > nearest[farthest]!) farthest = row;
  }
  return farthest;
}
