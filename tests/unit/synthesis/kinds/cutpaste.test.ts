import { describe, expect, it } from 'vitest';
import type { Prior } from '#shared/domain/priors.ts';
import type { Random } from '#shared/vision/random.ts';
import { type Raster, cloneRaster, createRaster } from '#shared/vision/raster.ts';
import { createCanvas } from '#shared/vision/synthesis/canvas.ts';
import { drawCutpaste } from '#shared/vision/synthesis/kinds/cutpaste.ts';
import {
  changesBy,
  evenPicture,
  meanOf,
  priorOf,
  seedsTo,
  sketchOf,
  solid,
  spanOf,
  steady,
} from '../../../fixtures/drawings.ts';

const size = 40;
const part = evenPicture(128);
const donors = [evenPicture(20), evenPicture(230)];

function paste(
  seed: number,
  changes: Partial<Prior> = {},
  { image = part, from = donors as readonly Raster[], how = { next: () => 0 } as Partial<Random> } = {},
) {
  const prior = priorOf('cutpaste', { size: [size, size], ...changes });
  const drawing = drawCutpaste(sketchOf({ donorCount: from.length }), prior, steady(seed, how));
  const changed = () => changesBy(drawing, image, from);
  return { drawing, changed, keepsLight: drawing.values.blend === 'detail' };
}

/** Fine chequers of ±30 about a level: detail of another light. */
function chequered(level: number): Raster {
  const image = createRaster(256, 256);
  for (let i = 0; i < 256 * 256; i++) {
    const isUp = (Math.floor((i % 256) / 2) + Math.floor(i / 512)) % 2 === 0;
    image.data.fill(level + (isUp ? 30 : -30), 3 * i, 3 * i + 3);
  }
  return image;
}

describe('a piece put in another place', () => {
  it('says what it was drawn with; a third keep the light of the place', () => {
    const opacity: [number, number] = [0.8, 0.8];
    const drawn = seedsTo(150).map((seed) => paste(seed, { opacity, edge: [0.5, 0.5] }));
    for (const { drawing, keepsLight } of drawn) {
      expect(drawing.at).toEqual({ x: 128, y: 128 });
      const edge = drawing.values.edge as number;
      expect(drawing.values).toEqual({
        ...{ size, edge, opacity: keepsLight ? 1 : 0.8, blend: keepsLight ? 'detail' : 'paste' },
      });
      if (keepsLight) expect(edge >= 1 && edge <= 5).toBe(true);
      else expect(edge).toBe(0.5);
    }
    const share = meanOf(drawn.map(({ keepsLight }) => Number(keepsLight)));
    expect(share).toBeGreaterThan(0.27);
    expect(share).toBeLessThan(0.43);
  });

  it('shows one of the donors, each as often, or the part itself: pasted as it is, or changed', () => {
    const seen = seedsTo(120)
      .map((seed) => paste(seed))
      .filter(({ keepsLight }) => !keepsLight)
      .map(({ changed }) => changed())
      .map((changed) => (changed.length === 0 ? 'itself' : meanOf(solid(changed).map(({ by }) => by[0])) + 128));
    const shareOf = (what: (level: number | string) => boolean): number => seen.filter(what).length / seen.length;
    const near = (level: number) => (one: number | string) => Math.abs(Number(one) - level) < 2;
    expect(shareOf((one) => one === 'itself')).toBeGreaterThan(0.28);
    expect(shareOf((one) => one === 'itself')).toBeLessThan(0.52);
    for (const level of [20, 230]) {
      expect(shareOf(near(level))).toBeGreaterThan(0.15);
      expect(shareOf(near(level))).toBeLessThan(0.42);
    }
  });

  it('is changed in brightness in half of the cases', () => {
    const seen = seedsTo(120)
      .map((seed) => paste(seed, {}, { how: { next: () => 1 } }))
      .filter(({ keepsLight }) => !keepsLight)
      .map(({ changed }) => changed())
      .map((changed) => (changed.length === 0 ? 128 : meanOf(solid(changed).map(({ by }) => by[0])) + 128));
    const isChanged = seen.filter((level) => [128, 20, 230].every((own) => Math.abs(level - own) > 2));
    expect(isChanged.length / seen.length).toBeGreaterThan(0.35);
    expect(isChanged.length / seen.length).toBeLessThan(0.6);
  });

  it('keeps the light of the place and brings the detail, where it is blended so', () => {
    // The finest detail that is drawn, 3 px, of the widest shapes.
    const how: Partial<Random> = { next: () => 0, logUniform: (low, high) => (low === 3 ? low : high) };
    const kept = seedsTo(24)
      .map((seed) => paste(seed, {}, { from: [chequered(60), chequered(190)], how }))
      .filter(({ keepsLight }) => keepsLight)
      .map(({ changed }) => changed().filter(({ x, y }) => Math.hypot(x, y) < 8))
      .filter((changed) => changed.length > 0);
    expect(kept.length).toBeGreaterThan(3);
    for (const changed of kept) {
      const inside = changed.map(({ by }) => by[0]);
      expect(Math.abs(meanOf(inside))).toBeLessThan(10); // the donors are 68 darker and 62 brighter
      expect(Math.max(...inside)).toBeGreaterThan(5);
      expect(Math.min(...inside)).toBeLessThan(-5);
    }
    // Without detail there is nothing to bring, whatever the light of donor and place.
    const uneven = createRaster(256, 256);
    for (let i = 0; i < 256 * 256; i++) uneven.data.fill(40 + Math.floor((i % 256) / 2), 3 * i, 3 * i + 3);
    for (const image of [part, uneven]) {
      for (const seed of seedsTo(25)) {
        const { keepsLight, changed } = paste(seed, {}, { image, from: [evenPicture(20)], how });
        if (!keepsLight) continue;
        const middle = changed().filter(({ x, y }) => Math.hypot(x, y) < 3);
        for (const { by } of middle) expect(Math.abs(by[0])).toBeLessThan(6);
      }
    }
  });

  it('brings the detail of each channel for itself, and none along its own border', () => {
    const how: Partial<Random> = { next: () => 0, logUniform: (low, high) => (low === 3 ? low : high) };
    const green = cloneRaster(part);
    const detail = chequered(128);
    for (let i = 1; i < green.data.length; i += 3) green.data[i] = detail.data[i]!;
    let seen = 0;
    for (const seed of seedsTo(24)) {
      const { keepsLight, changed } = paste(seed, {}, { from: [green], how });
      if (!keepsLight) continue;
      for (const { by } of changed()) {
        expect([by[0], by[2]]).toEqual([0, 0]);
        if (Math.abs(by[1]) > 5) seen++;
      }
      // A piece without detail of the place's own light leaves no trace, at its border neither.
      expect(paste(seed, {}, { from: [evenPicture(128)], how }).changed()).toEqual([]);
    }
    expect(seen).toBeGreaterThan(20);
  });

  it('keeps as coarse a light at every size of the picture', () => {
    const level = (x: number): number => Math.round(128 + 60 * Math.sin(x / 6));
    const waves = (side: number): Raster => {
      const image = createRaster(side, side);
      for (let i = 0; i < side * side; i++) image.data.fill(level(((i % side) * 256) / side), 3 * i, 3 * i + 3);
      return image;
    };
    const strength = (side: number, seed: number): number => {
      const { drawing } = paste(seed);
      const image = evenPicture(128, side, side);
      drawing.paint(createCanvas(image, { width: 256, height: 256 }, [waves(side), waves(side)]), steady(1));
      return image.data.reduce((most, value) => Math.max(most, Math.abs(value - 128)), 0);
    };
    const kept = seedsTo(30).filter((seed) => paste(seed).keepsLight && strength(256, seed) > 0);
    expect(kept.length).toBeGreaterThan(3);
    for (const seed of kept.slice(0, 5)) expect(strength(512, seed) / strength(256, seed)).toBeCloseTo(1, 0.5);
  });

  it('has the opacity that was drawn, but a half at the least', () => {
    for (const [drawn, shown] of [
      [0.1, 0.5],
      [0.7, 0.7],
    ] as const) {
      for (const seed of seedsTo(14)) {
        const { drawing, changed, keepsLight } = paste(seed, { opacity: [drawn, drawn] });
        if (keepsLight) continue;
        expect(drawing.values.opacity).toBe(shown);
        const pasted = solid(changed());
        if (pasted.length === 0) continue;
        const level = meanOf(pasted.map(({ by }) => by[0]));
        expect(level / ((level < 0 ? 20 : 230) - 128)).toBeCloseTo(shown, 1);
      }
    }
  });

  it('is a box or a blob, half and half, as large and turned as stated', () => {
    const shapes = seedsTo(120)
      .map((seed) => paste(seed))
      .filter(({ keepsLight }) => !keepsLight)
      .map(({ changed }) => changed())
      .filter((changed) => changed.length > 0)
      .map((changed) => {
        const [width, height] = [spanOf(changed, 'x').length, spanOf(changed, 'y').length];
        expect(width).toBeGreaterThan(size * 0.6);
        expect(width).toBeLessThan(size * 1.35 + 3);
        return changed.length / (width * height) > 0.97;
      });
    expect(meanOf(shapes.map(Number))).toBeGreaterThan(0.35);
    expect(meanOf(shapes.map(Number))).toBeLessThan(0.65);
  });

  it('is as soft as drawn where it is pasted', () => {
    const furthest = (edge: number): number =>
      Math.max(
        ...seedsTo(16)
          .map((seed) => paste(seed, { edge: [edge, edge] }))
          .filter(({ keepsLight }) => !keepsLight)
          .flatMap(({ changed }) => changed().map(({ x }) => x)),
      );
    expect(furthest(5)).toBeGreaterThan(furthest(0) + 4);
  });
});
