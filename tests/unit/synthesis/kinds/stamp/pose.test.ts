import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Prior } from '#shared/domain/priors.ts';
import { createRandom } from '#shared/vision/random.ts';
import { createMask, createRaster } from '#shared/vision/raster.ts';
import { drawStamp } from '#shared/vision/synthesis/kinds/stamp.ts';
import type { Drawing, Point } from '#shared/vision/synthesis/sketch.ts';
import { type Stamp, cutOf, stampRegions } from '#shared/vision/synthesis/stamps.ts';
import {
  changesOn,
  evenPicture,
  inkOf,
  momentsOf,
  paintedOn,
  pinned,
  priorOf,
  sketchOf,
} from '../../../../fixtures/drawings.ts';

/** A photograph, and where it is marked, worked at some px for each px at 256. */
function photograph(scale: number, levelAt: (at: Point, c: number) => number, isMarked: (at: Point) => boolean): Stamp {
  const [image, mask] = [createRaster(256 * scale, 256 * scale), createMask(256 * scale, 256 * scale)];
  mask.data.forEach((_, i) => {
    const at = { x: ((i % mask.width) + 0.5) / scale, y: (Math.floor(i / mask.width) + 0.5) / scale };
    if (isMarked(at)) mask.data[i] = 255;
    for (let c = 0; c < 3; c++) image.data[3 * i + c] = Math.round(levelAt(at, c));
  });
  return { image, mask };
}

const within =
  (left: number, top: number, right: number, bottom: number) =>
  ({ x, y }: Point): boolean =>
    x > left && x < right && y > top && y < bottom;

/** A stamp as it is, unless said otherwise, in its own place or moved. */
function put(stamp: Stamp, changes: Partial<Prior> = {}, { by = { x: 0, y: 0 }, isMirrored = false } = {}): Drawing {
  const regions = stampRegions(stamp);
  const { centre } = regions[0]!;
  const place = (): Point => ({ x: centre.x + by.x, y: centre.y + by.y });
  const prior = priorOf('stamp', { zoom: [1, 1], gain: [1, 1], blend: 'alpha', ...changes });
  return drawStamp(sketchOf({ stamps: [regions], place }), prior, pinned({ chance: !isMirrored }));
}

describe('a stamp without chance', () => {
  const isCorner = (at: Point): boolean => within(0, 0, 20, 5)(at) || within(0, 0, 6, 17)(at);

  it.each([0.5, 1])('in its own place is the photograph where it is marked and a rim round it: %f px', (scale) => {
    const noise = createRandom(3);
    const stamp = photograph(scale, () => noise.integer(130, 255), isCorner);
    const cut = cutOf(stamp.mask);
    const { data } = paintedOn(put(stamp), evenPicture(50, 256 * scale, 256 * scale), { stamps: [stamp] });
    const expected = stamp.image.data.map((value, i) => (cut.data[Math.floor(i / 3)] ? value : 50));
    expect(Buffer.compare(data, expected)).toBe(0);
  });

  it('covers of a pixel between its own what they cover, and nothing lies beyond the photograph', () => {
    for (const isMarked of [isCorner, within(0, 60, 256, 72)]) {
      const stamp = photograph(1, () => 220, isMarked);
      const cut = cutOf(stamp.mask);
      const cutAt = (x: number, y: number): number => (x >= 0 && x < 256 && cut.data[y * 256 + x] ? 1 : 0);
      for (const [u, v] of [
        [0.25, 0.4],
        [-0.4, -0.25],
      ] as const) {
        const drawing = put(stamp, {}, { by: { x: u, y: v } });
        const { data } = paintedOn(drawing, evenPicture(20), { stamps: [stamp] });
        const off = Array.from(cut.data, (_, i) => {
          const [x, y] = [i % 256, Math.floor(i / 256)];
          const rowOf = (row: number): number =>
            cutAt(x, row) * (1 - Math.abs(u)) + cutAt(x - Math.sign(u), row) * Math.abs(u);
          const share = rowOf(y) * (1 - Math.abs(v)) + rowOf(y - Math.sign(v)) * Math.abs(v);
          return Math.abs(data[3 * i]! - 20 - 200 * share);
        });
        expect(off.filter((value) => value > 1)).toEqual([]);
      }
    }
  });

  it('shows each mark where its angle, its mirror and its zoom bring it', () => {
    const bump = (at: Point, x: number, y: number): number => Math.exp(-((at.x - x) ** 2 + (at.y - y) ** 2) / 32);
    const level = (at: Point): number => 120 + 90 * bump(at, 52, 40) - 90 * bump(at, 72, 72);
    const stamp = photograph(0.5, level, within(40, 28, 84, 92));
    const poses = [fc.integer({ min: -180, max: 180 }), fc.boolean(), fc.constantFrom(0.7, 1, 1.5)] as const;
    fc.assert(
      fc.property(...poses, (angle, isMirrored, zoom) => {
        const changes: Partial<Prior> = { angle: [angle, angle], zoom: [zoom, zoom] };
        const drawing = put(stamp, changes, { by: { x: 128 - 62, y: 128 - 60 }, isMirrored });
        expect(drawing.values.mirrored).toBe(isMirrored ? 'yes' : 'no');
        expect(drawing.values.size).toBeCloseTo(64 * zoom);
        const changed = changesOn(drawing, evenPicture(120, 128, 128), { stamps: [stamp] });
        const [cos, sin] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
        for (const [sign, dx, dy] of [
          [1, isMirrored ? 10 : -10, -20],
          [-1, isMirrored ? -10 : 10, 12],
        ] as const) {
          const found = momentsOf(changed.filter(({ by }) => Math.sign(by[0]) === sign));
          expect(Math.abs(found.x - zoom * (dx * cos + dy * sin))).toBeLessThan(0.4);
          expect(Math.abs(found.y - zoom * (dy * cos - dx * sin))).toBeLessThan(0.4);
          expect(found.long / (4 * zoom)).toBeCloseTo(1, 0.9);
        }
      }),
      { numRuns: 25 },
    );
  });

  it.each([0.5, 2])('is spread by its soft edge, and nothing of it is lost: %f px', (scale) => {
    const stamp = photograph(scale, () => 220, within(40, 40, 60, 52));
    const rim = Math.max(1, 1 / scale);
    const [width, height] = [20 + 2 * rim, 12 + 2 * rim];
    for (const edge of [0, 6, 10]) {
      const drawing = put(stamp, { edge: [edge, edge] }, { by: { x: 78, y: 82 } });
      const changed = changesOn(drawing, evenPicture(20, 256 * scale, 256 * scale), { stamps: [stamp] });
      expect(inkOf(changed, 200) / scale ** 2 / (width * height)).toBeCloseTo(1, 1.2);
      const { long, short } = momentsOf(changed);
      expect(long / Math.sqrt(width ** 2 / 12 + edge ** 2)).toBeCloseTo(1, 1.2);
      expect(short / Math.sqrt(height ** 2 / 12 + edge ** 2)).toBeCloseTo(1, 1.2);
    }
  });

  it('is as many times farther from what is round it as its gain says, in each channel', () => {
    const isMark = within(27, 29, 37, 35);
    const surroundings = [120, 100, 80];
    const stamp = photograph(1, (at, c) => surroundings[c]! + (isMark(at) ? [30, -40, 0][c]! : 0), isMark);
    const under = photograph(1, (_, c) => surroundings[c]!, isMark).image;
    const changed = changesOn(put(stamp, { gain: [2, 2] }), under, { stamps: [stamp] });
    expect(changed).toHaveLength(60);
    for (const { by } of changed) expect(by).toEqual([60, -80, 0]);
  });
});
