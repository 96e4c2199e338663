import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FlawsmithError } from '#shared/errors.ts';
import {
  areaUnderRoc,
  aupro,
  averagePrecision,
  computeMetrics,
  connectedComponents,
  f1Max,
  metricsByKind,
} from '#shared/vision/metrics/index.ts';
import { PixelRanking } from '#shared/vision/metrics/pixelRanking.ts';
import { createMask } from '#shared/vision/raster.ts';
import type { FloatMap, Mask } from '#shared/vision/raster.ts';
import {
  auproByThreshold,
  aurocByPairs,
  averagePrecisionByThreshold,
  componentsByMerging,
  f1MaxByThreshold,
} from '../reference/metrics.ts';

const map = (width: number, values: number[]): FloatMap => ({
  width,
  height: values.length / width,
  data: Float32Array.from(values),
});
const mask = (width: number, values: number[]): Mask => ({
  width,
  height: values.length / width,
  data: Uint8Array.from(values, (value) => value * 255),
});

/** Few distinct scores, so that most of them tie; both labels present. */
const tiedRanking = fc
  .array(fc.record({ score: fc.integer({ min: 0, max: 6 }), label: fc.boolean() }), { minLength: 2, maxLength: 40 })
  .filter((items) => new Set(items.map((item) => item.label)).size === 2)
  .map((items) => ({ scores: items.map((item) => item.score / 6), labels: items.map((item) => item.label) }));

describe('image figures in closed form', () => {
  it('gives 1 for a perfect ranking, 0 for a reversed one, one half for a constant score', () => {
    expect(areaUnderRoc([0.1, 0.2, 0.8, 0.9], [false, false, true, true])).toBe(1);
    expect(areaUnderRoc([0.1, 0.2, 0.8, 0.9], [true, true, false, false])).toBe(0);
    expect(areaUnderRoc([0.5, 0.5, 0.5], [true, false, false])).toBe(0.5);
  });

  it('moves ties together', () => {
    const labels = [true, false, true, false];
    const scores = [0.9, 0.5, 0.5, 0.1]; // thresholds 0.9: 1 of 1; 0.5: 2 of 3; 0.1: 2 of 4
    expect(areaUnderRoc(scores, labels)).toBe(3.5 / 4);
    expect(averagePrecision(scores, labels)).toBeCloseTo(0.5 + (2 / 3) * 0.5, 12);
    expect(f1Max(scores, labels)).toBeCloseTo(4 / 5, 12);
  });

  it('is null where one label is missing, and where there is nothing', () => {
    for (const figure of [areaUnderRoc, averagePrecision, f1Max]) {
      expect(figure([0.1, 0.2], [true, true])).toBeNull();
      expect(figure([0.1, 0.2], [false, false])).toBeNull();
      expect(figure([], [])).toBeNull();
    }
  });

  it('refuses NaN and lists of unequal length', () => {
    expect(() => areaUnderRoc([NaN, 0.2], [true, false])).toThrow(FlawsmithError);
    expect(() => areaUnderRoc([0.2], [true, false])).toThrow(FlawsmithError);
  });

  it('ranks infinite and negative scores', () => {
    expect(areaUnderRoc([Infinity, -1, -Infinity], [true, true, false])).toBe(1);
  });
});

describe('image figures against the slow references', () => {
  it('agrees on rankings full of ties', () => {
    fc.assert(
      fc.property(tiedRanking, ({ scores, labels }) => {
        expect(areaUnderRoc(scores, labels)).toBeCloseTo(aurocByPairs(scores, labels), 12);
        expect(averagePrecision(scores, labels)).toBeCloseTo(averagePrecisionByThreshold(scores, labels), 12);
        expect(f1Max(scores, labels)).toBeCloseTo(f1MaxByThreshold(scores, labels), 12);
      }),
    );
  });
});

describe('connectedComponents', () => {
  it('joins corners and keeps gaps apart', () => {
    const found = connectedComponents(mask(4, [1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1]));
    expect(found.count).toBe(3);
    expect([...found.labels]).toEqual([1, 0, 0, 2, 0, 1, 0, 0, 0, 0, 0, 3]);
    expect(found.sizes).toEqual([0, 2, 1, 1]);
  });

  it('does not join across the left and right border', () => {
    expect(connectedComponents(mask(3, [0, 0, 1, 1, 0, 0])).count).toBe(2);
  });

  it('agrees with merging sets', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.array(fc.integer({ min: 0, max: 1 }), { maxLength: 6 }),
        (w, row) => {
          const one = mask(
            w,
            Array.from({ length: 6 * w }, (_, i) => row[(i * 7 + (i >> 2)) % 6] ?? 0),
          );
          const expected = componentsByMerging(one).map((set) => set.size);
          expect(connectedComponents(one).sizes.slice(1).sort()).toEqual(expected.sort());
        },
      ),
    );
  });
});

describe('aupro', () => {
  it('is 1 where every defect pixel is above every other', () => {
    expect(aupro([map(4, [0.9, 0.8, 0.1, 0.2])], [mask(4, [1, 1, 0, 0])])).toBeCloseTo(1, 12);
  });

  it('is null where no pixel is defective, or all are', () => {
    expect(aupro([map(2, [0.1, 0.9])], [null])).toBeNull();
    expect(aupro([map(2, [0.1, 0.9])], [mask(2, [1, 1])])).toBeNull();
  });

  it('is half the limit for a constant map: the curve is the diagonal', () => {
    expect(aupro([map(4, [0, 0, 0, 0])], [mask(4, [1, 0, 0, 0])], 0.3)).toBeCloseTo(0.15, 12);
  });

  it('weighs a small component as much as a large one', () => {
    // The large one (3 pixels) is found first, the small one last: the share stays at one half up to the limit.
    const one = map(10, [0.9, 0.9, 0.9, 0.5, 0.0, 0.5, 0.5, 0.5, 0.5, 0.5]);
    expect(aupro([one], [mask(10, [1, 1, 1, 0, 1, 0, 0, 0, 0, 0])], 0.3)).toBeCloseTo(0.5, 12);
  });

  it('agrees with brute force over all images, ties, negative values and every limit', () => {
    const cell = fc.record({ value: fc.integer({ min: -3, max: 5 }), inside: fc.integer({ min: 0, max: 1 }) });
    const image = fc.array(cell, { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(
        fc.array(image, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 10 }),
        (images, tenths) => {
          const maps = images.map((cells) =>
            map(
              4,
              cells.map((one) => one.value / 5),
            ),
          );
          const masks = images.map((cells) =>
            mask(
              4,
              cells.map((one) => one.inside),
            ),
          );
          const inside = images.flat().filter((one) => one.inside === 1).length;
          fc.pre(inside > 0 && inside < images.length * 12);
          const limit = tenths / 10;
          expect(aupro(maps, masks, limit)).toBeCloseTo(auproByThreshold(maps, masks, limit), 10);
        },
      ),
    );
  });

  it('sorts exactly where many values share their upper bits', () => {
    const values = Array.from({ length: 40000 }, (_, i) => 0.5 + ((i * 7919) % 40000) * 1e-7);
    const inside = values.map((_, i) => (i < 400 ? 1 : 0));
    const flat = [...Float32Array.from(values)];
    const expected = countedAuroc(flat, inside);
    const figures = computeMetrics({
      scores: [1, 0],
      labels: [true, false],
      maps: [map(200, values), map(1, [0])],
      masks: [mask(200, inside), null],
    });
    expect(figures.pixelAuroc).toBeCloseTo((expected * 39600 + 1) / 39601, 9);
  });
});

/** Pair counting, one threshold list a side: fast enough for 400 × 39,600 pairs. */
function countedAuroc(values: number[], inside: number[]): number {
  const normal = values.filter((_, i) => inside[i] === 0);
  const defective = values.filter((_, i) => inside[i] === 1);
  let right = 0;
  for (const a of defective) for (const b of normal) right += a > b ? 1 : a === b ? 0.5 : 0;
  return right / (normal.length * defective.length);
}

describe('pixels that are not judged', () => {
  const values = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 24, maxLength: 24 });
  const marks = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 24, maxLength: 24 });

  it('count neither as found nor as false: as if the picture ended before them', () => {
    fc.assert(
      fc.property(values, marks, fc.integer({ min: 1, max: 6 }), (value, mark, rows) => {
        const ignored = mask(
          4,
          value.map((_, i) => (i < rows * 4 ? 0 : 1)),
        );
        const [all, seen] = [new PixelRanking(), new PixelRanking()];
        all.add(map(4, value), mask(4, mark), ignored);
        seen.add(map(4, value.slice(0, rows * 4)), mask(4, mark.slice(0, rows * 4)));
        expect(all.finish()).toEqual(seen.finish());
      }),
    );
  });

  it('leave a defect its judged part alone, and are counted where nothing says that they are ignored', () => {
    const [value, mark] = [map(4, [0.9, 0.1, 0.2, 0.2]), mask(4, [1, 1, 0, 0])];
    const [some, all] = [new PixelRanking(), new PixelRanking()];
    some.add(value, mark, mask(4, [0, 1, 0, 0]));
    all.add(value, mark);
    expect(some.finish().aupro).toBe(1);
    expect(all.finish().aupro).toBeLessThan(1);
  });

  it('need a mask of the map’s size', () => {
    expect(() => new PixelRanking().add(map(4, [0, 0, 0, 0]), null, mask(2, [0, 0]))).toThrow('2×1');
  });
});

describe('computeMetrics', () => {
  const labels = [false, true, true];
  const maps = [map(2, [0.1, 0.1]), map(2, [0.9, 0.2]), map(2, [0.05, 0.05])];

  it('leaves anomalous images without a mask out of the pixel figures', () => {
    const result = computeMetrics({ scores: [0.1, 0.9, 0.4], labels, maps, masks: [null, mask(2, [1, 0]), null] });
    expect(result).toMatchObject({ imageAuroc: 1, pixelAuroc: 1, pixelAp: 1, aupro30: 1 });
    expect(result).toMatchObject({ nNormal: 1, nAnomalous: 2, nMasked: 1 });
  });

  it('takes maps one by one, and never asks for one that it does not need', () => {
    const asked: number[] = [];
    const loader = (i: number): FloatMap => {
      asked.push(i);
      return maps[i]!;
    };
    computeMetrics({ scores: [0.1, 0.9, 0.4], labels, maps: loader, masks: [null, mask(2, [1, 0]), createMask(2, 1)] });
    expect(asked).toEqual([0, 1]);
  });

  it('gives null for what cannot be computed', () => {
    const scores = [0.1, 0.9, 0.4];
    const noMaps = computeMetrics({ scores, labels });
    expect(noMaps).toMatchObject({ imageAuroc: 1, pixelAuroc: null, pixelAp: null, aupro30: null, nMasked: 0 });
    expect(computeMetrics({ scores, labels, maps })).toMatchObject({ pixelAuroc: null, aupro30: null, nMasked: 0 });
    expect(computeMetrics({ scores: [0.1], labels: [false] }).imageAuroc).toBeNull();
  });

  it('refuses NaN in a map and a mask of another size', () => {
    const bad = { scores: [0.1, 0.9], labels: [false, true] };
    const one = mask(2, [1, 0]);
    expect(() => computeMetrics({ ...bad, maps: [map(2, [NaN, 0]), maps[1]!], masks: [null, one] })).toThrow(/number/);
    expect(() => computeMetrics({ ...bad, maps, masks: [null, mask(1, [1, 1])] })).toThrow(FlawsmithError);
  });
});

describe('metricsByKind', () => {
  it('sets each kind against all normals', () => {
    const rows = metricsByKind(
      [0.1, 0.5, 0.9, 0.3, 0.8],
      [false, false, true, true, true],
      [null, null, 'dent', 'crack', null],
    );
    expect(rows).toMatchObject([
      { kind: 'anomalous', n: 1, imageAuroc: 1 },
      { kind: 'crack', n: 1, imageAuroc: 0.5 },
      { kind: 'dent', n: 1, imageAuroc: 1 },
    ]);
  });
});
