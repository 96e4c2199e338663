import { describe, expect, it } from 'vitest';
import { OnnxGraph } from '#engine/export/onnx/graph.ts';
import { openModel } from '#scoring/model.ts';
import { brightnessModel, greyRaster } from '../fixtures/package.ts';

const damaged = expect.objectContaining({ code: 'package-damaged', file: 'model.onnx' });
const open = (bytes: Uint8Array): ReturnType<typeof openModel> => openModel(bytes, 'model.onnx', { threads: 1 });
const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

/** A graph of the given input and outputs, each output the sum of the input. */
function graphWith(input: string, outputs: readonly string[], scale = 1): Uint8Array {
  const graph = new OnnxGraph('other');
  const image = graph.op('Cast', [graph.input(input, 'uint8', ['height', 'width', 3])], { to: 1 });
  const row = graph.op('Div', [graph.op('ReduceMean', [image], { keepdims: 1 }), graph.float32(scale)]);
  for (const name of outputs) graph.output(name, 'float32', [1, 1, 1], graph.op('Identity', [row]));
  return graph.serialize();
}

describe('a model in onnxruntime', () => {
  it('gives map and score at its own size, whatever the picture’s', async () => {
    const model = await open(brightnessModel({ width: 96, height: 64 }));
    for (const [width, height] of [
      [90, 70],
      [40, 200],
    ]) {
      const { score, map, modelMs } = await model.score(greyRaster(128, width, height));
      expect(map).toMatchObject({ width: 96, height: 64 });
      expect(map.data).toHaveLength(96 * 64);
      expect(score).toBeCloseTo(mean(map.data), 5);
      expect(score).toBeCloseTo(128 / 255, 1);
      expect(modelMs).toBeGreaterThan(0);
      expect(modelMs).toBeLessThan(60_000);
    }
    await model.close();
  });

  it('is refused where its bytes are no model, or its names are not ours', async () => {
    await expect(open(new Uint8Array(64))).rejects.toEqual(damaged);
    await expect(open(graphWith('picture', ['score', 'map']))).rejects.toEqual(damaged);
    await expect(open(graphWith('image', ['score']))).rejects.toEqual(damaged);
    await expect(open(graphWith('image', ['map']))).rejects.toEqual(damaged);
  });

  it('is refused by the sides of its map where these are not those it is asked for', async () => {
    const model = await openModel(brightnessModel(), 'model.onnx', { threads: 1, map: { width: 64, height: 96 } });
    await expect(model.score(greyRaster(60))).rejects.toMatchObject({
      ...{
        code: 'package-damaged',
        file: 'model.onnx',
        message: expect.stringContaining('96 × 64 instead of 64 × 96') as string,
      },
    });
    await model.close();
  });

  it('never takes a score that is no number for a good part', async () => {
    const model = await open(graphWith('image', ['score', 'map'], 0));
    await expect(model.score(greyRaster(0, 20, 20))).rejects.toEqual(damaged);
    await model.close();
  });

  it('takes one score a picture, not the first of several', async () => {
    const graph = new OnnxGraph('vector');
    const image = graph.op('Cast', [graph.input('image', 'uint8', ['height', 'width', 3])], { to: 1 });
    const scores = graph.op('ReduceMean', [image], { axes: [0, 1], keepdims: 0 });
    graph.output('score', 'float32', [3], graph.op('Identity', [scores]));
    graph.output('map', 'float32', [1, 3], graph.op('Unsqueeze', [scores, graph.int64([0])]));
    const model = await open(graph.serialize());
    await expect(model.score(greyRaster(60, 20, 20))).rejects.toEqual(damaged);
    await model.close();
  });

  it('refuses pixels that are not as many as their sides say, and goes on', async () => {
    const model = await open(brightnessModel({ width: 96, height: 64 }));
    const good = greyRaster(60, 20, 30);
    for (const broken of [
      { ...good, data: good.data.subarray(1) },
      { width: 0, height: 30, data: new Uint8Array(0) },
      { width: 20, height: 0, data: new Uint8Array(0) },
    ]) {
      await expect(model.score(broken)).rejects.toMatchObject({ code: 'internal' });
    }
    const both = await Promise.all([model.score(good), model.score(greyRaster(200, 20, 30))]);
    expect(both[1]!.score - both[0]!.score).toBeGreaterThan(0.4);
    expect((await model.score({ width: 1, height: 1, data: Uint8Array.of(255, 255, 255) })).score).toBeCloseTo(1, 4);
    await model.close();
  });

  it('is closed once its pictures are scored, and scores no more', async () => {
    const model = await open(brightnessModel());
    const last = model.score(greyRaster(60, 20, 30));
    await model.close();
    expect((await last).score).toBeGreaterThan(0);
    await expect(model.score(greyRaster(60, 20, 30))).rejects.toThrow();
  });
});
