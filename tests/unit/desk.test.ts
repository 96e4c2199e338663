import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { onScoreScale } from '#shared/vision/heatmap.ts';
import {
  axisOf,
  binned,
  bins,
  lanesOf,
  tallnessOf,
  ticksOf,
  zoneCounts,
} from '../../src/renderer/stages/evaluation/desk.ts';
import { type Entry, faultOf, filtered, noFilter } from '../../src/renderer/stages/evaluation/entries.ts';
import { markedExtent, photographPixel, regionOf } from '../../src/renderer/stages/evaluation/geometry.ts';

const limits = { acceptLimit: 0.32, rejectLimit: 0.42 };
const entry = (score: number, more: Partial<Entry> = {}): Entry => ({
  ...{ key: `${score}`, series: 'good', score, isBad: false, kind: null, part: 'a', number: null, extent: null },
  ...{ image: { id: 1 } as Entry['image'], hasMap: true },
  ...more,
});
const scores = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 });

describe('the desk’s axis', () => {
  it('shows where the scores and limits are, and all of 0–1 where there is none', () => {
    expect(axisOf([0.22, 0.31, 0.41], [limits])).toEqual({ from: 0.2, to: 0.44 });
    expect(axisOf([], [limits])).toEqual({ from: 0, to: 1 });
    expect(axisOf([0.01, 0.99], [limits])).toEqual({ from: 0, to: 1 });
  });

  it('holds every score and both limits, within 0–1, with 2 to 12 ticks that differ', () => {
    fc.assert(
      fc.property(scores, (all) => {
        const axis = axisOf(all, [limits]);
        for (const score of [...all, 0.32, 0.42]) {
          expect(score).toBeGreaterThanOrEqual(axis.from);
          expect(score).toBeLessThanOrEqual(axis.to);
        }
        expect([axis.from >= 0, axis.to <= 1]).toEqual([true, true]);
        const ticks = ticksOf(axis);
        expect(new Set(ticks.map(({ words }) => words)).size).toBe(ticks.length);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(13);
      }),
    );
  });

  it('has each part in exactly one bin, whose ends narrow the gallery to just those', () => {
    fc.assert(
      fc.property(scores, (all) => {
        const entries = all.map((score, i) => entry(score, { key: String(i) }));
        const found = binned(entries, axisOf(all, [limits]));
        expect(found.flatMap((bin) => bin.entries)).toHaveLength(entries.length);
        expect(found.every(({ index }) => index >= 0 && index < bins)).toBe(true);
      }),
    );
    const entries = [0.3, 0.31, 0.312, 0.5].map((score) => entry(score));
    for (const bin of binned(entries, { from: 0.2, to: 0.6 })) {
      expect(filtered(entries, { ...noFilter, bin: { from: bin.from, to: bin.to } }, limits)).toEqual(bin.entries);
    }
  });
});

describe('the desk’s lanes', () => {
  it('have the handles below all parts, with and without a test, in a low window and in a high one', () => {
    for (const [hasTest, isLow] of [
      [true, true],
      [true, false],
      [false, true],
      [false, false],
    ] as const) {
      const { goodTop, base, forgedEnd, testTop, testBase, testEnd, handles, axis, height } = lanesOf(hasTest, isLow);
      const down = [goodTop, base, forgedEnd, testTop, testBase, testEnd, handles, axis, height];
      expect(down).toEqual([...down].sort((a, b) => a - b));
    }
  });

  it('show one part among hundreds, and nothing of none', () => {
    expect(tallnessOf(1, 400)).toBeGreaterThan(0.05);
    expect([tallnessOf(0, 400), tallnessOf(400, 400)]).toEqual([0, 1]);
  });

  it('count good and defective parts of each series by zone', () => {
    const entries = [
      entry(0.1),
      entry(0.5),
      entry(0.1, { series: 'forged', isBad: true }),
      entry(0.35, { series: 'test' }),
    ];
    const counts = zoneCounts(entries, limits);
    expect(counts.ok).toMatchObject({ good: { good: 1, bad: 0 }, forged: { good: 0, bad: 1 } });
    expect([counts.ng.good.good, counts.review.test.good]).toEqual([1, 1]);
  });
});

describe('the gallery’s filter', () => {
  const good = entry(0.5, { key: 'overkill' });
  const passed = entry(0.1, { key: 'escape', series: 'forged', isBad: true, kind: 'pit' });
  const found = entry(0.9, { key: 'found', series: 'forged', isBad: true, kind: 'pit' });
  const gone = entry(0.9, { key: 'gone', image: null });
  const left = (more: Partial<typeof noFilter>): string[] =>
    filtered([good, passed, found, gone], { ...noFilter, ...more }, limits).map(({ key }) => key);

  it('leaves wrong ones, a kind, a zone or a series, and never what cannot be shown', () => {
    expect(left({})).toEqual(['overkill', 'escape', 'found']);
    expect(left({ onlyWrong: true })).toEqual(['overkill', 'escape']);
    expect(left({ kind: 'pit', onlyWrong: true })).toEqual(['escape']);
    expect(left({ zone: 'ng' })).toEqual(['overkill', 'found']);
    expect(left({ series: 'good' })).toEqual(['overkill']);
    expect([good, passed, found].map((one) => faultOf(one, limits))).toEqual(['overkill', 'escape', null]);
  });
});

describe('a map over its photograph', () => {
  it('has the part’s own score at its hottest place, so that it reaches a limit just where the part does', () => {
    const map = { width: 2, height: 2, data: Float32Array.from([0.1, 0.65, 0.2, -0.3]) };
    const { map: scaled, spot } = onScoreScale(map, 0.325);
    expect([...scaled.data]).toEqual([0.05, 0.325, 0.1, 0].map((value) => expect.closeTo(value, 6) as number));
    expect(spot).toEqual({ x: 1, y: 0 });
    const flat = onScoreScale({ width: 1, height: 1, data: Float32Array.from([0]) }, 0.4);
    expect([...flat.map.data]).toEqual([0]);
  });

  it('names places in the photograph’s pixels', () => {
    const region = regionOf({ width: 2560, height: 1024 }, { x: 0.5, y: 0, width: 0.5, height: 1 });
    expect(region).toEqual({ left: 1280, top: 0, width: 1280, height: 1024 });
    expect(photographPixel({ x: 0, y: 127 }, { width: 160, height: 128 }, region)).toEqual({ x: 1284, y: 1020 });
  });

  it('measures what is marked round its hottest place, and no other place that is marked', () => {
    const map = { width: 8, height: 4, data: new Float32Array(32) };
    for (const x of [1, 2]) map.data[8 + x] = 0.6; // 2 × 1 of the map, 20 × 8 px
    for (let x = 3; x < 8; x++) map.data[24 + x] = 0.5; // longer, and another place
    map.data[8 + 2] = 0.9;
    const region = { left: 5, top: 5, width: 80, height: 32 };
    const extent = (limit: number): number => markedExtent(map, { x: 2, y: 1 }, limit, region);
    expect(extent(0.4)).toBeCloseTo(Math.hypot(20, 8), 1);
    expect(extent(0.7)).toBeCloseTo(Math.hypot(10, 8), 1);
    expect(extent(0.95)).toBe(0);
  });
});
