import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { OnnxGraph } from '#engine/export/onnx/graph.ts';
import { addPreprocessing } from '#engine/export/preprocessing.ts';
import { fullRoi, type Roi, roiPixels } from '#shared/domain/images.ts';
import { type PictureShape, areaOf, squareOf } from '#shared/domain/pictures.ts';
import { createRandom } from '#shared/vision/random.ts';
import type { Raster } from '#shared/vision/raster.ts';
import { resizeToRaster } from '#shared/vision/resize.ts';
import { testPython } from '../fixtures/python.ts';

interface Sample {
  width: number;
  height: number;
  roi?: Roi;
  picture?: PictureShape;
}

const samples: Sample[] = [
  { width: 512, height: 512 },
  { width: 384, height: 384 },
  { width: 640, height: 480 },
  { width: 301, height: 77, roi: { x: 0.1, y: 0.2, width: 0.53, height: 0.7 } },
  { width: 101, height: 99, roi: { x: 0.005, y: 0.995, width: 0.001, height: 0.005 } },
  { width: 4000, height: 37 },
  { width: 37, height: 4000, picture: { width: 64, height: 64 } },
  { width: 30000, height: 3, picture: { width: 96, height: 96 } },
  { width: 100, height: 90 },
  { width: 640, height: 200, picture: { width: 320, height: 96 } },
  { width: 90, height: 333, roi: { x: 0.1, y: 0.2, width: 0.53, height: 0.7 }, picture: { width: 64, height: 160 } },
  { width: 2, height: 1 },
  { width: 1, height: 1 },
];

function randomRaster(width: number, height: number): Raster {
  const random = createRandom(7, width, height);
  return { width, height, data: Uint8Array.from({ length: width * height * 3 }, () => random.integer(0, 255)) };
}

/** The graph's picture in HWC order, like a raster's. */
async function pictureOf(
  image: Raster,
  roi: Roi,
  shape: PictureShape,
  scale?: { mean: number; deviation: number },
): Promise<Float32Array> {
  const graph = new OnnxGraph('preprocessing');
  const input = graph.input('image', 'uint8', ['height', 'width', 3]);
  const picture = addPreprocessing(graph, input, { roi, picture: shape, ...(scale && { scale }) });
  graph.output('picture', 'float32', [1, 3, shape.height, shape.width], picture);
  const session = await ort.InferenceSession.create(graph.serialize(), { intraOpNumThreads: 1 });
  const feed = new ort.Tensor('uint8', image.data, [image.height, image.width, 3]);
  const planes = (await session.run({ image: feed }))['picture']!.data as Float32Array;
  await session.release();
  return Float32Array.from(planes, (_, at) => planes[(at % 3) * areaOf(shape) + Math.floor(at / 3)]!);
}

/** How much values differ on average and at most. */
function compare(actual: ArrayLike<number>, wanted: ArrayLike<number>): { mean: number; largest: number } {
  expect(actual.length).toBe(wanted.length);
  let [sum, largest] = [0, 0];
  for (let i = 0; i < wanted.length; i++) {
    const difference = Math.abs(actual[i]! - wanted[i]!);
    sum += difference;
    largest = Math.max(largest, difference);
  }
  return { mean: sum / wanted.length, largest };
}

describe('preprocessing inside the graph', () => {
  it.each(samples)(
    'is the resize of the code: $width × $height',
    async ({ width, height, roi = fullRoi, picture = squareOf(256) }) => {
      const image = randomRaster(width, height);
      const wanted = resizeToRaster(image, roiPixels(roi, width, height), picture);
      expect(compare(await pictureOf(image, roi, picture), wanted.data).largest).toBe(0);
    },
  );

  it('is the resize of the code byte for byte, whatever the ratio', async () => {
    const side = fc.integer({ min: 1, max: 700 });
    const shape = fc.record({ width: fc.constantFrom(32, 96, 160, 256), height: fc.constantFrom(32, 64, 224) });
    await fc.assert(
      fc.asyncProperty(side, side, shape, async (width, height, picture) => {
        const image = randomRaster(width, height);
        const wanted = resizeToRaster(image, { left: 0, top: 0, width, height }, picture);
        expect(compare(await pictureOf(image, fullRoi, picture), wanted.data).largest).toBe(0);
      }),
      { numRuns: 40 },
    );
  });

  it.each([0, 255])('keeps an even picture of grey level %i as it is', async (level) => {
    const image = { width: 333, height: 77, data: new Uint8Array(333 * 77 * 3).fill(level) };
    const picture = await pictureOf(image, fullRoi, squareOf(96));
    expect(compare(picture, new Uint8Array(96 * 96 * 3).fill(level)).largest).toBe(0);
  });

  it('normalises grey levels to (x − 127) / 128', async () => {
    const image = randomRaster(8, 8);
    const picture = await pictureOf(image, fullRoi, squareOf(8), { mean: 127, deviation: 128 });
    expect(
      compare(
        picture,
        Float32Array.from(image.data, (value) => (value - 127) / 128),
      ).largest,
    ).toBe(0);
  });

  const python = testPython();
  it.skipIf(python === null)('is what Pillow’s BILINEAR gives on floats (needs FLAWSMITH_TEST_PYTHON)', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'flawsmith-pillow-'));
    try {
      for (const { width, height, roi = fullRoi, picture = squareOf(256) } of samples) {
        const image = randomRaster(width, height);
        const { left, top, ...region } = roiPixels(roi, width, height);
        const box = [left, top, left + region.width, top + region.height];
        await writeFile(join(folder, 'in'), image.data);
        execFileSync(python!, [
          '-c',
          pillowScript,
          folder,
          ...[width, height, picture.width, picture.height, ...box].map(String),
        ]);
        const wanted = new Uint8Array(await readFile(join(folder, 'out')));
        const { mean, largest } = compare(await pictureOf(image, roi, picture), wanted);
        // Rounded twice where Pillow on floats rounds once.
        expect(largest).toBeLessThanOrEqual(1);
        expect(mean).toBeLessThan(0.3);
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

const pillowScript = `
import sys, numpy
from PIL import Image
folder, (width, height, across, down, *box) = sys.argv[1], map(int, sys.argv[2:])
pixels = numpy.fromfile(folder + '/in', numpy.uint8).reshape(height, width, 3)[box[1]:box[3], box[0]:box[2]]
planes = [numpy.asarray(Image.fromarray(pixels[..., c].astype('float32')).resize((across, down), Image.Resampling.BILINEAR))
          for c in range(3)]
numpy.clip(numpy.floor(numpy.stack(planes, 2) + 0.5), 0, 255).astype(numpy.uint8).tofile(folder + '/out')
`;
