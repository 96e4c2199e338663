import type { Tensor4D } from '@tensorflow/tfjs-node-gpu';
import { FlawsmithError } from '#shared/errors.ts';
import { tf } from '../backend/tensorflow.ts';
import { type NamedArrays, readSafetensors } from './safetensors.ts';

/** One inverted-residual stage of EfficientNet-Lite0 (Tan & Le 2019, "lite" variant: ReLU6, no squeeze-excite). */
export interface StageSpec {
  repeats: number;
  kernel: 3 | 5;
  stride: 1 | 2;
  expansion: 1 | 6;
  channels: number;
}

/** The stages that are used; stage 5 ends at stride 32. */
export const stages: readonly StageSpec[] = [
  { repeats: 1, kernel: 3, stride: 1, expansion: 1, channels: 16 },
  { repeats: 2, kernel: 3, stride: 2, expansion: 6, channels: 24 },
  { repeats: 2, kernel: 5, stride: 2, expansion: 6, channels: 40 },
  { repeats: 3, kernel: 3, stride: 2, expansion: 6, channels: 80 },
  { repeats: 3, kernel: 5, stride: 1, expansion: 6, channels: 112 },
  { repeats: 4, kernel: 5, stride: 2, expansion: 6, channels: 192 },
];

/** Which stage's output feeds which level, and its channels. */
export const levels = [
  { name: 's4', stage: 1, stride: 4, channels: 24 },
  { name: 's8', stage: 2, stride: 8, channels: 40 },
  { name: 's16', stage: 4, stride: 16, channels: 112 },
  { name: 's32', stage: 5, stride: 32, channels: 192 },
] as const;
export type LevelName = (typeof levels)[number]['name'];

/** Backbone outputs, [batch, height/stride, width/stride, channels] each. */
export type LevelFeatures = Record<LevelName, Tensor4D>;

/** Frozen EfficientNet-Lite0 up to stride 32. */
export interface Backbone {
  /** Raw pixels [batch, height, width, 3], 0–255. The caller owns the result (call inside tf.tidy). */
  features(pixels: Tensor4D): LevelFeatures;
  /** The weights as read, for export. */
  readonly weights: NamedArrays;
  dispose(): void;
}

/** Loads the weights that set-up converted. @throws FlawsmithError `engine-unavailable` */
export async function loadBackbone(file: string): Promise<Backbone> {
  const { tensors } = await readSafetensors(file, 'engine-unavailable');
  const weights: NamedArrays = {};
  for (const name of usedTensors()) {
    const tensor = tensors[name];
    if (!tensor) throw new FlawsmithError('engine-unavailable', `Backbone weights lack ${name}`, { file });
    weights[name] = tensor;
  }
  const variables = new Map<string, Tensor4D>();
  for (const [name, { shape, data }] of Object.entries(weights)) {
    variables.set(name, tf.keep(tf.tensor(data, shape as [number])) as unknown as Tensor4D);
  }
  const get = (name: string): Tensor4D => variables.get(name)!;
  return {
    weights,
    features: (pixels) => forward(pixels, get),
    dispose: () => variables.forEach((variable) => variable.dispose()),
  };
}

/** Tensor names of the stem and the used stages, in the order of computation. */
function usedTensors(): string[] {
  const names = ['stem'];
  stages.forEach((stage, s) => {
    for (let block = 0; block < stage.repeats; block++) {
      const parts = stage.expansion === 1 ? ['depthwise', 'project'] : ['expand', 'depthwise', 'project'];
      names.push(...parts.map((part) => `blocks.${s}.${block}.${part}`));
    }
  });
  return names.flatMap((name) => [`${name}.kernel`, `${name}.bias`]);
}

/** Each block frees what it no longer needs: together the activations of a batch would take a gigabyte. */
function forward(pixels: Tensor4D, get: (name: string) => Tensor4D): LevelFeatures {
  let x = tf.tidy(() => convolution(tf.div(tf.sub(tf.cast(pixels, 'float32'), 127), 128), get, 'stem', 2, 'relu6'));
  const outputs: Partial<LevelFeatures> = {};
  stages.forEach((stage, s) => {
    for (let block = 0; block < stage.repeats; block++) {
      const before = x;
      const name = `blocks.${s}.${block}`;
      x = tf.tidy(() => invertedResidual(before, get, name, stage, block === 0 ? stage.stride : 1));
      if (!Object.values(outputs).includes(before)) before.dispose();
    }
    const level = levels.find((candidate) => candidate.stage === s);
    if (level) outputs[level.name] = x;
  });
  return outputs as LevelFeatures;
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

function invertedResidual(
  x: Tensor4D,
  get: (name: string) => Tensor4D,
  name: string,
  stage: StageSpec,
  stride: number,
): Tensor4D {
  let y = stage.expansion === 1 ? x : convolution(x, get, `${name}.expand`, 1, 'relu6');
  y = tf.relu6(
    tf.add(
      tf.depthwiseConv2d(y, get(`${name}.depthwise.kernel`), stride, 'same'),
      get(`${name}.depthwise.bias`),
    ) as Tensor4D,
  );
  y = convolution(y, get, `${name}.project`, 1, 'linear');
  return stride === 1 && x.shape[3] === y.shape[3] ? (tf.add(x, y) as Tensor4D) : y;
}
