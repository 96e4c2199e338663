import { describe, expect, it } from 'vitest';
import { createRandom } from '#shared/vision/random.ts';
import { type Mask, type Raster, cloneRaster, createMask, createRaster } from '#shared/vision/raster.ts';
import { type Reference, drawPlan } from '#shared/vision/synthesis/plan.ts';
import { evenPicture, meanOf, seedsTo } from '../../../fixtures/drawings.ts';
import { defectsOf, even, priorsOf, side } from '../../../fixtures/plans.ts';

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

describe('what the texture of a part decides', () => {
  /** Lines along the rows in the upper left quarter and the lower right one, along the columns in the others. */
  const lined = evenPicture(128, side, side);
  for (let i = 0; i < side * side; i++) {
    const [x, y] = [i % side, Math.floor(i / side)];
    const isAcross = x < 32 === y < 32;
    lined.data.fill(Math.round(128 + 40 * Math.sin(isAcross ? y : x)), 3 * i, 3 * i + 3);
  }
  /** One spot of 4 px of the part. */
  const spotAt = (left: number, top: number): Mask => {
    const mask = createMask(side, side);
    for (let y = top; y < top + 4; y++) mask.data.fill(255, y * side + left, y * side + left + 4);
    return mask;
  };

  it('is the way of what runs along its grain, at the place where it lies', () => {
    const priors = priorsOf({ hairline: { angle: [0, 0], along: 'grain', start: 'part' } });
    for (const [left, top, isAcross] of [
      [14, 14, true],
      [46, 14, false],
      [14, 46, false],
      [46, 46, true],
    ] as const) {
      const reference = { ...even(), image: lined, foreground: spotAt(left, top) };
      const angle = defectsOf(1, priors, reference)[0]!.values.angle as number;
      expect(Math.abs(Math.cos((angle * Math.PI) / 180))).toBeCloseTo(isAcross ? 1 : 0, 1);
    }
  });

  it('is the place of what lies at its edges', () => {
    const image = evenPicture(128, side, side);
    for (let y = 40; y < 56; y++) image.data.fill(200, 3 * (y * side + 8), 3 * (y * side + 24));
    const sharesAt = (place: 'part' | 'edges'): number =>
      meanOf(
        seedsTo(40).map((seed) => {
          const { x, y } = defectsOf(seed, priorsOf({ fibre: { place } }), { ...even(), image })[0]!.at;
          return Number(x < 4 * 29 && y > 4 * 35);
        }),
      );
    expect(sharesAt('edges')).toBeGreaterThan(0.5);
    expect(sharesAt('part')).toBeLessThan(0.25);
  });
});
