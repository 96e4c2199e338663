import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullRoi } from '#shared/domain/images.ts';
import { judgedWindow, mostMovedByHand, movedWindows } from '#shared/domain/movement.ts';
import { planMovedViews } from '#shared/vision/fittedParts.ts';
import { lieAlike, positionSpread } from '#shared/vision/partPositions.ts';
import { createRandom } from '#shared/vision/random.ts';
import { sketchOf } from '#shared/vision/measures/sketch.ts';
import { createRaster } from '#shared/vision/raster.ts';

const moved = fc.double({ min: 0, max: mostMovedByHand, noNaN: true });

describe('the window that a run judges', () => {
  it('is the whole region where nothing moves', () => {
    expect(judgedWindow(fullRoi, 0)).toEqual(fullRoi);
    expect(movedWindows(fullRoi, 0)).toEqual([]);
  });

  it('stays with all its moved windows within the region, and together they reach its corners', () => {
    const start = fc.double({ min: 0, max: 0.4, noNaN: true });
    fc.assert(
      fc.property(start, start, moved, (x, y, share) => {
        const region = { x, y, width: 0.6, height: 0.5 };
        const windows = [judgedWindow(region, share), ...movedWindows(region, share)];
        for (const window of windows) {
          expect(window.width).toBeCloseTo(0.6 * (1 - 2 * share), 9);
          expect(window.x).toBeGreaterThanOrEqual(x - 1e-9);
          expect(window.x + window.width).toBeLessThanOrEqual(x + 0.6 + 1e-9);
          expect(window.y + window.height).toBeLessThanOrEqual(y + 0.5 + 1e-9);
        }
        if (share > 0) expect(Math.min(...windows.map((window) => window.x))).toBeCloseTo(x, 9);
      }),
    );
  });
});

describe('which parts are seen moved', () => {
  it('is the same number of views of each part but for one, never more than asked for, no view twice', () => {
    const count = fc.integer({ min: 1, max: 90 });
    fc.assert(
      fc.property(count, count, fc.nat(), (parts, most, seed) => {
        const views = planMovedViews(parts, 4, most, createRandom(seed));
        expect(views).toHaveLength(Math.min(4 * parts, most));
        const perPart = Array.from({ length: parts }, (_, part) => views.filter((view) => view.part === part));
        const counts = perPart.map(({ length }) => length);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        for (const own of perPart) expect(new Set(own.map(({ window }) => window)).size).toBe(own.length);
      }),
    );
  });
});

/** A bright square of 40 px on a dark ground of 128 px, its corner at x, y. */
function partAt(x: number, y: number): Uint16Array {
  const picture = createRaster(128, 128);
  for (let row = y; row < y + 40; row++) picture.data.fill(200, (row * 128 + x) * 3, (row * 128 + x + 40) * 3);
  return sketchOf(picture);
}

function material(seed: number): Uint16Array {
  const random = createRandom(seed);
  return Uint16Array.from({ length: 256 }, () => 256 * random.uniform(40, 200));
}

describe('how far parts lie apart', () => {
  it('is half the range of their places, to a fraction of a pixel', () => {
    const spread = positionSpread(Array.from({ length: 21 }, (_, i) => partAt(40 + Math.round((i * 12.8) / 20), 44)))!;
    expect(spread.across).toBeCloseTo((0.9 * 0.1) / 2, 2);
    expect(spread.down).toBeCloseTo(0, 3);
  });

  it('is not known of a material that fills the picture, nor of few parts', () => {
    expect(positionSpread(Array.from({ length: 20 }, (_, i) => material(i)))).toBeNull();
    expect(positionSpread([partAt(40, 40), partAt(50, 40)])).toBeNull();
  });

  it('tells parts that fill the picture alike from a material, and lighting from parts', () => {
    const own = material(1);
    const wobbling = Array.from({ length: 12 }, (_, i) => own.map((level, at) => level + 256 * ((i + at) % 3)));
    expect(lieAlike(wobbling)).toBe(true);
    expect(lieAlike(Array.from({ length: 12 }, (_, i) => material(i)))).toBe(false);
    const vignette = Uint16Array.from({ length: 256 }, (_, at) => 256 * (100 + (at % 16)));
    expect(lieAlike(Array.from({ length: 12 }, () => vignette))).toBe(false);
  });
});
