import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { addNearest, addSquaredLengths } from '#engine/export/distanceGraph.ts';
import type { ElementType } from '#engine/export/onnx/format.ts';
import { OnnxGraph } from '#engine/export/onnx/graph.ts';
import { createRandom } from '#shared/vision/random.ts';

/** Value of a graph of one float32 input of this shape. */
async function valueOf(
  data: Float32Array,
  shape: number[],
  type: ElementType,
  outputShape: number[],
  write: (graph: OnnxGraph, x: string) => string,
): Promise<ArrayLike<number | bigint>> {
  const graph = new OnnxGraph('distances');
  const input = graph.input('x', 'float32', shape);
  graph.output('y', type, outputShape, write(graph, input));
  const session = await ort.InferenceSession.create(graph.serialize(), { intraOpNumThreads: 1 });
  const { y } = await session.run({ x: new ort.Tensor('float32', data, shape) });
  await session.release();
  return y!.data as ArrayLike<number | bigint>;
}

describe('the nearest prototypes of the graph', () => {
  it('are the two least of each row, wherever they lie', async () => {
    const columns = fc.constantFrom(1, 2, 7, 40, 80, 120, 2000);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 30 }), columns, fc.integer(), async (rows, width, seed) => {
        const random = createRandom(seed, rows, width);
        const values = Float32Array.from({ length: rows * width }, () => random.uniform(-100, 100));
        const found = await valueOf(values, [rows, width], 'int64', [rows, Math.min(2, width)], (graph, x) =>
          addNearest(graph, x, { rows, columns: width }),
        );
        const few = Math.min(2, width);
        for (let row = 0; row < rows; row++) {
          const own = [...values.subarray(row * width, (row + 1) * width)];
          const least = own.map((value, i) => ({ value, i })).sort((a, b) => a.value - b.value);
          const columnsFound = Array.from({ length: few }, (_, i) => Number(found[row * few + i]));
          expect(columnsFound.sort((a, b) => a - b)).toEqual(
            least
              .slice(0, few)
              .map(({ i }) => i)
              .sort((a, b) => a - b),
          );
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('squared lengths under triangular matrices', () => {
  it('are those of whole products', async () => {
    const sizes = fc.record({ blocks: fc.integer({ min: 1, max: 5 }), rows: fc.integer({ min: 1, max: 4 }) });
    await fc.assert(
      fc.asyncProperty(sizes, fc.integer({ min: 1, max: 23 }), fc.integer(), async ({ blocks, rows }, c, seed) => {
        const random = createRandom(seed, blocks, rows, c);
        const x = Float32Array.from({ length: blocks * rows * c }, () => random.normal());
        const matrices = Float32Array.from({ length: blocks * c * c }, (_, at) =>
          at % c < Math.floor(at / c) % c ? 0 : random.normal(),
        );
        const found = await valueOf(x, [blocks, rows, c], 'float32', [blocks, rows], (graph, name) =>
          addSquaredLengths(graph, name, matrices, c),
        );
        for (const [line, value] of Array.from(found, Number).entries()) {
          const block = Math.floor(line / rows);
          let squared = 0;
          for (let column = 0; column < c; column++) {
            let sum = 0;
            for (let row = 0; row < c; row++) sum += x[line * c + row]! * matrices[(block * c + row) * c + column]!;
            squared += sum * sum;
          }
          expect(value).toBeCloseTo(squared, 2);
        }
      }),
      { numRuns: 60 },
    );
  });
});
