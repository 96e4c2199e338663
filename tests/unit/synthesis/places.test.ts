import { describe, expect, it } from 'vitest';
import { createRandom } from '#shared/vision/random.ts';
import { type Raster, createRaster } from '#shared/vision/raster.ts';
import { busiestPlace, detailOf, grainOf, placeOnMap } from '#shared/vision/synthesis/places.ts';
import { synthesize } from '#shared/vision/synthesis/index.ts';
import { createMask } from '#shared/vision/raster.ts';
import { type PriorSet, defaultPriorSet, defectKinds, priorSetSchema } from '#shared/domain/priors.ts';
import { evenPicture, seedsTo, sketchOf } from '../../fixtures/drawings.ts';
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
    for (let seed = 0; seed < 30; seed++) {
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
