import { describe, expect, it } from 'vitest';
import { type DefectKind, type Prior, type PriorSet, defaultPriorSet, defectKinds } from '#shared/domain/priors.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { type Random, createRandom } from '#shared/vision/random.ts';
import { type Mask, type Raster, cloneRaster, createMask, createRaster, maskArea } from '#shared/vision/raster.ts';
import { paintDefects } from '#shared/vision/synthesis/paint.ts';
import { type Reference, drawPlan, viewOf } from '#shared/vision/synthesis/plan.ts';
import { evenPicture, meanOf, seedsTo } from '../../fixtures/drawings.ts';

const side = 64;
const whole = createMask(side, side, 255);
const even = (level = 128): Reference => ({ image: evenPicture(level, side, side), foreground: whole, donors: [] });

/** Priors of well seen defects with the given kinds switched on, and no harmless change. */
function priorsOf(kinds: Partial<Record<DefectKind, Partial<Prior>>>, nuisance = 0): PriorSet {
  const priors = structuredClone(defaultPriorSet);
  for (const kind of defectKinds) {
    priors.kinds[kind] = {
      ...priors.kinds[kind],
      ...{ enabled: kinds[kind] !== undefined, share: 1, contrast: [100, 100], edge: [0, 0], opacity: [1, 1] },
      ...{ size: [20, 20], count: [1, 1] },
      ...kinds[kind],
    };
  }
  return { ...priors, nuisance };
}
const defectsOf = (seed: number, priors: PriorSet, reference = even()) =>
  drawPlan(reference, priors, createRandom(seed)).plan.defects;

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

describe('the places of a plan', () => {
  it('lie anywhere on the part and nowhere else, in px at 256', () => {
    const foreground = createMask(side, side);
    for (let y = 8; y < 24; y++) foreground.data.fill(255, y * side + 32, y * side + 62);
    const priors = priorsOf({ fibre: {} });
    const places = seedsTo(150).flatMap((seed) =>
      defectsOf(seed, priors, { ...even(), foreground }).map(({ at }) => at),
    );
    const [columns, rows] = [places.map(({ x }) => x), places.map(({ y }) => y)];
    expect(Math.min(...columns) >= 128 && Math.min(...columns) < 134).toBe(true);
    expect(Math.max(...columns) <= 248 && Math.max(...columns) > 242).toBe(true);
    expect(Math.min(...rows) >= 32 && Math.min(...rows) < 36).toBe(true);
    expect(Math.max(...rows) <= 96 && Math.max(...rows) > 92).toBe(true);
  });

  it('are those of the part where the view has moved it', () => {
    const foreground = createMask(side, side);
    for (let y = 24; y < 40; y++) foreground.data.fill(255, y * side + 24, y * side + 40);
    const priors = priorsOf({ fibre: {} }, 1);
    const moved = seedsTo(120).flatMap((seed) => {
      const { plan } = drawPlan({ ...even(), foreground }, priors, createRandom(seed));
      const { dx, dy } = plan.view!;
      return plan.defects.map(({ at }) => ({ dx, dy, x: at.x - dx, y: at.y - dy }));
    });
    // A pixel of 64 is 4 px at 256: the view moves by whole pixels.
    for (const { x, y } of moved) {
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(96 - 2);
      expect(Math.max(x, y)).toBeLessThanOrEqual(160 + 2);
    }
    for (const field of ['x', 'y'] as const) {
      const [high, low] = [
        moved.filter(({ dx, dy }) => (field === 'x' ? dx : dy) >= 3),
        moved.filter(({ dx, dy }) => (field === 'x' ? dx : dy) <= -3),
      ];
      for (const group of [high, low]) {
        expect(group.length).toBeGreaterThan(10);
        expect(Math.min(...group.map((one) => one[field]))).toBeLessThan(112);
        expect(Math.max(...group.map((one) => one[field]))).toBeGreaterThan(144);
      }
    }
  });

  it('do not come in again at the far side of the picture, where a view moves the part over its border', () => {
    const foreground = createMask(side, side);
    for (let y = 0; y < side; y++) foreground.data.fill(255, y * side, y * side + 16);
    for (const seed of seedsTo(60)) {
      const { plan } = drawPlan({ ...even(), foreground }, priorsOf({ fibre: {} }, 1), createRandom(seed));
      for (const { at } of plan.defects) expect(at.x).toBeLessThan(64 + 7);
    }
  });

  it('use the whole of a picture that is not square', () => {
    const image = evenPicture(128, 128, 32);
    const reference = { image, foreground: createMask(128, 32, 255), donors: [] };
    const places = seedsTo(100).flatMap((seed) =>
      defectsOf(seed, priorsOf({ fibre: {} }), reference).map(({ at }) => at),
    );
    expect(Math.max(...places.map(({ x }) => x))).toBeGreaterThan(490);
    expect(Math.max(...places.map(({ x }) => x))).toBeLessThan(512);
    expect(Math.max(...places.map(({ y }) => y))).toBeGreaterThan(120);
    expect(Math.max(...places.map(({ y }) => y))).toBeLessThan(128);
  });

  it('of pits lie near each other in seven of ten pictures, and never outside the picture', () => {
    const spreads = seedsTo(120).map((seed) => {
      const defects = defectsOf(seed, priorsOf({ pit: { count: [6, 6] } })).slice(0, 6);
      for (const { at } of defects) {
        expect(Math.min(at.x, at.y)).toBeGreaterThanOrEqual(0);
        expect(Math.max(at.x, at.y)).toBeLessThanOrEqual(256);
      }
      const [x, y] = [meanOf(defects.map(({ at }) => at.x)), meanOf(defects.map(({ at }) => at.y))];
      return Math.sqrt(meanOf(defects.map(({ at }) => (at.x - x) ** 2 + (at.y - y) ** 2)));
    });
    const near = spreads.filter((spread) => spread < 40);
    expect(near.length / spreads.length > 0.58 && near.length / spreads.length < 0.82).toBe(true);
    expect(meanOf(near)).toBeGreaterThan(12); // 14 px along each axis
    expect(meanOf(near)).toBeLessThan(24);
    const scattered = seedsTo(60).map((seed) => {
      const defects = defectsOf(seed, priorsOf({ fibre: { count: [6, 6] } })).slice(0, 6);
      return Math.max(...defects.map(({ at }) => at.x)) - Math.min(...defects.map(({ at }) => at.x));
    });
    expect(Math.min(...scattered)).toBeGreaterThan(40);
  });
});

describe('what a plan knows of its part', () => {
  /** Red on the left, green on the right; the part is a strip in the middle. */
  const reference = ((): Reference => {
    const image = createRaster(side, side);
    const foreground = createMask(side, side);
    for (let i = 0; i < side * side; i++) {
      const x = i % side;
      image.data.set(x < 24 ? [240, 20, 20] : x < 40 ? [128, 128, 128] : [20, 240, 20], 3 * i);
      if (x >= 24 && x < 40) foreground.data[i] = 255;
    }
    return { image, foreground, donors: [] };
  })();

  it('fills what is missing with the colour of the ground beside the part', () => {
    const colours = seedsTo(40).map((seed) => {
      const { painting, base } = drawPlan(reference, priorsOf({ missing: {} }), createRandom(seed));
      const changed = [...painting.mask.data.keys()].filter(
        (i) => painting.mask.data[i] && Math.abs(painting.image.data[3 * i]! - base.data[3 * i]!) > 80,
      );
      const [red, green] = [0, 1].map((c) => meanOf(changed.map((i) => painting.image.data[3 * i + c]!)));
      expect(Math.abs(red! + green! - 260)).toBeLessThan(40);
      const blue = meanOf(changed.map((i) => painting.image.data[3 * i + 2]!));
      expect(Math.abs(blue - 20)).toBeLessThan(20);
      return meanOf(changed.map((i) => painting.image.data[3 * i]!)) > 128;
    });
    expect(new Set(colours).size).toBe(2);
  });

  it('draws grey defects on grey parts, coloured ones on others', () => {
    const isGreyPainting = ({ data }: Raster): boolean =>
      [...data.keys()].every((i) => i % 3 || (data[i] === data[i + 1] && data[i] === data[i + 2]));
    const priors = priorsOf({ pit: {} });
    for (const seed of seedsTo(20)) {
      expect(isGreyPainting(drawPlan(even(), priors, createRandom(seed)).painting.image)).toBe(true);
    }
    const coloured = { ...even(), image: cloneRaster(even().image) };
    for (let i = 0; i < side * side; i++) coloured.image.data[3 * i] = 100;
    const changes = seedsTo(40).map((seed) => {
      const { painting, base } = drawPlan(coloured, priors, createRandom(seed));
      const shifted = painting.image.data.findIndex((value, i) => i % 3 === 0 && Math.abs(value - base.data[i]!) > 30);
      return [0, 1].map((c) => painting.image.data[shifted + c]! - base.data[shifted + c]!);
    });
    expect(changes.some(([red, green]) => Math.abs(red! - green!) > 10)).toBe(true);
  });

  it('borrows from every donor, or from the part itself', () => {
    const priors = priorsOf({ cutpaste: { size: [60, 60] } });
    const donors = [20, 90, 170].map((level) => evenPicture(level, side, side));
    const seen = new Set<number>();
    for (const seed of seedsTo(80)) {
      const { painting } = drawPlan({ ...even(), donors }, priors, createRandom(seed));
      for (const level of [20, 90, 170]) if (painting.image.data.includes(level)) seen.add(level);
    }
    expect([...seen].sort((a, b) => a - b)).toEqual([20, 90, 170]);
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

describe('where nothing drawn can be seen', () => {
  const invisible = (size: number): PriorSet =>
    priorsOf({ crack: { contrast: [1, 1], size: [size, size] }, fibre: { contrast: [1, 1] } });
  const box = ({ data }: Mask): { width: number; height: number; area: number } => {
    const at = [...data.keys()].filter((i) => data[i]);
    const [columns, rows] = [at.map((i) => i % side), at.map((i) => Math.floor(i / side))];
    const length = (values: number[]): number => Math.max(...values) - Math.min(...values) + 1;
    return { width: length(columns), height: length(rows), area: at.length };
  };

  it('a spot of the first kind is drawn that can: dark on bright parts, bright on dark ones', () => {
    for (const [level, contrast] of [
      [128, -90],
      [250, -90],
      [127, 90],
      [10, 90],
    ] as const) {
      const reference = even(level);
      const { plan, painting, base } = drawPlan(reference, invisible(40), createRandom(3));
      const [spot] = plan.defects;
      expect(plan.defects).toEqual([expect.objectContaining({ kind: 'crack' })]);
      expect(spot!.values).toEqual({ size: 8, contrast, fallback: 'spot' });
      const changes = [...painting.image.data]
        .map((value, i) => value - base.data[i]!)
        .filter((change) => change !== 0);
      expect(new Set(changes)).toEqual(new Set([contrast]));
      expect(painting.area).toBe(maskArea(painting.mask));
      expect(painting.area).toBeGreaterThan(0);
      const x = Math.floor(spot!.at.x / 4);
      const y = Math.floor(spot!.at.y / 4);
      expect(painting.mask.data[y * side + x]).toBe(255);
      expect(spot!.pixels().next()).toBe(spot!.pixels().next());
    }
  });

  it('it is no larger than the kind’s smallest size, nor than 8 px, nor smaller than can be seen', () => {
    const areas = [2, 6, 100].map((size) => {
      const { plan, painting } = drawPlan(even(), invisible(size), createRandom(5));
      expect(plan.defects[0]!.values.size).toBe(Math.min(size, 8));
      const { width, height } = box(painting.mask);
      expect(width).toBeLessThanOrEqual(6);
      expect(height).toBeLessThanOrEqual(6);
      return painting.area;
    });
    expect(areas[0]).toBeGreaterThanOrEqual(4);
    const large: Reference = { image: evenPicture(128), foreground: createMask(256, 256, 255), donors: [] };
    const changed = drawPlan(large, invisible(40), createRandom(5)).painting.image.data.filter(
      (value) => value !== 128,
    );
    expect(Math.sqrt(changed.length / 3)).toBeGreaterThanOrEqual(8);
    expect(Math.sqrt(changed.length / 3)).toBeLessThanOrEqual(10);
  });

  it('it lies on the part, however small that is', () => {
    const foreground = createMask(side, side);
    for (let y = 50; y < 58; y++) foreground.data.fill(255, y * side + 10, y * side + 18);
    for (const seed of seedsTo(10)) {
      const { plan } = drawPlan({ ...even(), foreground }, invisible(40), createRandom(seed));
      const { x, y } = plan.defects[0]!.at;
      expect(x >= 40 && x <= 72 && y >= 200 && y <= 232).toBe(true);
    }
  });

  it('somewhere on the picture where there is no part at all', () => {
    const nowhere = createMask(side, side);
    const { plan } = drawPlan({ ...even(), foreground: nowhere }, priorsOf({ pit: {} }), createRandom(1));
    const { x, y } = plan.defects[0]!.at;
    expect(x >= 0 && x < 256 && y >= 0 && y < 256).toBe(true);
  });

  it('only after it was tried again: most pictures show what was drawn though much of it is faint', () => {
    const priors = priorsOf({ pit: { contrast: [4, 60] } });
    const spots = seedsTo(60).filter((seed) => defectsOf(seed, priors)[0]!.values.fallback !== undefined);
    expect(spots).toEqual([]);
    const counting = (): { random: Random; drawn: () => number } => {
      let drawn = 0;
      const own = createRandom(1);
      return {
        random: { ...own, logUniform: (low, high) => (drawn++, own.logUniform(low, high)) },
        drawn: () => drawn,
      };
    };
    const [often, once] = [counting(), counting()];
    drawPlan(even(), priorsOf({ fibre: { contrast: [1, 1] } }), often.random);
    drawPlan(even(), priorsOf({ fibre: {} }), once.random);
    expect(often.drawn()).toBeGreaterThan(4 * once.drawn());
  });
});
