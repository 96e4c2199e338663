// Run as a process of its own: prints one JSON line that says which backend computes, or exits with 1 and says why not.
import { describeBackend, tf } from './tensorflow.ts';

const product = tf.tidy(() =>
  tf
    .matMul(
      tf.tensor2d([
        [1, 2],
        [3, 4],
      ]),
      tf.tensor2d([
        [0, 1],
        [1, 0],
      ]),
    )
    .arraySync(),
);
if (JSON.stringify(product) !== '[[2,1],[4,3]]')
  throw new Error(`TensorFlow computes wrongly: ${JSON.stringify(product)}`);
process.stdout.write(`${JSON.stringify(describeBackend())}\n`);
