import { describe, expect, it } from 'vitest';
import type { DefectKind } from '#shared/domain/priors.ts';
import { createRandom } from '#shared/vision/random.ts';
import { type Mask, type Raster, createMask, maskArea } from '#shared/vision/raster.ts';
import { type Canvas, boxAround, shiftBy, toPixels } from '#shared/vision/synthesis/canvas.ts';
import type { View } from '#shared/vision/synthesis/nuisance.ts';
import { type Palette, paintDefects } from '#shared/vision/synthesis/paint.ts';
import type { PlannedDefect } from '#shared/vision/synthesis/plan.ts';
import { type ZonePicture, zoneKinds } from '#shared/vision/zonePicture.ts';
import { evenPicture } from '../../fixtures/drawings.ts';

const side = 64;
const still: View = { dx: 0, dy: 0, gain: 1, offset: 0, rampX: 0, rampY: 0, noise: 0 };
const whole = createMask(side, side, 255);
const usual: Palette = { donors: [], foreground: whole, view: null };

/** A square patch of the picture, given in its own pixels at 64 px, shifted by grey levels. */
function patch(left: number, top: number, size: number, by: number, kind: DefectKind = 'pit'): PlannedDefect {
  return defect(kind, (canvas) => {
    const half = (size / 2 - 1) * (canvas.image.width / side) + (canvas.image.width / side - 1) / 2 + 0.5;
    const at = toPixels(canvas, { x: (left + size / 2) * 4, y: (top + size / 2) * 4 });
    const layer = boxAround(canvas, at, half, half);
    layer.alpha.fill(1);
    shiftBy(canvas, layer, [by, by, by]);
  });
}
const defect = (kind: DefectKind, paint: PlannedDefect['paint']): PlannedDefect => ({
  ...{ kind, at: { x: 0, y: 0 }, values: {}, pixels: () => createRandom(1), paint },
});
/** A foreground that holds a rectangle alone. */
function rectangle(left: number, top: number, right: number, bottom: number, width = side, height = side): Mask {
  const mask = createMask(width, height);
  for (let y = top; y < bottom; y++) mask.data.fill(255, y * width + left, y * width + right);
  return mask;
}
/** Box of what differs from an even picture: left, top, right, bottom (both ends outside). */
function changedBox({ width, data }: Raster, level: number): number[] {
  const at = [...data.keys()].filter((i) => i % 3 === 0 && data[i] !== level).map((i) => i / 3);
  const [columns, rows] = [at.map((i) => i % width), at.map((i) => Math.floor(i / width))];
  return [Math.min(...columns), Math.min(...rows), Math.max(...columns) + 1, Math.max(...rows) + 1];
}
const paint = (
  defects: PlannedDefect[],
  palette: Partial<Palette> = {},
  onlyVisible = true,
  base = evenPicture(100, side, side),
) => paintDefects(base, defects, { ...usual, ...palette }, { onlyVisible });

describe('painted defects', () => {
  it('are marked where they changed the picture, which is not changed itself', () => {
    const base = evenPicture(100, side, side);
    const { image, mask, area, shown } = paint([patch(10, 20, 6, 80), patch(40, 30, 8, -60)], {}, true, base);
    expect(base).toEqual(evenPicture(100, side, side));
    expect(shown).toHaveLength(2);
    expect(area).toBe(maskArea(mask));
    for (const [x, y, level] of [
      [12, 22, 180],
      [44, 34, 40],
    ] as const) {
      expect(image.data[(y * side + x) * 3]).toBe(level);
      expect(mask.data[y * side + x]).toBe(255);
    }
    expect(image.data[0]).toBe(100);
    expect(mask.data[0]).toBe(0);
    expect(area).toBeGreaterThanOrEqual(36 + 64);
    expect(area).toBeLessThan(8 * 8 + 10 * 10 + 1);
  });

  it('that cannot be seen are taken back, pixel by pixel, where only visible ones are wanted', () => {
    const [seen, faint] = [patch(10, 20, 6, 80), patch(40, 30, 8, 5)];
    for (const defects of [
      [seen, faint],
      [faint, seen],
    ]) {
      const only = paint(defects);
      expect(only.shown).toEqual([seen]);
      expect(only.image).toEqual(paint([seen]).image);
      expect(only.mask).toEqual(paint([seen]).mask);
      const both = paint(defects, {}, false);
      expect(both.shown).toHaveLength(2);
      expect(both.image.data[(34 * side + 44) * 3]).toBe(105);
      expect(both.mask.data[34 * side + 44]).toBe(255);
    }
    const none = paint([faint]);
    expect(none).toEqual({ image: evenPicture(100, side, side), mask: createMask(side, side), area: 0, shown: [] });
    const nothing = defect('pit', () => undefined);
    expect(paint([nothing], {}, false).shown).toEqual([]);
    expect(paint([nothing, seen]).shown).toEqual([seen]);
  });

  it('each are judged beside what was there before them, but marked together where only together they are seen', () => {
    // Each changes 9 levels, half of which the other shares: 18 together, on a strip 4 px wide.
    const [strong, weak] = [patch(10, 10, 8, 14), patch(14, 10, 8, -14)];
    const { mask, shown, image } = paint([strong, weak]);
    expect(shown).toHaveLength(2);
    expect(image.data[(12 * side + 16) * 3]).toBe(100); // they cancel each other out, and it is marked all the same
    expect(mask.data[12 * side + 16]).toBe(255);
  });

  it('that are too faint to be seen on a strong one are taken back there too', () => {
    const [strong, faint] = [patch(10, 20, 8, 80), patch(12, 22, 4, 5)];
    expect(paint([strong, faint]).shown).toEqual([strong]);
    expect(paint([strong, faint]).image).toEqual(paint([strong]).image);
  });

  it('are marked where only together they can be seen, beside what each of them shows', () => {
    /** Strong in a place of its own, and in a common one too faint to belong to it. */
    const both = (top: number): PlannedDefect =>
      defect('pit', (canvas) => {
        patch(8, top, 8, 80).paint(canvas, createRandom(1));
        patch(40, 30, 6, 7).paint(canvas, createRandom(1));
      });
    const at = 33 * side + 43;
    const [one, two] = [paint([both(8)]), paint([both(8), both(48)])];
    expect([one.image.data[3 * at], one.mask.data[at]]).toEqual([107, 0]);
    expect([two.image.data[3 * at], two.mask.data[at]]).toEqual([114, 255]);
    expect(two.area).toBe(maskArea(two.mask));
    expect(maskArea(two.mask)).toBe(2 * maskArea(one.mask) + 36);
  });

  it('of one kind of region have their gaps closed, of lines and spots not', () => {
    const halves = (kind: DefectKind): PlannedDefect =>
      defect(kind, (canvas) => {
        for (const left of [20, 28]) patch(left, 20, 6, 80).paint(canvas, createRandom(1));
      });
    expect(paint([halves('texture')]).mask.data[23 * side + 27]).toBe(255);
    const gap = (kind: DefectKind): number => maskArea(paint([halves(kind)]).mask);
    expect(gap('texture')).toBeGreaterThan(gap('pit'));
  });

  it('draw their pixels from their own stream and pieces from the donors, or from the part where there are none', () => {
    const seen: { donors: readonly Raster[]; value: number }[] = [];
    const looking = defect('pit', (canvas: Canvas, pixels) => {
      seen.push({ donors: canvas.donors, value: pixels.next() });
    });
    const base = evenPicture(100, side, side);
    paint([looking, looking], {}, true, base);
    const donor = evenPicture(7, side, side);
    paint([looking], { donors: [donor] });
    expect(seen.map(({ donors }) => donors[0]!.data[0])).toEqual([100, 100, 7]);
    expect(seen[0]!.donors).toHaveLength(1);
    expect(seen[0]!.donors[0]).toBe(base);
    expect(new Set(seen.map(({ value }) => value)).size).toBe(1);
  });
});

describe('the part that defects are kept to', () => {
  const everywhere = [
    defect('texture', (canvas) => {
      const { width, height } = canvas.image;
      const layer = boxAround(canvas, { x: width / 2, y: height / 2 }, width, height);
      layer.alpha.fill(1);
      shiftBy(canvas, layer, [60, 60, 60]);
    }),
  ];

  it('has a rim of 2 px at 256', () => {
    const { image } = paint(everywhere, { foreground: rectangle(20, 16, 40, 50) }, false);
    expect(changedBox(image, 100)).toEqual([19, 15, 41, 51]); // half a pixel at 64 px, and one at the least
    const large = evenPicture(100, 256, 256);
    const foreground = rectangle(80, 64, 160, 200, 256, 256);
    expect(changedBox(paint(everywhere, { foreground }, false, large).image, 100)).toEqual([78, 62, 162, 202]);
  });

  it('moves with the view', () => {
    const foreground = rectangle(20, 16, 40, 50);
    const view = { ...still, dx: 20, dy: -12 }; // 5 and −3 px of 64
    expect(changedBox(paint(everywhere, { foreground, view }, false).image, 100)).toEqual([24, 12, 46, 48]);
    const beyond = { ...still, dx: -100 };
    const gone = paint(everywhere, { foreground: rectangle(0, 16, 8, 50), view: beyond }, false);
    expect(gone.image).toEqual(evenPicture(100, side, side));
  });

  it('is the same on a picture of another size, with borders between pixels rounded to the nearer', () => {
    const foreground = rectangle(20, 16, 40, 50);
    for (const times of [2, 4, 0.5]) {
      const base = evenPicture(100, side * times, side * times);
      const view = { ...still, dx: 16, dy: -16 }; // 4 px of 64
      const box = changedBox(paint(everywhere, { foreground, view }, false, base).image, 100);
      [23, 11, 45, 47].forEach((edge, i) => expect(Math.abs(box[i]! - edge * times)).toBeLessThanOrEqual(0.5));
    }
    const oblong = evenPicture(100, 128, 64); // the same part, twice as wide
    const box = changedBox(paint(everywhere, { foreground }, false, oblong).image, 100);
    [38, 15, 82, 51].forEach((edge, i) => expect(Math.abs(box[i]! - edge)).toBeLessThanOrEqual(1));
  });

  it('counts a pixel as part of which half is, on pictures smaller or taller than it', () => {
    const foreground = rectangle(20, 16, 40, 50); // with its rim 19 to 41 and 15 to 51
    const boxOn = (base: Raster): number[] => changedBox(paint(everywhere, { foreground }, false, base).image, 100);
    expect(boxOn(evenPicture(100, side / 2, side / 2))).toEqual([9, 7, 21, 26]);
    expect(boxOn(evenPicture(100, side, side * 2))).toEqual([19, 30, 41, 102]);
    expect(boxOn(evenPicture(100, side * 2, side))).toEqual([38, 15, 82, 51]);
  });

  it('goes on beyond the picture’s border where a view moves it in', () => {
    const foreground = rectangle(0, 0, 64, 64);
    foreground.data[0] = 0; // a part that fills its picture but for a corner
    for (const [dx, dy] of [
      [20, 20],
      [-20, -20],
    ] as const) {
      const { image } = paint(everywhere, { foreground, view: { ...still, dx, dy } }, false);
      expect(changedBox(image, 100)).toEqual([0, 0, 64, 64]);
    }
  });

  it('that is nowhere lets nothing be painted', () => {
    const { image, area } = paint(everywhere, { foreground: createMask(side, side) }, false);
    expect(image).toEqual(evenPicture(100, side, side));
    expect(area).toBe(0);
  });

  it('reaches to the picture’s border where the part does, at every size', () => {
    const foreground = rectangle(0, 0, 40, 64);
    for (const times of [1, 2, 0.5]) {
      const base = evenPicture(100, side * times, side * times);
      const box = changedBox(paint(everywhere, { foreground }, false, base).image, 100);
      expect([box[0], box[1], box[3]]).toEqual([0, 0, side * times]);
    }
  });

  it('with round corners is cut where half of a pixel is part', () => {
    const disc = createMask(side, side);
    for (let i = 0; i < side * side; i++) {
      if (Math.hypot((i % side) - 31.5, Math.floor(i / side) - 31.5) < 20) disc.data[i] = 255;
    }
    const base = evenPicture(100, side * 4, side * 4);
    const { image } = paint(everywhere, { foreground: disc }, false, base);
    for (let i = 0; i < image.width * image.height; i++) {
      const distance = Math.hypot((i % 256) - 127.5, Math.floor(i / 256) - 127.5) / 4;
      if (distance < 19) expect(image.data[3 * i]).toBe(160);
      if (distance > 23) expect(image.data[3 * i]).toBe(100);
    }
  });

  it('that fills its picture stops nothing', () => {
    expect(changedBox(paint(everywhere, {}, false).image, 100)).toEqual([0, 0, 64, 64]);
    const view = { ...still, dx: 20, dy: 20 };
    expect(changedBox(paint(everywhere, { view }, false).image, 100)).toEqual([0, 0, 64, 64]);
  });
});

describe('the zones that defects are kept to', () => {
  /** Judged is a rectangle; above its upper border the part is ignored, elsewhere only seen. */
  const zones: ZonePicture = {
    ...{ width: side, height: side, fill: new Uint8Array(3 * side * side) },
    kinds: rectangle(10, 20, 40, 50).data.map((value, i) => {
      if (value) return zoneKinds.judged;
      return i < 20 * side ? zoneKinds.ignored : zoneKinds.seen;
    }),
  };
  const everywhere = [patch(2, 2, 60, 80, 'texture')];

  it('are what is judged: nothing else changes or is marked', () => {
    const { image, mask, area } = paint(everywhere, { zones }, false);
    expect(changedBox(image, 100)).toEqual([10, 20, 40, 50]);
    expect(mask).toEqual(rectangle(10, 20, 40, 50));
    expect(area).toBe(30 * 30);
  });

  it('are what is both judged and part', () => {
    const { image } = paint(everywhere, { zones, foreground: rectangle(0, 0, 30, 40) }, false);
    expect(changedBox(image, 100)).toEqual([10, 20, 31, 41]); // a pixel of rim
  });
});
