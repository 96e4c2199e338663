import { describe, expect, it } from 'vitest';
import { tf } from '#engine/backend/tensorflow.ts';
import { architectureNamed, createBackbone } from '#engine/model/backbones/index.ts';
import type { NamedArrays } from '#engine/model/safetensors.ts';
import { expectNoLeakAsync } from '../fixtures/tensors.ts';
import { randomWideWeights, wideLayers, wideShapes } from '../fixtures/wideResNet.ts';
import { type Volume, channelsLast, convolve, graphLevels, randomPixels, relativeError } from './volumes.ts';

/** Neighbouring channels averaged into one of a level. */
const averaged = 4;

const relu = (x: Volume): Volume => ({ ...x, data: x.data.map((value) => Math.max(value, 0)) });

/** The largest of 3 × 3 at every second place, beyond the border nothing. */
function halved(x: Volume): Volume {
  const [height, width] = [x.height / 2, x.width / 2];
  const data = new Float64Array(height * width * x.channels).fill(-Infinity);
  for (let r = 0; r < height; r++)
    for (let c = 0; c < width; c++)
      for (let row = Math.max(0, 2 * r - 1); row <= Math.min(x.height - 1, 2 * r + 1); row++)
        for (let column = Math.max(0, 2 * c - 1); column <= Math.min(x.width - 1, 2 * c + 1); column++)
          for (let k = 0; k < x.channels; k++) {
            const at = (r * width + c) * x.channels + k;
            data[at] = Math.max(data[at]!, x.data[(row * x.width + column) * x.channels + k]!);
          }
  return { height, width, channels: x.channels, data };
}

function averagedChannels(x: Volume): Volume {
  const data = Float64Array.from({ length: x.data.length / averaged }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < averaged; k++) sum += x.data[i * averaged + k]!;
    return sum / averaged;
  });
  return { ...x, channels: x.channels / averaged, data };
}

/** The levels, finest first, computed with loops. */
function slowLevels(weights: NamedArrays, input: Volume): Volume[] {
  let x = halved(relu(convolve(input, weights, 'stem', 2, { padding: 3 })));
  return wideLayers.map(({ blocks, stride }, l) => {
    for (let b = 0; b < blocks; b++) {
      const block = `blocks.${l}.${b}`;
      const step = b === 0 ? stride : 1;
      const narrow = relu(convolve(x, weights, `${block}.reduce`, 1, { padding: 0 }));
      const seen = relu(convolve(narrow, weights, `${block}.spatial`, step, { padding: 1 }));
      const wide = convolve(seen, weights, `${block}.expand`, 1, { padding: 0 });
      const beside = b === 0 ? convolve(x, weights, `${block}.shortcut`, step, { padding: 0 }) : x;
      x = relu({ ...wide, data: wide.data.map((value, i) => value + beside.data[i]!) });
    }
    return averagedChannels(x);
  });
}

describe('wide_resnet50_2', () => {
  const architecture = architectureNamed('wide_resnet50_2');
  const [height, width] = [32, 64];

  it('has the levels of the published network up to stride 16', () => {
    expect(architecture.levels).toEqual([
      { name: 's4', stride: 4, channels: 64 },
      { name: 's8', stride: 8, channels: 128 },
      { name: 's16', stride: 16, channels: 256 },
    ]);
    expect(architecture.tensorNames()).toEqual(
      [...wideShapes().keys()].flatMap((part) => [`${part}.kernel`, `${part}.bias`]),
    );
  });

  it('says what slow loops say, in TensorFlow and as a graph', () =>
    expectNoLeakAsync(async () => {
      const weights = randomWideWeights();
      const pixels = randomPixels(height, width);
      const [mean, deviation] = [
        [0.485, 0.456, 0.406],
        [0.229, 0.224, 0.225],
      ];
      const data = Float64Array.from(pixels, (value, i) => (value / 255 - mean[i % 3]!) / deviation[i % 3]!);
      const input = { height, width, channels: 3, data };
      const wanted = slowLevels(weights, input);
      const backbone = createBackbone(architecture, weights, 'b'.repeat(64));
      const levels = tf.tidy(() =>
        backbone.features(tf.tensor4d(pixels, [1, height, width, 3])).map((level) => level.dataSync().slice()),
      );
      const graph = await graphLevels(architecture, weights, input);
      architecture.levels.forEach(({ name, stride }, i) => {
        const slow = wanted[i]!;
        expect([slow.height, slow.width]).toEqual([height / stride, width / stride]);
        expect(relativeError(levels[i]!, slow.data), `TensorFlow ${name}`).toBeLessThan(1e-4);
        expect(relativeError(channelsLast(graph[i]!, slow), slow.data), `graph ${name}`).toBeLessThan(1e-4);
      });
      backbone.dispose();
    }));
});
