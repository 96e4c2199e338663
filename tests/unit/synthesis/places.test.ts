import { describe, expect, it } from 'vitest';
import { createRandom } from '#shared/vision/random.ts';
import { type Raster, createMask, createRaster } from '#shared/vision/raster.ts';
import {
  busiestPlace,
  detailOf,
  grainOf,
  nearBorder,
  placeOnMap,
  toneBeyond,
} from '#shared/vision/synthesis/places.ts';
import { synthesize } from '#shared/vision/synthesis/index.ts';
import type { Point } from '#shared/vision/synthesis/sketch.ts';
import { type PriorSet, defaultPriorSet, defectKinds, priorSetSchema } from '#shared/domain/priors.ts';
import { evenPicture, pinned, seedsTo, sketchOf } from '../../fixtures/drawings.ts';
import { texturedPart } from '../../fixtures/parts.ts';

/** Lines in a direction, radians as in the picture, with noise. */
function lines(direction: number, noise = 0): Raster {
  const image = createRaster(80, 60);
  const random = createRandom(2);
  for (let i = 0; i < 80 * 60; i++) {
    const across = -(i % 80) * Math.sin(direction) + Math.floor(i / 80) * Math.cos(direction);
    image.data.fill(Math.round(128 + 40 * Math.sin(across) + random.normal(0, noise)), 3 * i, 3 * i + 3);
  }
  return image;
}
/** Between two directions of lines, which are the same turned by half a circle. */
const apart = (a: number, b: number): number => Math.abs(Math.atan(Math.tan(a - b)));

describe('the grain of a part', () => {
  it.each([0, 0.4, 1, Math.PI / 2, 2, 3])('runs as its lines do: %f', (direction) => {
    for (const [x, y] of [
      [40, 30],
      [2, 2],
      [79, 59],
    ] as const)
      expect(apart(grainOf(lines(direction), x, y)!, direction)).toBeLessThan(0.08);
    expect(apart(grainOf(lines(direction, 10), 40, 30)!, direction)).toBeLessThan(0.2);
  });

  it('is nowhere on an even or a merely noisy part', () => {
    expect(grainOf(evenPicture(99, 64, 64), 30, 30)).toBeNull();
    const noisy = lines(0);
    const random = createRandom(5);
    for (let i = 0; i < noisy.data.length; i += 3) noisy.data.fill(random.integer(60, 200), i, i + 3);
    expect(grainOf(noisy, 40, 30)).toBeNull();
  });
});

/** A picture of the sum of waves along both axes, of one strength each, in one channel or all. */
function crossed(alongX: number, alongY: number, channels: readonly number[] = [0, 1, 2]): Raster {
  const image = evenPicture(120, 80, 60);
  for (let i = 0; i < 80 * 60; i++) {
    const wave = alongX * Math.sin(i % 80) + alongY * Math.sin(Math.floor(i / 80));
    for (const c of channels) image.data[3 * i + c] = Math.round(120 + wave);
  }
  return image;
}

describe('the grain round a pixel', () => {
  it('is that of its surroundings alone', () => {
    const [across, along] = [crossed(50, 0), crossed(0, 50)];
    for (const axis of ['x', 'y'] as const) {
      const isFirst = (i: number): boolean => (axis === 'x' ? i % 80 < 40 : Math.floor(i / 80) < 30);
      const both = createRaster(80, 60);
      both.data.forEach((_, i) => (both.data[i] = (isFirst(Math.floor(i / 3)) ? across : along).data[i]!));
      const [before, after] = axis === 'x' ? [26, 54] : [16, 44];
      for (const middle of [before, before - 10, after, after + 10]) {
        const [x, y] = axis === 'x' ? [middle, 30] : [40, middle];
        expect(apart(grainOf(both, x, y)!, middle <= before ? Math.PI / 2 : 0)).toBeLessThan(0.01);
      }
    }
  });

  it('is seen in each channel', () => {
    for (const channel of [0, 1, 2])
      expect(apart(grainOf(crossed(50, 0, [channel]), 40, 30)!, Math.PI / 2)).toBeLessThan(0.01);
  });

  it('needs a quarter of its strength to stand out', () => {
    // lines of strengths a and b across each other are coherent by (a² − b²) / (a² + b²)
    const withCoherence = (share: number): Raster => crossed(50, 50 * Math.sqrt((1 - share) / (1 + share)));
    expect(grainOf(withCoherence(0.2), 40, 30)).toBeNull();
    expect(apart(grainOf(withCoherence(0.3), 40, 30)!, Math.PI / 2)).toBeLessThan(0.1);
  });
});

describe('how much is to be seen round a pixel', () => {
  it('is the deviation of the grey levels within 4 px of it, as far as the picture reaches', () => {
    const image = createRaster(20, 14);
    const random = createRandom(4);
    image.data.forEach((_, i) => (image.data[i] = random.integer(0, 255)));
    for (const [x, y] of [
      [0, 0],
      [19, 13],
      [9, 7],
      [2, 12],
      [17, 1],
    ] as const) {
      const greys = Array.from({ length: 20 * 14 }, (_, i) => i).flatMap((i) =>
        Math.abs((i % 20) - x) <= 4 && Math.abs(Math.floor(i / 20) - y) <= 4
          ? [image.data.subarray(3 * i, 3 * i + 3).reduce((sum, value) => sum + value, 0) / 3]
          : [],
      );
      const mean = greys.reduce((sum, value) => sum + value, 0) / greys.length;
      const squares = greys.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      expect(detailOf(image, x, y)).toBeCloseTo(Math.sqrt(squares / greys.length), 6);
    }
  });
});

describe('a walk to the border', () => {
  const sides = { width: 40, height: 30 };

  it('ends on the last pixel of the picture where all of it is part', () => {
    const from = { x: 12, y: 10 };
    const ends = [0, 0.25, 0.5, 0.75].map((share) => nearBorder(from, sketchOf(sides), pinned({ share })));
    for (const [i, end] of [
      { x: 39, y: 10 },
      { x: 12, y: 29 },
      { x: 0, y: 10 },
      { x: 12, y: 0 },
    ].entries()) {
      expect(ends[i]!.x).toBeCloseTo(end.x);
      expect(ends[i]!.y).toBeCloseTo(end.y);
    }
  });

  it('ends on the part, a step from where it ends, straight in any direction', () => {
    const from = { x: 120, y: 131 };
    const isOnPart = ({ x, y }: Point): boolean => Math.hypot(x - 128, y - 128) < 50;
    for (const seed of seedsTo(40)) {
      const share = seed / 40;
      const end = nearBorder(from, sketchOf({ isOnPart }), pinned({ share }));
      const walked = Math.hypot(end.x - from.x, end.y - from.y);
      expect(end.x - from.x).toBeCloseTo(walked * Math.cos(2 * Math.PI * share));
      expect(end.y - from.y).toBeCloseTo(walked * Math.sin(2 * Math.PI * share));
      expect(isOnPart(end)).toBe(true);
      const radius = Math.hypot(end.x - 128, end.y - 128);
      expect(radius).toBeGreaterThan(48.9);
    }
  });
});

describe('what lies beyond a part', () => {
  const sides = { width: 40, height: 30 };

  it('has the colour of the background, even where there is little of it', () => {
    const seen: Point[] = [];
    const isOnPart = (at: Point): boolean => {
      seen.push(at);
      return at.x > 5;
    };
    const sketch = sketchOf({ ...sides, isOnPart, colourAt: ({ x }) => [x < 5 ? 7 : 99, 8, 9] });
    const tones = seedsTo(100).map((seed) => toneBeyond(sketch, createRandom(seed)));
    expect(tones.filter((tone) => tone.join() === '7,8,9').length).toBeGreaterThan(97);
    const [xs, ys] = [seen.map(({ x }) => x), seen.map(({ y }) => y)];
    expect([Math.min(...xs), Math.max(...xs)]).toEqual([expect.closeTo(0, -0.3), expect.closeTo(40, -0.3)]);
    expect([Math.min(...ys), Math.max(...ys)]).toEqual([expect.closeTo(0, -0.3), expect.closeTo(30, -0.3)]);
  });

  it('is any grey where the part is grey and fills the picture, and any colour where it is not', () => {
    for (const isGrey of [true, false]) {
      const all = seedsTo(60).map((seed) => toneBeyond(sketchOf({ ...sides, isGrey }), createRandom(seed)));
      expect(all.every((tone) => tone.length === 3 && (new Set(tone).size === 1) === isGrey)).toBe(true);
      const levels = all.flat();
      expect(Math.min(...levels)).toBeLessThan(20);
      expect(Math.max(...levels)).toBeGreaterThan(235);
    }
  });
});

describe('a place among several', () => {
  /** A sketch that proposes (0, 0), (1, 0), (2, 0) and so on. */
  const inTurn = (): { place: () => Point } => {
    let next = 0;
    return { place: () => ({ x: next++, y: 0 }) };
  };

  it('is the first of the busiest of ten', () => {
    const busiest = (detail: (x: number) => number): number =>
      busiestPlace(sketchOf({ ...inTurn(), detailAt: ({ x }) => detail(x) }), pinned()).x;
    for (const peak of [0, 4, 9]) expect(busiest((x) => -Math.abs(x - peak))).toBe(peak);
    expect(busiest((x) => x)).toBe(9);
    expect(busiest(() => 1)).toBe(0);
  });

  it('is the likeliest of two hundred on a map, where none of them is taken', () => {
    const likeliest = (weights: number[]): number => {
      const map = { columns: weights.length, rows: 1, weights };
      return placeOnMap(map, sketchOf({ ...inTurn(), width: weights.length }), pinned({ share: 1 })).x;
    };
    expect(likeliest([1, 2, 5, 3, 5])).toBe(2);
    expect(likeliest(Array.from({ length: 200 }, (_, i) => i))).toBe(199);
    expect(likeliest(Array.from({ length: 230 }, (_, i) => i))).toBe(199);
  });

  it('lies in the cell of a map that it lies in, those at its border and beyond it in the last', () => {
    const map = { columns: 3, rows: 2, weights: [1, 2, 3, 4, 5, 6] };
    const sides = { width: 90, height: 40 };
    /** The least weight that is drawn with which a place is not taken. */
    const weightAt = (at: Point): number => {
      let asked = 0;
      const place = (): Point => (asked++ === 0 ? at : { x: 89, y: 39 });
      const taken = [0, 1, 2, 3, 4, 5].filter((least) => {
        asked = 0;
        return placeOnMap(map, sketchOf({ ...sides, place }), pinned({ share: least / 6 })) === at;
      });
      return taken.length;
    };
    for (const [x, y, weight] of [
      [1, 1, 1],
      [29, 19, 1],
      [31, 19, 2],
      [61, 1, 3],
      [90, 1, 3],
      [95, -2, 3],
      [-3, 21, 4],
      [31, 40, 5],
      [89, 45, 6],
    ] as const)
      expect(weightAt({ x, y })).toBe(weight);
  });
});

describe('where a defect lies', () => {
  const map = { columns: 4, rows: 2, weights: [0, 0, 0.2, 0, 0, 0, 0.8, 0] };
  const somewhere = sketchOf({ place: (random) => ({ x: random.uniform(0, 256), y: random.uniform(0, 256) }) });

  it('follows the weights of a map', () => {
    const random = createRandom(1);
    const places = seedsTo(600).map(() => placeOnMap(map, somewhere, random));
    for (const { x } of places) expect(Math.floor(x / 64)).toBe(2);
    const below = places.filter(({ y }) => y > 128).length / places.length;
    expect(Math.abs(below - 0.8)).toBeLessThan(0.06);
    const nowhere = sketchOf({ place: () => ({ x: 1, y: 1 }) });
    expect(placeOnMap(map, nowhere, random)).toEqual({ x: 1, y: 1 });
  });

  it('is the busiest of several', () => {
    const random = createRandom(2);
    const sketch = { ...somewhere, detailAt: ({ x }: { x: number }): number => x };
    const mean = seedsTo(200).reduce((sum) => sum + busiestPlace(sketch, random).x, 0) / 200;
    expect(mean).toBeGreaterThan(210); // of ten places, the largest of 0 to 256
    expect(detailOf(evenPicture(90, 40, 40), 0, 39)).toBe(0);
    expect(detailOf(lines(0), 40, 30)).toBeGreaterThan(15);
  });

  const only = (changes: Partial<PriorSet['kinds']['pit']>, more: Partial<PriorSet> = {}): PriorSet => {
    const kinds = Object.fromEntries(
      defectKinds.map((kind) => [kind, { ...defaultPriorSet.kinds[kind], enabled: kind === 'pit' }]),
    ) as PriorSet['kinds'];
    const pit = { ...kinds.pit, contrast: [90, 90] as [number, number], ...changes };
    return priorSetSchema.parse({ ...defaultPriorSet, ...more, nuisance: 0, kinds: { ...kinds, pit } });
  };

  it('in a forged picture is on the map and on the part, or at its edges', () => {
    const part = texturedPart(128, 1);
    const upper = createMask(128, 128);
    upper.data.fill(255, 0, 128 * 70);
    for (let seed = 0; seed < 10; seed++) {
      const half = { columns: 2, rows: 1, weights: [1, 0] };
      const priors = only({ place: 'map', size: [4, 8], count: [1, 1] }, { map: half });
      const { drawn, mask } = synthesize(part, priors, createRandom(seed), { foreground: upper });
      for (const { values } of drawn) expect(values.x).toBeLessThan(128 + 60); // pits lie near each other
      mask.data.forEach((value, i) => value && expect(Math.floor(i / 128)).toBeLessThan(73));
    }
    const onRing = (place: 'part' | 'edges'): number =>
      seedsTo(40).filter((seed) => {
        const priors = only({ place, size: [4, 4], count: [1, 1] });
        const whole = createMask(128, 128, 255);
        const { x, y } = synthesize(part, priors, createRandom(seed), { foreground: whole }).drawn[0]!.values as {
          x: number;
          y: number;
        };
        const radius = Math.hypot(x - 128, y - 128) / 256;
        return radius > 0.2 && radius < 0.38;
      }).length;
    expect(onRing('edges')).toBeGreaterThan(1.3 * onRing('part'));
  });

  it('needs a map where the map is to say it', () => {
    expect(() => only({ place: 'map' })).toThrow('no map');
    for (const weights of [[0, 0], [1], [1, 2]])
      expect(() => only({}, { map: { columns: 2, rows: 1, weights } })).toThrow();
  });
});
