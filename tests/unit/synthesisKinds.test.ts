import { describe, expect, it, vi } from 'vitest';
import { type DefectKind, type Prior, type PriorSet, defaultPriorSet, defectKinds } from '#shared/domain/priors.ts';
import { createRandom } from '#shared/vision/random.ts';
import { type Raster, createMask, createRaster, maskArea } from '#shared/vision/raster.ts';
import { synthesize } from '#shared/vision/synthesis/index.ts';
import { labelledPart, texturedPart } from '../fixtures/parts.ts';

vi.setConfig({ testTimeout: 60_000 }); // many pictures are looked at pixel by pixel

const grey = 128;
const plain = createRaster(256, 256);
plain.data.fill(grey);
const whole = createMask(256, 256, 255);

function only(kind: DefectKind, changes: Partial<Prior>): PriorSet {
  const priors = structuredClone(defaultPriorSet);
  for (const other of defectKinds) priors.kinds[other].enabled = other === kind;
  Object.assign(priors.kinds[kind], { count: [1, 1], edge: [0, 0], opacity: [1, 1] }, changes);
  return { ...priors, nuisance: 0 };
}

/** Pictures of one kind that show one defect, with the change of each pixel. */
function forge(kind: DefectKind, changes: Partial<Prior>, image: Raster = plain, count = 24) {
  return Array.from({ length: count }, (_, seed) => {
    const {
      image: forged,
      base,
      mask,
      drawn,
    } = synthesize(image, only(kind, changes), createRandom(seed), {
      foreground: whole,
    });
    const change = Array.from({ length: 256 * 256 }, (_value, i) => forged.data[3 * i]! - base.data[3 * i]!);
    const isCut = change.map((_value, i) => [0, 255].includes(forged.data[3 * i]!));
    return {
      seed,
      isCut,
      values: drawn[0]!.values as Record<string, number>,
      change,
      mask,
      isSingle: drawn.length === 1,
    };
  }).filter(({ isSingle }) => isSingle);
}

const largest = (values: readonly number[]): number => values.reduce((most, value) => Math.max(most, value), -Infinity);
const smallest = (values: readonly number[]): number => -largest(values.map((value) => -value));

/** Pixels changed by at least half of the strongest change, as places. */
function placesOf(change: readonly number[]): { x: number; y: number }[] {
  const most = largest(change.map(Math.abs));
  return [...change.keys()]
    .filter((i) => Math.abs(change[i]!) >= most / 2)
    .map((i) => ({ x: i % 256, y: Math.floor(i / 256) }));
}

function sidesOf(places: readonly { x: number; y: number }[]): { width: number; height: number } {
  const side = (values: number[]): number => largest(values) - smallest(values) + 1;
  return { width: side(places.map(({ x }) => x)), height: side(places.map(({ y }) => y)) };
}

describe('what a prior says is what the picture shows', () => {
  it.each(['scratch', 'crack', 'fibre', 'pit', 'stain'] as const)('%s: the contrast, with its sign', (kind) => {
    for (const { change, values } of forge(kind, { contrast: [60, 60], size: [14, 14] })) {
      expect(Math.abs(values.contrast!)).toBeCloseTo(60);
      if (kind === 'crack') expect(values.contrast).toBeLessThan(0);
      const [up, down] = [largest(change), smallest(change)];
      expect(Math.max(up, -down)).toBeLessThanOrEqual(kind === 'crack' ? 128 : 100); // branches of a crack cross
      expect(Math.max(up, -down)).toBeGreaterThanOrEqual(28);
    }
    const signs = new Set(forge(kind, { contrast: [60, 60] }).map(({ values }) => Math.sign(values.contrast!)));
    expect(signs.size).toBe(kind === 'crack' ? 1 : 2);
  });

  it('a fibre changes the part by its contrast times its opacity, in the direction of its contrast', () => {
    for (const opacity of [1, 0.5, 0.3]) {
      for (const { change, values } of forge('fibre', {
        contrast: [80, 80],
        opacity: [opacity, opacity],
        size: [90, 90],
      })) {
        const strongest = values.contrast! > 0 ? largest(change) : smallest(change);
        expect(Math.abs(strongest - values.contrast! * opacity)).toBeLessThanOrEqual(1);
        expect(values.contrast! > 0 ? smallest(change) : largest(change)).toBe(0);
      }
    }
  });

  it.each(['texture', 'cutpaste', 'missing'] as const)('%s: opacity multiplies the change', (kind) => {
    const part = texturedPart(256, 1);
    const size: [number, number] = [40, 40];
    const full = forge(kind, { size, contrast: [80, 80], opacity: [1, 1] }, part);
    const faint = forge(kind, { size, contrast: [80, 80], opacity: [0.7, 0.7] }, part);
    let compared = 0;
    for (const { seed, change, values } of faint) {
      const same = full.find((other) => other.seed === seed);
      if (!same || values.opacity !== 0.7 || same.values.x !== values.x) continue;
      compared++;
      const off = change.map((value, i) => (same.isCut[i] ? 0 : Math.abs(value - 0.7 * same.change[i]!)));
      expect(largest(off)).toBeLessThanOrEqual(1);
    }
    expect(compared).toBeGreaterThan(5);
  });

  it.each(['pit', 'stain', 'warp', 'missing', 'cutpaste', 'texture'] as const)('%s: the size across', (kind) => {
    const part = texturedPart(256, 1);
    for (const size of [16, 48]) {
      const widths = forge(kind, { size: [size, size], contrast: [100, 100] }, part).map(({ change, values }) => {
        expect(values.size).toBeCloseTo(size);
        const touched = [...change.keys()].filter((i) => change[i] !== 0);
        const { width, height } = sidesOf(touched.map((i) => ({ x: i % 256, y: Math.floor(i / 256) })));
        return Math.max(width, height) - 6 * values.edge!;
      });
      expect(largest(widths)).toBeLessThanOrEqual(size * 1.45 + 4); // a rough outline, a ragged patch, a box's diagonal
      expect(largest(widths)).toBeGreaterThanOrEqual(size * 0.7);
    }
  });

  it.each(['scratch', 'fibre'] as const)('%s: the length and the direction, counter-clockwise', (kind) => {
    for (const [angle, isWide] of [
      [0, true],
      [90, false],
      [45, null],
      [-45, null],
    ] as const) {
      const lines = forge(kind, { size: [60, 60], angle: [angle, angle], contrast: [90, 90] }, plain, 12);
      const follows = lines.filter(({ change, values }) => {
        expect(values.angle).toBeCloseTo(angle);
        const places = placesOf(change);
        const { width, height } = sidesOf(places);
        if (isWide !== null) return width > height === isWide;
        const [mx, my] = [mean(places.map(({ x }) => x)), mean(places.map(({ y }) => y))];
        return Math.sign(mean(places.map(({ x, y }) => (x - mx) * (my - y)))) === Math.sign(angle);
      });
      expect(follows.length).toBeGreaterThan(0.75 * lines.length); // a line may wind
      const lengths = lines.map(({ change }) => {
        const { width, height } = sidesOf(placesOf(change));
        return Math.hypot(width, height);
      });
      expect(largest(lengths)).toBeLessThan(80);
      expect(largest(lengths)).toBeGreaterThan(35);
    }
  });

  it.each(['pit', 'fibre', 'crack', 'scratch', 'missing'] as const)('%s: the softness of its edge', (kind) => {
    /** Share of the touched pixels that changed by less than half of the most. */
    const softness = (edge: number): number =>
      mean(
        forge(kind, { size: [40, 40], contrast: [100, 100], edge: [edge, edge] }, plain, 8).map(({ change }) => {
          const touched = change.filter((value) => value !== 0).map(Math.abs);
          return touched.filter((value) => value < largest(touched) / 2).length / touched.length;
        }),
      );
    expect(softness(5)).toBeGreaterThan(softness(0) + 0.05);
  });

  it('several defects of a kind: as many as the count says', () => {
    const priors = only('pit', { count: [5, 5], contrast: [100, 100], size: [8, 8] });
    for (let seed = 0; seed < 20; seed++) {
      const { drawn } = synthesize(plain, priors, createRandom(seed), { foreground: whole });
      expect([5, 10]).toContain(drawn.length);
    }
  });
});

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('the mask', () => {
  const parts = Array.from({ length: 6 }, (_, seed) => texturedPart(128, seed));
  const all = createMask(128, 128, 255);

  it('leaves nothing visible out in 1,000 default pictures, and names only what can be seen', () => {
    let area = 0;
    for (let seed = 0; seed < 1000; seed++) {
      const donors = [parts[(seed + 1) % 6]!, parts[(seed + 3) % 6]!];
      const { image, base, mask, drawn } = synthesize(parts[seed % 6]!, defaultPriorSet, createRandom(seed), {
        donors,
        foreground: all,
      });
      expect(drawn.length).toBeGreaterThan(0);
      let unmasked = 0;
      for (let i = 0; i < 3 * mask.data.length; i++) {
        if (!mask.data[Math.floor(i / 3)] && Math.abs(image.data[i]! - base.data[i]!) >= 12) unmasked++;
      }
      expect(unmasked).toBe(0);
      area += maskArea(mask) / mask.data.length;
    }
    expect(area / 1000).toBeLessThan(0.025); // tight: 1.5 % of the picture
  }, 60_000);

  it('holds a faint defect beside a strong one', () => {
    const priors = only('pit', { size: [8, 8], contrast: [14, 160], count: [6, 6] });
    let compared = 0;
    for (let seed = 0; seed < 40; seed++) {
      const { mask, drawn } = synthesize(plain, priors, createRandom(seed), { foreground: whole });
      for (const { values } of drawn) {
        const { x, y } = values as Record<string, number>;
        if (x! < 4 || y! < 4 || x! > 252 || y! > 252) continue;
        const near = [-2, -1, 0, 1, 2].some((dy) =>
          [-2, -1, 0, 1, 2].some((dx) => mask.data[(Math.floor(y!) + dy) * 256 + Math.floor(x!) + dx]),
        );
        expect(near).toBe(true);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(100);
  });

  it('takes back what lies off the part, but for its rim', () => {
    const half = createMask(256, 256);
    half.data.fill(255, 0, 128 * 256);
    const part = texturedPart(256, 1);
    const stamps = [labelledPart(256, 4)];
    const below = (image: Raster): Buffer => Buffer.from(image.data.subarray(130 * 256 * 3));
    for (const kind of defectKinds) {
      for (let seed = 0; seed < 6; seed++) {
        const priors = only(kind, { size: [60, 60], contrast: [100, 100] });
        const { image } = synthesize(part, priors, createRandom(seed), { foreground: half, stamps });
        expect(below(image).equals(below(part))).toBe(true);
      }
    }
  });

  it('does not confine where the priors say so', () => {
    const half = createMask(256, 256);
    half.data.fill(255, 0, 128 * 256);
    const below = Array.from({ length: 20 }, (_, seed) => {
      const priors = { ...only('pit', { contrast: [100, 100] }), confineToForeground: false };
      const { mask } = synthesize(plain, priors, createRandom(seed), { foreground: half });
      return mask.data.subarray(132 * 256).some((value) => value !== 0);
    });
    expect(below.filter(Boolean).length).toBeGreaterThan(3);
  });
});
