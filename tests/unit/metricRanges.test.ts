import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FigureName, figureNames } from '#shared/domain/metrics.ts';
import { aurocRange, computeMetrics, metricsByKind } from '#shared/vision/metrics/index.ts';
import { binKey } from '#shared/vision/metrics/pictureBins.ts';
import { createRandom } from '#shared/vision/random.ts';
import type { FloatMap, Mask } from '#shared/vision/raster.ts';

const set = (good: readonly number[], bad: readonly number[]) => ({
  scores: [...good, ...bad],
  labels: [...good.map(() => false), ...bad.map(() => true)],
});
const rising = (n: number, from: number): number[] => Array.from({ length: n }, (_, i) => from + i / (2 * n));

describe('the range of an image AUROC in closed form', () => {
  it('is exact for perfect separation: 0.025^(1 / fewer parts) to 1', () => {
    for (const [good, bad] of [
      [2, 3],
      [3, 2],
      [5, 5],
      [20, 63],
      [1, 1],
    ] as const) {
      const [low, high] = aurocRange(set(rising(good, 0), rising(bad, 1)))!;
      expect(low).toBeCloseTo(0.025 ** (1 / Math.min(good, bad)), 9);
      expect(high).toBe(1);
    }
  });

  it('says how little two good and three defective parts are: 1.000 may be 0.16', () => {
    expect(aurocRange(set([0.1, 0.2], [0.7, 0.8, 0.9]))![0]).toBeCloseTo(0.158, 3);
  });

  it('is not there where one label is missing', () => {
    expect(aurocRange(set([0.1, 0.2], []))).toBeNull();
    expect(aurocRange(set([], [0.2]))).toBeNull();
  });

  it('counts a single part as one, whatever its AUROC', () => {
    const [low, high] = aurocRange(set([0.5], [0.4, 0.6, 0.7]))!;
    expect(low).toBeLessThan(0.1);
    expect(high).toBeGreaterThan(0.97);
  });

  it('narrows to a share of n parts where n defective ones are either missed or clear', () => {
    // 10 of 40 lie below all 400 good ones: a binomial share, Clopper–Pearson of 30 of 40
    const bad = [...rising(10, -5), ...rising(30, 5)];
    const [low, high] = aurocRange(set(rising(400, 0), bad))!;
    expect(low).toBeCloseTo(0.588, 2);
    expect(high).toBeCloseTo(0.873, 2);
  });
});

/** At least two parts a side, scores of a coarse grid so that some tie. */
const ranking = fc
  .tuple(
    fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 2, maxLength: 15 }),
    fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 2, maxLength: 15 }),
  )
  .map(([good, bad]) => ({ good: good.map((v) => v / 20), bad: bad.map((v) => v / 20) }));

describe('the range of an image AUROC by law', () => {
  it('holds the figure and lies within 0 and 1', () => {
    fc.assert(
      fc.property(ranking, ({ good, bad }) => {
        const { imageAuroc } = computeMetrics(set(good, bad));
        const [low, high] = aurocRange(set(good, bad))!;
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(imageAuroc!);
        expect(high).toBeGreaterThanOrEqual(imageAuroc!);
        expect(high).toBeLessThanOrEqual(1);
      }),
      { numRuns: 40 },
    );
  });

  it('mirrors when good and defective change places', () => {
    fc.assert(
      fc.property(ranking, ({ good, bad }) => {
        const [low, high] = aurocRange(set(good, bad))!;
        const [mirroredLow, mirroredHigh] = aurocRange(set(bad, good))!;
        expect(mirroredLow).toBeCloseTo(1 - high, 9);
        expect(mirroredHigh).toBeCloseTo(1 - low, 9);
      }),
    );
  });

  it('narrows when the same scores come from three times as many parts', () => {
    fc.assert(
      fc.property(ranking, ({ good, bad }) => {
        const thrice = (values: number[]): number[] => [...values, ...values, ...values];
        const [low, high] = aurocRange(set(good, bad))!;
        const [more, less] = aurocRange(set(thrice(good), thrice(bad)))!;
        expect(less - more).toBeLessThan(high - low);
      }),
    );
  });

  it('does not narrow when each part is photographed three times', () => {
    fc.assert(
      fc.property(ranking, ({ good, bad }) => {
        const once = set(good, bad);
        const parts = once.scores.map((_, i) => `part ${i}`);
        const thrice = { scores: [0, 1, 2].flatMap(() => once.scores), labels: [0, 1, 2].flatMap(() => once.labels) };
        const [low, high] = aurocRange(once)!;
        const [clusteredLow, clusteredHigh] = aurocRange({ ...thrice, parts: [...parts, ...parts, ...parts] })!;
        expect(clusteredLow).toBeCloseTo(low, 9);
        expect(clusteredHigh).toBeCloseTo(high, 9);
      }),
    );
  });

  it('is the same whichever rising scale the scores have', () => {
    fc.assert(
      fc.property(ranking, ({ good, bad }) => {
        const scaled = (values: number[]): number[] => values.map((v) => Math.exp(3 * v) - 7);
        expect(aurocRange(set(scaled(good), scaled(bad)))).toEqual(aurocRange(set(good, bad)));
      }),
    );
  });

  it('promises no more of an imperfect ranking than of a perfect one', () => {
    fc.assert(
      fc.property(ranking, ({ good, bad }) => {
        const perfect = aurocRange(set(rising(good.length, 0), rising(bad.length, 1)))!;
        expect(aurocRange(set(good, bad))![0]).toBeLessThanOrEqual(perfect[0] + 1e-12);
      }),
    );
  });

  it('is given for each kind, wider for the rarer one', () => {
    const kinds = [...Array<null>(30).fill(null), ...Array<string>(20).fill('dent'), 'crack', 'crack'];
    const { scores, labels } = set(rising(30, 0), rising(22, 1));
    const [crack, dent] = metricsByKind(scores, labels, kinds);
    expect(crack!.ranges.imageAuroc![0]).toBeCloseTo(0.025 ** (1 / 2), 9);
    expect(dent!.ranges.imageAuroc![0]).toBeCloseTo(0.025 ** (1 / 20), 9);
  });
});

const side = 8;
/** Noise; a defective picture has a square that stands out by `contrast`. */
function picture(seed: number, contrast: number | null): { map: FloatMap; mask: Mask | null } {
  const random = createRandom(seed);
  const data = Float32Array.from({ length: side * side }, () => 0.1 + 0.3 * random.next());
  if (contrast === null) return { map: { width: side, height: side, data }, mask: null };
  const mask = { width: side, height: side, data: new Uint8Array(side * side) };
  for (const at of [18, 19, 26, 27]) {
    mask.data[at] = 255;
    data[at]! += contrast;
  }
  return { map: { width: side, height: side, data }, mask };
}

function evaluated(good: number, bad: number, contrast: number, parts?: (index: number) => string) {
  const pictures = Array.from({ length: good + bad }, (_, i) => picture(i, i < good ? null : contrast));
  return computeMetrics({
    scores: pictures.map(({ map }) => Math.max(...map.data)),
    labels: pictures.map((_, i) => i >= good),
    maps: pictures.map(({ map }) => map),
    masks: pictures.map(({ mask }) => mask),
    parts: parts && pictures.map((_, i) => parts(i)),
  });
}
const width = (metrics: ReturnType<typeof evaluated>, name: FigureName): number =>
  metrics.ranges[name]![1] - metrics.ranges[name]![0];

describe('bootstrap ranges', () => {
  it('hold their figures, and are the same every time', () => {
    const metrics = evaluated(6, 8, 0.15);
    for (const name of figureNames) {
      const [low, high] = metrics.ranges[name]!;
      expect(low).toBeLessThanOrEqual(metrics[name]!);
      expect(high).toBeGreaterThanOrEqual(metrics[name]!);
    }
    expect(evaluated(6, 8, 0.15).ranges).toEqual(metrics.ranges);
  });

  it('do not call a perfect ranking certain, and less so the fewer the parts', () => {
    const [few, more] = [evaluated(2, 3, 0.5), evaluated(20, 30, 0.5)];
    for (const name of figureNames) {
      expect(few[name]).toBeCloseTo(1, 9);
      expect(few.ranges[name]![0]).toBeLessThan(0.8);
      expect(more.ranges[name]![0]).toBeGreaterThan(few.ranges[name]![0]);
      expect(few.ranges[name]![1]).toBe(1);
    }
  });

  it('rest on parts: eight pictures of two parts say less than of eight', () => {
    const whole = evaluated(8, 8, 0.15);
    const paired = evaluated(8, 8, 0.15, (i) => `part ${i % 2}, ${i < 8 ? 'good' : 'bad'}`);
    expect(whole.parts).toEqual({ normal: 8, anomalous: 8, masked: 8 });
    expect(paired.parts).toEqual({ normal: 2, anomalous: 2, masked: 2 });
    for (const name of ['imageAuroc', 'pixelAuroc', 'aupro30'] as const) {
      expect(width(paired, name)).toBeGreaterThan(1.2 * width(whole, name));
    }
  });

  it('are null exactly where their figure is', () => {
    const imageOnly = computeMetrics({ scores: [0.1, 0.9], labels: [false, true] });
    const nothing = computeMetrics({ scores: [0.1, 0.2], labels: [false, false] });
    for (const metrics of [imageOnly, nothing]) {
      for (const name of figureNames) expect(metrics.ranges[name] === null, name).toBe(metrics[name] === null);
    }
    expect(imageOnly.ranges.pixelAuroc).toBeNull();
    expect(imageOnly.ranges.imageAp).not.toBeNull();
  });
});

describe('bins of map values', () => {
  const value = fc.oneof(
    fc.float({ min: -2, max: 2, noNaN: true }),
    fc.float({ min: Math.fround(0.98), max: 1, noNaN: true }),
    fc.constantFrom(-Infinity, -1, -0, 0, 0.5, 1, Infinity),
  );

  it('keep the order of the values', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        expect(binKey(low)).toBeLessThanOrEqual(binKey(high));
      }),
      { numRuns: 1000 },
    );
  });

  it('part values near 0 and near 1 alike', () => {
    expect(binKey(0)).toBe(binKey(-0));
    for (const near of [0.001, 0.01, 0.1]) {
      expect(binKey(near)).toBeLessThan(binKey(1.02 * near));
      expect(binKey(1 - 1.02 * near)).toBeLessThan(binKey(1 - near));
    }
  });
});
