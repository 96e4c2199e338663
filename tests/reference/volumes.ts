import { InferenceSession, Tensor } from 'onnxruntime-node';
import { OnnxGraph } from '#engine/export/onnx/graph.ts';
import type { Architecture } from '#engine/model/backbones/architecture.ts';
import type { NamedArrays } from '#engine/model/safetensors.ts';
import { createRandom } from '#shared/vision/random.ts';

/** A picture's values [height, width, channels]. */
export interface Volume {
  height: number;
  width: number;
  channels: number;
  data: Float64Array;
}

/**
 * Convolution with loops.
 * @param padding zeros on every side; absent: TensorFlow's SAME, whose odd cell of padding comes last
 */
export function convolve(
  x: Volume,
  weights: NamedArrays,
  part: string,
  stride: number,
  { isDeep = false, padding }: { isDeep?: boolean; padding?: number } = {},
): Volume {
  const { shape, data: kernel } = weights[`${part}.kernel`]!;
  const bias = weights[`${part}.bias`]!.data;
  const side = shape[0]!;
  const channels = isDeep ? shape[2]! : shape[3]!;
  const [height, width] = [Math.ceil(x.height / stride), Math.ceil(x.width / stride)];
  const top = padding ?? Math.floor(Math.max(0, (height - 1) * stride + side - x.height) / 2);
  const left = padding ?? Math.floor(Math.max(0, (width - 1) * stride + side - x.width) / 2);
  const out: Volume = { height, width, channels, data: new Float64Array(height * width * channels) };
  for (let r = 0; r < height; r++)
    for (let c = 0; c < width; c++)
      for (let o = 0; o < channels; o++) {
        let sum = bias[o]!;
        for (let i = 0; i < side; i++)
          for (let j = 0; j < side; j++) {
            const [row, column] = [r * stride + i - top, c * stride + j - left];
            if (row < 0 || column < 0 || row >= x.height || column >= x.width) continue;
            const from = (row * x.width + column) * x.channels;
            const tap = i * side + j;
            if (isDeep) sum += x.data[from + o]! * kernel[tap * channels + o]!;
            else
              for (let k = 0; k < x.channels; k++)
                sum += x.data[from + k]! * kernel[(tap * x.channels + k) * channels + o]!;
          }
        out.data[(r * width + c) * channels + o] = sum;
      }
  return out;
}

/** Raw grey levels of a picture [height, width, 3]. */
export function randomPixels(height: number, width: number): Float32Array {
  const random = createRandom(7);
  return Float32Array.from({ length: height * width * 3 }, () => random.integer(0, 255));
}

/** Largest difference over the largest value. */
export function relativeError(actual: ArrayLike<number>, wanted: Float64Array): number {
  const scale = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
  return wanted.reduce((most, value, i) => Math.max(most, Math.abs(value - actual[i]!)), 0) / scale;
}

/** NCHW → NHWC of one picture. */
export function channelsLast(data: Float32Array, { channels, ...sides }: Volume): Float32Array {
  const cells = sides.height * sides.width;
  return Float32Array.from({ length: data.length }, (_, i) => data[(i % channels) * cells + Math.floor(i / channels)]!);
}

/** What the exported graph of a network makes of a picture, level by level, channels first. */
export async function graphLevels(
  architecture: Architecture,
  weights: NamedArrays,
  input: Volume,
): Promise<Float32Array[]> {
  const { height, width } = input;
  const graph = new OnnxGraph('levels');
  const picture = graph.input('picture', 'float32', [1, 3, height, width]);
  architecture.addToGraph(graph, picture, weights).forEach((value, i) => {
    const { name, channels, stride } = architecture.levels[i]!;
    graph.output(name, 'float32', [1, channels, height / stride, width / stride], value);
  });
  const session = await InferenceSession.create(graph.serialize());
  const cells = height * width;
  const planes = Float32Array.from(
    { length: 3 * cells },
    (_, i) => input.data[(i % cells) * 3 + Math.floor(i / cells)]!,
  );
  const outputs = await session.run({ picture: new Tensor('float32', planes, [1, 3, height, width]) });
  await session.release();
  return architecture.levels.map(({ name }) => outputs[name]!.data as Float32Array);
}
