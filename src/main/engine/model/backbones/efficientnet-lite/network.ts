import type { Tensor4D } from '@tensorflow/tfjs-node-gpu';
import { tf } from '../../../backend/tensorflow.ts';
import type { Block, Network } from './stages.ts';

/** See Architecture.forward. Each block frees what it no longer needs: together a batch's activations would take a gigabyte. */
export function forward({ blocks }: Network, input: Tensor4D, get: (name: string) => Tensor4D): Tensor4D[] {
  let x = tf.tidy(() => convolution(input, get, 'stem', 2, 'relu6'));
  const outputs: Tensor4D[] = [];
  for (const block of blocks) {
    const before = x;
    x = tf.tidy(() => invertedResidual(before, get, block));
    if (!outputs.includes(before)) before.dispose();
    if (block.isLevel) outputs.push(x);
  }
  return outputs;
}

function convolution(
  x: Tensor4D,
  get: (name: string) => Tensor4D,
  name: string,
  strides: number,
  activation: 'relu6' | 'linear',
): Tensor4D {
  return tf.fused.conv2d({
    x,
    filter: get(`${name}.kernel`),
    bias: get(`${name}.bias`),
    strides,
    pad: 'same',
    activation,
  });
}

function invertedResidual(x: Tensor4D, get: (name: string) => Tensor4D, block: Block): Tensor4D {
  const { name, stride, expands, isResidual } = block;
  let y = expands ? convolution(x, get, `${name}.expand`, 1, 'relu6') : x;
  y = tf.relu6(
    tf.add(
      tf.depthwiseConv2d(y, get(`${name}.depthwise.kernel`), stride, 'same'),
      get(`${name}.depthwise.bias`),
    ) as Tensor4D,
  );
  y = convolution(y, get, `${name}.project`, 1, 'linear');
  return isResidual ? (tf.add(x, y) as Tensor4D) : y;
}
