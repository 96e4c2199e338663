import { describe, expect, it } from 'vitest';
import { createRandom } from '#shared/vision/random.ts';
import { drawMissing } from '#shared/vision/synthesis/kinds/missing.ts';
import type { Point, Sketch } from '#shared/vision/synthesis/sketch.ts';
import {
  changesBy,
  evenPicture,
  meanOf,
  priorOf,
  seedsTo,
  sketchOf,
  solid,
  spanOf,
} from '../../../fixtures/drawings.ts';

const size = 40;
const prior = priorOf('missing', { size: [size, size] });
const part = evenPicture(128);
const draw = (seed: number, sketch: Partial<Sketch>, changes = {}) =>
  drawMissing(sketchOf(sketch), { ...prior, ...changes }, createRandom(seed));

const isOnDisc = ({ x, y }: Point): boolean => Math.hypot(x - 128, y - 128) < 80;
/** A disc on a ground of one colour: the left half of the ground red, the right half green. */
const onGround: Partial<Sketch> = {
  isOnPart: isOnDisc,
  colourAt: ({ x }) => (x < 128 ? [250, 10, 10] : [10, 250, 10]),
};

describe('missing material', () => {
  it('lies at the border of the part, or of the picture where all of it is part', () => {
    const angles = seedsTo(60).map((seed) => {
      const { at } = draw(seed, onGround);
      expect(isOnDisc(at)).toBe(true);
      expect(Math.hypot(at.x - 128, at.y - 128)).toBeGreaterThan(78.9);
      return Math.atan2(at.y - 128, at.x - 128);
    });
    const sides = new Set(angles.map((angle) => Math.floor((angle + Math.PI) / (Math.PI / 2))));
    expect(sides.size).toBe(4);
    const reached = new Set<string>();
    for (const seed of seedsTo(60)) {
      const { at } = draw(seed, { width: 300, height: 200 });
      const room = { left: at.x, top: at.y, right: 300 - at.x, bottom: 200 - at.y };
      expect(Math.min(...Object.values(room))).toBeGreaterThanOrEqual(0);
      const near = Object.entries(room).filter(([, distance]) => distance <= 1);
      expect(near.length).toBeGreaterThan(0);
      near.forEach(([side]) => reached.add(side));
    }
    expect(reached.size).toBe(4);
  });

  it('stays at the very border of a picture that it begins on', () => {
    for (const place of [
      { x: 0, y: 0 },
      { x: 255.9, y: 255.9 },
    ]) {
      for (const seed of seedsTo(40)) {
        const { at } = draw(seed, { place: () => place });
        expect(Math.min(at.x, at.y, 256 - at.x, 256 - at.y)).toBeLessThanOrEqual(1);
        expect(Math.min(at.x, at.y)).toBeGreaterThanOrEqual(0);
        expect(Math.max(at.x, at.y)).toBeLessThan(256);
      }
    }
    const still = { ...createRandom(1), uniform: (low: number) => low }; // to the right
    const { at } = drawMissing(sketchOf({ place: () => ({ x: 0, y: 0 }) }), prior, still);
    expect(at).toEqual({ x: 255, y: 0 });
  });

  it('is filled with the colour of the ground that lies beyond, a little grainy', () => {
    const colours = seedsTo(40).map((seed) => {
      const changes = changesBy(draw(seed, onGround), part);
      const [red, green, blue] = [0, 1, 2].map((c) => meanOf(solid(changes).map(({ by }) => by[c]! + 128)));
      expect(Math.abs(blue! - 10)).toBeLessThan(6);
      expect(Math.abs(red! + green! - 260)).toBeLessThan(10);
      expect(Math.abs(Math.abs(red! - green!) - 240)).toBeLessThan(10);
      return red! > green!;
    });
    expect(new Set(colours).size).toBe(2);
  });

  it('is filled with any one tone where there is no ground, grey on grey parts alone', () => {
    const tones = (isGrey: boolean): number[][] =>
      seedsTo(40).map((seed) => {
        const changes = solid(changesBy(draw(seed, { isGrey }), part));
        return [0, 1, 2].map((c) => meanOf(changes.map(({ by }) => by[c]! + 128)));
      });
    const grey = tones(true);
    for (const [red, green, blue] of grey) expect([green, blue]).toEqual([red, red]);
    const coloured = tones(false).filter((tone) => Math.max(...tone) - Math.min(...tone) > 40);
    expect(coloured.length).toBeGreaterThan(25);
    for (const levels of [grey.map(([red]) => red!), tones(false).map(([, green]) => green!)]) {
      expect(Math.min(...levels)).toBeLessThan(50);
      expect(Math.max(...levels)).toBeGreaterThan(205);
    }
  });

  it('is grainy by up to 6 grey levels', () => {
    const deviations = seedsTo(40).map((seed) => {
      const changes = solid(changesBy(draw(seed, { isOnPart: () => false, colourAt: () => [100, 150, 50] }), part));
      const mean = meanOf(changes.map(({ by }) => by[0]));
      return Math.sqrt(meanOf(changes.map(({ by }) => (by[0] - mean) ** 2)));
    });
    expect(Math.min(...deviations)).toBeLessThan(1.5);
    expect(Math.max(...deviations)).toBeGreaterThan(4.5);
    expect(Math.max(...deviations)).toBeLessThan(7);
  });

  it('says what it was drawn with; under 0.6 of opacity material would not be missing', () => {
    const place = { x: 128, y: 128 };
    const drawing = draw(1, { isOnPart: ({ x, y }) => x === 128 && y === 128 }, { opacity: [0.2, 0.2], edge: [2, 2] });
    expect(drawing.at).toEqual(place);
    expect(drawing.values).toEqual({ size, edge: 2, opacity: 0.6 });
    expect(draw(1, {}, { opacity: [0.8, 0.8] }).values.opacity).toBe(0.8);
    const [faint, full] = [0.1, 1].map((opacity) =>
      changesBy(
        draw(1, { isOnPart: ({ x }) => x === 128, colourAt: () => [255, 255, 255] }, { opacity: [opacity, opacity] }),
        part,
      ),
    );
    const inside = (changes: typeof faint): number => meanOf(solid(changes!).map(({ by }) => by[0]));
    expect(inside(faint) / inside(full)).toBeCloseTo(0.6, 1);
  });

  it('is as large as stated, and has the corners of a box in three of ten cases', () => {
    const isBox = seedsTo(200).map((seed) => {
      const changes = changesBy(
        draw(seed, { isOnPart: ({ x, y }) => x === 128 && y === 128, colourAt: () => [255, 255, 255] }),
        part,
      );
      const [width, height] = [spanOf(changes, 'x').length, spanOf(changes, 'y').length];
      expect(width).toBeGreaterThan(size * 0.6);
      expect(width).toBeLessThan(size * 1.35 + 3);
      return changes.length / (width * height) > 0.97;
    });
    expect(meanOf(isBox.map(Number))).toBeGreaterThan(0.2);
    expect(meanOf(isBox.map(Number))).toBeLessThan(0.4);
  });
});
