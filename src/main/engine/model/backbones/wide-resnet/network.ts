import type { Tensor4D } from '@tensorflow/tfjs-node-gpu';
import { tf } from '../../../backend/tensorflow.ts';
import { type Block, blocks } from './stages.ts';

/** See Architecture.forward. Each block frees what it no longer needs. */
export function forward(input: Tensor4D, get: (name: string) => Tensor4D): Tensor4D[] {
  let x = tf.tidy(() => stem(input, get));
  const outputs: Tensor4D[] = [];
  for (const block of blocks) {
    const before = x;
    x = tf.tidy(() => bottleneck(before, get, block));
    before.dispose();
    if (block.averaged !== null) outputs.push(averageChannels(x, block.averaged));
  }
  x.dispose();
  return outputs;
}

const padded = (x: Tensor4D, by: number): Tensor4D =>
  by === 0
    ? x
    : tf.pad(x, [
        [0, 0],
        [by, by],
        [by, by],
        [0, 0],
      ]);

/** Convolution with as much padding on every side as its kernel reaches, whatever the stride. */
function convolution(
  x: Tensor4D,
  get: (name: string) => Tensor4D,
  name: string,
  strides: number,
  activation: 'relu' | 'linear',
): Tensor4D {
  const filter = get(`${name}.kernel`);
  const reach = (filter.shape[0] - 1) / 2;
  return tf.fused.conv2d({
    x: padded(x, reach),
    filter,
    bias: get(`${name}.bias`),
    strides,
    pad: 'valid',
    activation,
  });
}

/** 7 × 7 and a maximum of 3 × 3, each at half the side; nothing is below 0 after the first, so padding with 0 changes no maximum. */
function stem(input: Tensor4D, get: (name: string) => Tensor4D): Tensor4D {
  return tf.maxPool(padded(convolution(input, get, 'stem', 2, 'relu'), 1), 3, 2, 'valid');
}

function bottleneck(x: Tensor4D, get: (name: string) => Tensor4D, { name, stride, hasShortcut }: Block): Tensor4D {
  let y = convolution(x, get, `${name}.reduce`, 1, 'relu');
  y = convolution(y, get, `${name}.spatial`, stride, 'relu');
  y = convolution(y, get, `${name}.expand`, 1, 'linear');
  return tf.relu(tf.add(y, hasShortcut ? convolution(x, get, `${name}.shortcut`, stride, 'linear') : x)) as Tensor4D;
}

function averageChannels(x: Tensor4D, averaged: number): Tensor4D {
  const [batch, height, width, channels] = x.shape;
  return tf.tidy(() => {
    const groups = tf.reshape(x, [batch * height * width, channels / averaged, averaged]);
    return tf.reshape(tf.mean(groups, 2), [batch, height, width, channels / averaged]);
  });
}
