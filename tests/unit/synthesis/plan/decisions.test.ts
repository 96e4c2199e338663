import { describe, expect, it } from 'vitest';
import type { PriorSet } from '#shared/domain/priors.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { createRandom } from '#shared/vision/random.ts';
import { createRaster, maskArea } from '#shared/vision/raster.ts';
import { paintDefects } from '#shared/vision/synthesis/paint.ts';
import { drawPlan, viewOf } from '#shared/vision/synthesis/plan.ts';
import type { Point } from '#shared/vision/synthesis/sketch.ts';
import { meanOf, seedsTo } from '../../../fixtures/drawings.ts';
import { labelledPart } from '../../../fixtures/parts.ts';
import { defectsOf, even, priorsOf, side, whole } from '../../../fixtures/plans.ts';

describe('the kinds of a plan', () => {
  it('come in the proportions of their shares; what is switched off or has no share never comes', () => {
    const priors = priorsOf({ pit: { share: 3 }, crack: { share: 1 }, stain: { share: 0 } });
    const kinds = seedsTo(300).map((seed) => defectsOf(seed, priors)[0]!.kind);
    expect(new Set(kinds)).toEqual(new Set(['pit', 'crack']));
    const share = meanOf(kinds.map((kind) => Number(kind === 'pit')));
    expect(share > 0.68 && share < 0.82).toBe(true);
  });

  it('are two in one of five pictures', () => {
    const priors = priorsOf({ pit: {} });
    const counts = seedsTo(300).map((seed) => defectsOf(seed, priors).length);
    expect(new Set(counts)).toEqual(new Set([1, 2]));
    const share = meanOf(counts.map((count) => count - 1));
    expect(share > 0.14 && share < 0.26).toBe(true);
  });

  it('have as many instances as their count says, few being the usual number', () => {
    const priors = priorsOf({ fibre: { count: [1, 16], size: [30, 30] } });
    const counts = seedsTo(200)
      .map((seed) => defectsOf(seed, priors).length)
      .sort((a, b) => a - b);
    expect(counts[0]).toBe(1);
    expect(counts.at(-1)!).toBeGreaterThan(14);
    expect(counts[100]! >= 3 && counts[100]! <= 6).toBe(true); // about the geometric mean; a fifth come twice
  });

  it('must be one at least', () => {
    const refused = (priors: PriorSet) => () => drawPlan(even(), priors, createRandom(1));
    for (const priors of [priorsOf({}), priorsOf({ pit: { share: 0 } }), priorsOf({ pit: { enabled: false } })]) {
      expect(refused(priors)).toThrow(FlawsmithError);
      expect(refused(priors)).toThrow(expect.objectContaining({ code: 'bad-config', hint: expect.any(String) }));
    }
  });
});

describe('what a set of priors decides', () => {
  it('is the map that places follow, where there is one', () => {
    const priors = priorsOf({ fibre: { place: 'map' } });
    const columns = (map: PriorSet['map']): number[] =>
      seedsTo(20).map((seed) => defectsOf(seed, { ...priors, map })[0]!.at.x);
    expect(Math.min(...columns({ columns: 2, rows: 1, weights: [0, 1] }))).toBeGreaterThanOrEqual(128);
    expect(Math.max(...columns({ columns: 2, rows: 1, weights: [1, 0] }))).toBeLessThan(128);
    expect(new Set(columns(undefined).map((x) => x < 128)).size).toBe(2);
  });

  it('is where the light comes from, counter-clockwise from the right; else it comes from anywhere', () => {
    /** From the dark to the bright wall of a hollow, which is the one farther from the light. */
    const litFrom = (seed: number, light?: number): Point => {
      const priors: PriorSet = { ...priorsOf({ dent: { form: 'hollow', size: [60, 60], elongation: [1, 1] } }), light };
      const { painting, base } = drawPlan(even(), priors, createRandom(seed));
      let [x, y] = [0, 0];
      for (let i = 0; i < side * side; i++) {
        const by = painting.image.data[3 * i]! - base.data[3 * i]!;
        x += by * (i % side);
        y += by * Math.floor(i / side);
      }
      return { x: x / Math.hypot(x, y), y: y / Math.hypot(x, y) };
    };
    const isAlone = (one: number): boolean => {
      const [first, ...more] = defectsOf(one, priorsOf({ dent: {} }));
      return more.length === 0 && Math.max(Math.abs(first!.at.x - 128), Math.abs(first!.at.y - 128)) < 70;
    };
    const seed = seedsTo(20).find(isAlone)!;
    for (const degrees of [0, 90, -130]) {
      const [found, radians] = [litFrom(seed, degrees), (degrees * Math.PI) / 180];
      expect(found.x * Math.cos(radians) - found.y * Math.sin(radians)).toBeLessThan(-0.97);
    }
    const anyhow = seedsTo(12).map((one) => litFrom(one));
    expect(new Set(anyhow.map(({ x }) => Math.sign(x))).size).toBe(2);
    expect(new Set(anyhow.map(({ y }) => Math.sign(y))).size).toBe(2);
  });

  it('is that a stamp comes where a labelled defect is given, and that the stamp alone is nothing without one', () => {
    const priors = priorsOf({ stamp: { zoom: [1, 1], gain: [1, 1], blend: 'alpha' } });
    const stamps = [labelledPart(side, 1)];
    expect(defectsOf(1, priors, { ...even(), stamps })[0]!.kind).toBe('stamp');
    for (const none of [undefined, []]) {
      const refused = (): unknown => drawPlan({ ...even(), stamps: none }, priors, createRandom(1));
      expect(refused).toThrow('stamp alone');
      expect(refused).toThrow(expect.objectContaining({ code: 'bad-config', hint: expect.any(String) }));
    }
  });

  it('covers 60 % at most where a kind is shown that lies over much of a part', () => {
    const priors = priorsOf({ uneven: { size: [120, 200], elongation: [1, 1], detail: [1, 1] } });
    const areas = seedsTo(40).map((seed) => drawPlan(even(), priors, createRandom(seed)).painting.area / side ** 2);
    expect(Math.max(...areas)).toBeLessThanOrEqual(0.6);
    expect(Math.max(...areas)).toBeGreaterThan(0.45);
  });
});

describe('a plan', () => {
  it('changes light and place before as often as the priors say, and its base shows that', () => {
    const priors = (nuisance: number): PriorSet => priorsOf({ pit: {} }, nuisance);
    expect(drawPlan(even(), priors(0), createRandom(1)).plan.view).toBeNull();
    const drawn = seedsTo(120).map((seed) => drawPlan(even(), priors(0.5), createRandom(seed)));
    const share = meanOf(drawn.map(({ plan }) => Number(plan.view !== null)));
    expect(share > 0.38 && share < 0.62).toBe(true);
    const reference = even();
    for (const { plan, base } of drawn) {
      expect(base).toEqual(viewOf(reference.image, plan.view, plan.viewPixels));
      expect(viewOf(reference.image, plan.view, plan.viewPixels)).toEqual(base);
      if (plan.view === null) expect(base).toEqual(reference.image);
    }
    expect(drawn.some(({ base, plan }) => plan.view && base.data[0] !== 128)).toBe(true);
  });

  it('moves a view by the scale of its picture', () => {
    const view = { dx: 5, dy: 0, gain: 1, offset: 0, rampX: 0, rampY: 0, noise: 0 };
    for (const width of [256, 512]) {
      const image = createRaster(width, width);
      image.data.fill(250, 3 * 100, 3 * 101);
      const moved = viewOf(image, view, () => createRandom(1));
      expect(moved.data.indexOf(250)).toBe(3 * (100 + (5 * width) / 256));
    }
    const image = even().image;
    expect(viewOf(image, null, () => createRandom(1))).toBe(image);
  });

  it('is painted again pixel by pixel, as often as it is asked for, grain and all', () => {
    for (const seed of seedsTo(20)) {
      const { plan, base, painting } = drawPlan(
        even(),
        priorsOf({ missing: {}, warp: {}, texture: {} }, 0.5),
        createRandom(seed),
      );
      const again = paintDefects(
        base,
        plan.defects,
        { donors: [], foreground: whole, view: plan.view },
        { onlyVisible: false },
      );
      expect(Buffer.from(again.image.data).equals(Buffer.from(painting.image.data))).toBe(true);
      expect(Buffer.from(again.mask.data).equals(Buffer.from(painting.mask.data))).toBe(true);
    }
  });

  it('has grain of its own in each defect', () => {
    const priors = priorsOf({ warp: { count: [3, 3] } });
    const { plan } = drawPlan(even(), priors, createRandom(2));
    const starts = plan.defects.map(({ pixels }) => pixels().next());
    expect(new Set(starts).size).toBe(plan.defects.length);
    expect(plan.defects.map(({ pixels }) => pixels().next())).toEqual(starts);
    expect(new Set([...starts, plan.viewPixels().next()]).size).toBe(starts.length + 1);
  });

  it('leaves out what cannot be seen, and never covers more than 35 %', () => {
    const mixed = priorsOf({ fibre: { contrast: [1, 100], count: [8, 8], size: [40, 40] } });
    let isLeftOut = false;
    for (const seed of seedsTo(30)) {
      const { plan, painting } = drawPlan(even(), mixed, createRandom(seed));
      expect(plan.defects).toEqual(painting.shown);
      for (const { values } of plan.defects) expect(Math.abs(Number(values.contrast))).toBeGreaterThanOrEqual(11.5);
      if (plan.defects.length % 8 !== 0) isLeftOut = true;
    }
    expect(isLeftOut).toBe(true);
    const huge = priorsOf({ stain: { size: [100, 260] } });
    const areas = seedsTo(40).map(
      (seed) => maskArea(drawPlan(even(), huge, createRandom(seed)).painting.mask) / side ** 2,
    );
    expect(Math.max(...areas)).toBeLessThanOrEqual(0.35);
    expect(Math.max(...areas)).toBeGreaterThan(0.25);
  });
});
