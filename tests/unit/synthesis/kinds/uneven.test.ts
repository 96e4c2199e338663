import { describe, expect, it } from 'vitest';
import type { Prior } from '#shared/domain/priors.ts';
import { createRandom } from '#shared/vision/random.ts';
import { type Raster, createRaster } from '#shared/vision/raster.ts';
import { drawUneven } from '#shared/vision/synthesis/kinds/uneven.ts';
import {
  changesBy,
  changesOn,
  evenPicture,
  inkOf,
  meanOf,
  momentsOf,
  pinned,
  priorOf,
  seedsTo,
  sketchOf,
  solid,
  spanOf,
} from '../../../fixtures/drawings.ts';

const even = evenPicture(120);
/** Lines along the columns, 20 grey levels apart. */
const lined = (): Raster => {
  const image = createRaster(256, 256);
  for (let i = 0; i < 256 * 256; i++) image.data.fill(i % 2 ? 130 : 110, 3 * i, 3 * i + 3);
  return image;
};
const plain: Partial<Prior> = { size: [60, 60], elongation: [1, 1], detail: [1, 1], along: 'picture' };
const uneven = (seed: number, changes: Partial<Prior> = {}, image = even, isGrey = true) => {
  const prior = priorOf('uneven', { ...plain, contrast: [20, 20], ...changes });
  const drawing = drawUneven(sketchOf({ isGrey }), prior, createRandom(seed));
  return { drawing, changes: changesBy(drawing, image) };
};

describe('an uneven finish', () => {
  it('is as wide as stated, and as many times as long, in the direction that is stated', () => {
    for (const seed of seedsTo(5)) {
      for (const [elongation, angle] of [
        [1, 0],
        [2, 0],
        [2, 90],
      ] as const) {
        const values: Partial<Prior> = { elongation: [elongation, elongation], angle: [angle, angle] };
        const { changes } = uneven(seed, values);
        const [long, short] = angle === 90 ? (['y', 'x'] as const) : (['x', 'y'] as const);
        expect(spanOf(changes, short).length).toBeGreaterThan(60 * 0.7);
        expect(spanOf(changes, short).length).toBeLessThan(60 * 1.3 + 4);
        expect(spanOf(changes, long).length).toBeGreaterThan(60 * elongation - 20);
        expect(spanOf(changes, long).length).toBeLessThan(60 * elongation + 22);
      }
    }
  });

  it('is darker or brighter by its contrast at most, and by half of it at least where it is clouded', () => {
    for (const seed of seedsTo(5)) {
      const { drawing, changes } = uneven(seed);
      const contrast = drawing.values.contrast as number;
      expect(Math.abs(contrast)).toBeCloseTo(20);
      for (const { by } of solid(changes)) {
        expect(by[0] / contrast).toBeLessThanOrEqual(1.03);
        if (Math.abs(by[0]) > 15) expect(by[0] / contrast).toBeGreaterThan(0.45);
      }
      expect(meanOf(solid(changes).map(({ by }) => by[0] / contrast))).toBeGreaterThan(0.45);
    }
    for (const sign of ['darker', 'brighter'] as const)
      for (const seed of seedsTo(5))
        expect(Math.sign(uneven(seed, { sign }).drawing.values.contrast as number)).toBe(sign === 'darker' ? -1 : 1);
  });

  it('shows the part’s own texture weaker or stronger, as its detail says, in grey and in colour', () => {
    for (const isGrey of [true, false]) {
      for (const detail of [0, 0.5, 2]) {
        const { changes } = uneven(3, { detail: [detail, detail], contrast: [1, 1], edge: [0, 0] }, lined(), isGrey);
        const inside = changes.filter(({ x, y }) => Math.abs(x) < 14 && Math.abs(y) < 14);
        const own = meanOf(inside.map(({ by }) => Math.abs(by[0])));
        expect(Math.abs(own - 10 * Math.abs(detail - 1))).toBeLessThan(1.6);
      }
    }
  });

  it('ends softly where its edge says so, and changes nothing beyond it', () => {
    const rim = (edge: number): number => {
      const { changes } = uneven(5, { edge: [edge, edge] });
      const most = Math.max(...changes.map(({ by }) => Math.abs(by[0])));
      return changes.filter(({ by }) => Math.abs(by[0]) < most / 3).length / changes.length;
    };
    expect(rim(8)).toBeGreaterThan(rim(0.5) + 0.05);
    for (const seed of seedsTo(5)) {
      const { changes } = uneven(seed, { edge: [2, 2] });
      for (const { x, y } of changes) expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThan(30 * 1.3 + 2 * 2 + 3);
    }
  });
});

/** Of 128 × 128 px at 256, so worked at 2 px for each of them. */
const frame = { width: 128, height: 128 };
const middle = { ...frame, place: () => ({ x: 64, y: 64 }) };
const still = (changes: Partial<Prior>, random = pinned(), isGrey = true) =>
  drawUneven(sketchOf({ ...middle, isGrey }), priorOf('uneven', { ...plain, contrast: [80, 80], ...changes }), random);
/** A mottle is a quarter at most in the mean of its range, half of that where its noise is even. */
const cloud = 0.875;
const shiftsOf = (drawing: ReturnType<typeof still>, image = evenPicture(120)) => changesOn(drawing, image, { frame });

describe('an uneven finish without its noise', () => {
  it('is a rectangle of rounded corners, at whatever size is worked at', () => {
    for (const elongation of [1, 2]) {
      const changes = shiftsOf(still({ size: [40, 40], elongation: [elongation, elongation] }));
      const [long, short, corner] = [40 * elongation, 40, 0.6 * 20];
      const area = long * short - (4 - Math.PI) * corner ** 2;
      expect(inkOf(changes, -80 * cloud) / 4 / area).toBeCloseTo(1, 2);
      expect(spanOf(changes, 'x').to).toBeCloseTo(long / 2 - 0.25);
      expect(spanOf(changes, 'y').to).toBeCloseTo(short / 2 - 0.25);
    }
  });

  it.each([30, -70])('lies at its angle: %f°', (angle) => {
    const changes = shiftsOf(still({ size: [20, 20], elongation: [3, 3], angle: [angle, angle] }));
    const found = momentsOf(changes);
    expect([found.x, found.y, found.angle - angle].every((off) => Math.abs(off) < 0.3)).toBe(true);
    expect(found.long / (60 / Math.sqrt(12))).toBeCloseTo(1, 1);
    expect(found.short / (20 / Math.sqrt(12))).toBeCloseTo(1, 1);
  });

  it('fades over four times its edge, half of it at its border, as much inside as beyond, and is whole in its middle', () => {
    const row = shiftsOf(still({ size: [60, 60], edge: [6, 6] })).filter(({ y }) => Math.abs(y + 0.25) < 0.1);
    const shareAt = (x: number): number => {
      const [one, other] = [x - 0.25, x + 0.25].map((at) => row.find((pixel) => Math.abs(pixel.x - at) < 0.1)?.by[0]);
      return ((one ?? 0) + (other ?? 0)) / (2 * -80 * cloud);
    };
    expect(shareAt(30)).toBeCloseTo(0.5, 1);
    for (const off of [3, 6, 9]) {
      expect(Math.abs(shareAt(30 - off) + shareAt(30 + off) - 1)).toBeLessThan(0.02);
      const left = 0.5 - off / 24;
      expect(Math.abs(shareAt(30 + off) - left * left * (3 - 2 * left))).toBeLessThan(0.03);
    }
    expect(Math.abs(shareAt(30 + 12.5))).toBe(0);
    expect(shareAt(0)).toBeCloseTo(1, 1);
  });

  it('spreads its edge evenly from 0, and over its logarithm from more', () => {
    expect(still({ edge: [0, 8] }).values.edge).toBe(4);
    expect(still({ edge: [1, 4] }).values.edge).toBe(2);
  });

  it('wanders by its share of its size, inwards and outwards, and is clouded by half at most', () => {
    const [least, most] = [0, 1].map((share) => (noise: number) => shiftsOf(still({}, pinned({ share, noise }))));
    for (const [noise, strength] of [
      [-1, 1],
      [1, 0.5],
    ] as const) {
      expect(spanOf(most!(noise), 'x').length - 60 + 2 * 0.14 * 60 * noise).toBeCloseTo(0, -0.5);
      expect(Math.min(...most!(noise).map(({ by }) => by[0]))).toBe(-80 * strength);
      expect(Math.min(...least!(noise).map(({ by }) => by[0]))).toBe(-80);
    }
  });

  it('keeps of waves longer than its reach most, of shorter ones next to nothing, at whatever size is worked at', () => {
    const waves = (period: number): Raster => {
      const image = createRaster(256, 256);
      for (let i = 0; i < 256 * 256; i++)
        image.data.fill(120 + 50 * Math.sin((Math.PI * (i % 256)) / period), 3 * i, 3 * i + 3);
      return image;
    };
    // a blur of the middle of 4 to 10 px leaves exp(−2π²σ²/p²)
    for (const [period, left] of [
      [20, Math.exp((-2 * Math.PI ** 2 * 40) / 20 ** 2)],
      [40, Math.exp((-2 * Math.PI ** 2 * 40) / 40 ** 2)],
    ] as const) {
      const drawing = still({ size: [100, 100], contrast: [0, 0], detail: [0, 0] });
      const lost = shiftsOf(drawing, waves(period)).filter(({ x, y }) => Math.abs(x) < 20 && Math.abs(y) < 20);
      expect(Math.max(...lost.map(({ by }) => by[0])) / 50 / (1 - left)).toBeCloseTo(1, 1);
    }
  });

  it('changes all channels alike on a grey part, and each by its own share on one in colours', () => {
    for (const { by } of shiftsOf(still({ detail: [2, 2] }), lined())) expect(new Set(by).size).toBe(1);
    const coloured = createRaster(256, 256);
    coloured.data.forEach((_, i) => (coloured.data[i] = [200, 150, 100][i % 3]!));
    const inside = shiftsOf(still({}, pinned(), false), coloured).filter((at) => Math.hypot(at.x, at.y) < 20);
    expect(inside.length).toBeGreaterThan(1000);
    for (const { by } of inside) expect(by).toEqual([0.6, 1, 0.6].map((share) => -80 * share * cloud));
  });
});
