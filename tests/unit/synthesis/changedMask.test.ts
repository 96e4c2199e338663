import { describe, expect, it } from 'vitest';
import { type Mask, type Raster, cloneRaster, createMask, createRaster, maskArea } from '#shared/vision/raster.ts';
import { type Visibility, markChange, markVisible } from '#shared/vision/synthesis/changedMask.ts';
import { visibilityOf } from '#shared/vision/synthesis/kinds/index.ts';

const side = 40;
/** What can be seen, grey levels of the channel that changed most (docs/method.md). */
const visibleChange = 12;
const whole = { left: 0, top: 0, width: side, height: side };
const usual: { visibility: Visibility; scale: number; onlyVisible: boolean } = {
  visibility: visibilityOf('pit'),
  ...{ scale: 1, onlyVisible: true },
};
const closed = visibilityOf('texture');
const base = ((): Raster => {
  const image = createRaster(side, side);
  image.data.fill(100);
  return image;
})();
type Shape = (x: number, y: number) => boolean;
const square =
  (left: number, top: number, size: number): Shape =>
  (x, y) =>
    x >= left && x < left + size && y >= top && y < top + size;

/** The base with a shape shifted in one channel. */
function shifted(shape: Shape, by: number, channel = 0): Raster {
  const image = cloneRaster(base);
  for (let i = 0; i < side * side; i++) if (shape(i % side, Math.floor(i / side))) image.data[3 * i + channel]! += by;
  return image;
}
function marked(
  after: Raster,
  options: Partial<typeof usual> = {},
  touched = whole,
): { mask: Mask; isMarked: boolean } {
  const mask = createMask(side, side);
  return { isMarked: markChange(mask, base, after, touched, { ...usual, ...options }), mask };
}
const isIn = ({ data }: Mask, x: number, y: number): boolean => data[y * side + x] === 255;

describe('the mask of one defect', () => {
  it.each([0, 1, 2])(
    'holds every visible pixel, in whatever channel (%i), darker or brighter, and little around it',
    (channel) => {
      for (const by of [60, -60]) {
        const shape = square(15, 12, 9);
        const { mask, isMarked } = marked(shifted(shape, by, channel));
        expect(isMarked).toBe(true);
        for (let i = 0; i < side * side; i++) {
          const [x, y] = [i % side, Math.floor(i / side)];
          if (shape(x, y)) expect(isIn(mask, x, y)).toBe(true);
          if (!square(14, 11, 11)(x, y)) expect(isIn(mask, x, y)).toBe(false); // a pixel around at most
        }
      }
    },
  );

  it('is not there where nothing can be seen, but for a defect that is to be shown all the same', () => {
    const shape = square(15, 12, 9);
    const faint = shifted(shape, visibleChange - 1);
    expect(marked(faint)).toEqual({ isMarked: false, mask: createMask(side, side) });
    expect(marked(base, { onlyVisible: false })).toEqual({ isMarked: false, mask: createMask(side, side) });
    expect(marked(shifted(shape, visibleChange)).isMarked).toBe(true);
    const shown = marked(faint, { onlyVisible: false });
    expect(shown.isMarked).toBe(true);
    expect(isIn(shown.mask, 19, 16)).toBe(true);
    expect(isIn(shown.mask, 5, 5)).toBe(false);
    // Even where it is fainter than what belongs to a visible one, and then no more than its stronger part.
    const faintest = marked(shifted(shape, 3), { onlyVisible: false });
    expect(isIn(faintest.mask, 19, 16)).toBe(true);
    expect(maskArea(faintest.mask)).toBeLessThanOrEqual(11 * 11);
  });

  it('takes five pixels for a defect, and fewer for none', () => {
    const pixels =
      (count: number): Shape =>
      (x, y) =>
        x % 7 === 3 && y % 7 === 3 && Math.floor(x / 7) + 5 * Math.floor(y / 7) < count && x < 35;
    // Single pixels of 12 levels are blurred to under 5: what can be seen of them is themselves.
    expect(marked(shifted(pixels(4), visibleChange)).isMarked).toBe(false);
    const five = marked(shifted(pixels(5), visibleChange));
    expect([five.isMarked, maskArea(five.mask)]).toEqual([true, 5]);
  });

  it('of a line or spot follows its own strength: a faint halo far below it is left out', () => {
    const image = shifted(square(10, 10, 12), 8);
    for (let y = 14; y < 18; y++) for (let x = 14; x < 18; x++) image.data[(y * side + x) * 3] = 220;
    const { mask } = marked(image);
    expect(isIn(mask, 15, 15)).toBe(true);
    expect(isIn(mask, 10, 10)).toBe(false);
    expect(isIn(mask, 19, 19)).toBe(false);
    const region = marked(image, { visibility: closed });
    expect(isIn(region.mask, 11, 11)).toBe(true); // a region is marked as far as it changed
  });

  it('of a region has its gaps closed, by more at a larger scale', () => {
    const halves: Shape = (x, y) => square(8, 8, 24)(x, y) && (x < 17 || x >= 23);
    const image = shifted(halves, 60);
    expect(isIn(marked(image).mask, 19, 20)).toBe(false);
    expect(isIn(marked(image, { visibility: closed, scale: 1 }).mask, 19, 20)).toBe(true);
    expect(isIn(marked(image, { visibility: closed, scale: 0.1 }).mask, 19, 20)).toBe(false);
  });

  it.each([false, true])('does not depend on the box, as long as that holds the change (region: %s)', (isRegion) => {
    const visibility = isRegion ? closed : usual.visibility;
    for (const left of [0, 1, 7, 20, 33, 34]) {
      for (const top of [0, 2, 18, 32, 34]) {
        for (const by of [14, 90]) {
          const image = shifted((x, y) => square(left, top, 6)(x, y) && (x + y) % 3 !== 1, by);
          const tight = marked(image, { visibility }, { left, top, width: 6, height: 6 });
          expect(tight).toEqual(marked(image, { visibility }));
        }
      }
    }
  });

  it('has what lies around it at the picture’s border too', () => {
    for (const [left, top] of [
      [12, 0],
      [12, 34],
      [0, 12],
      [34, 12],
    ] as const) {
      const { mask } = marked(shifted(square(left, top, 6), 90), {}, { left, top, width: 6, height: 6 });
      const [x, y] = [left + 2, top + 2];
      const beside = [x - 3, x + 4].filter((column) => column >= 0 && column < side);
      const above = [y - 3, y + 4].filter((line) => line >= 0 && line < side);
      for (const column of beside) expect(isIn(mask, column, y)).toBe(true);
      for (const line of above) expect(isIn(mask, x, line)).toBe(true);
    }
  });

  it('is looked for in the box that was touched, and adds to what is marked already', () => {
    const image = shifted((x, y) => square(4, 4, 6)(x, y) || square(28, 28, 6)(x, y), 60);
    const { mask } = marked(image, {}, { left: 28, top: 28, width: 6, height: 6 });
    expect([isIn(mask, 30, 30), isIn(mask, 6, 6)]).toEqual([true, false]);
    markChange(mask, base, image, { left: 4, top: 4, width: 6, height: 6 }, usual);
    expect([isIn(mask, 30, 30), isIn(mask, 6, 6)]).toEqual([true, true]);
    const corner = shifted(square(0, 0, 5), 60);
    expect(isIn(marked(corner, {}, { left: 0, top: 0, width: 5, height: 5 }).mask, 0, 0)).toBe(true);
    const last = shifted(square(35, 35, 5), 60);
    expect(isIn(marked(last, {}, { left: 35, top: 35, width: 5, height: 5 }).mask, 39, 39)).toBe(true);
  });
});

describe('the blur that what is marked is found by', () => {
  const areaOf = (visibility: Partial<Visibility>, scale: number): number => {
    const one = shifted((x, y) => x === 20 && y === 20, 150);
    const whole = { ...usual.visibility, faint: 0, ...visibility };
    return maskArea(marked(one, { visibility: whole, scale, onlyVisible: false }).mask);
  };

  it('is of the size of the defect where it is wide, and else a pixel whatever the size of the picture', () => {
    // of a single pixel a blur leaves more than a quarter of its middle within σ√(2 ln 4)
    const area = (sigma: number): number => Math.PI * sigma ** 2 * 2 * Math.log(4);
    for (const scale of [0.5, 1, 2]) {
      expect(areaOf({ blur: 3 }, scale) / area(3 * scale)).toBeCloseTo(1, 0.6);
      expect(areaOf({ blur: 1 }, scale)).toBe(9);
    }
  });

  it('finds of lines and wide changes what is faint, but no single pixel that the usual ones would not show', () => {
    const spots: Shape = (x, y) => x % 8 === 4 && y % 8 === 4;
    const line: Shape = (x, y) => x === 20 && y > 5 && y < 35;
    const visibility = visibilityOf('hairline');
    expect(maskArea(marked(shifted(spots, visibleChange - 2), { visibility }).mask)).toBe(0);
    expect(maskArea(marked(shifted(spots, visibleChange), { visibility }).mask)).toBe(25);
    expect(isIn(marked(shifted(line, visibleChange - 2), { visibility }).mask, 20, 20)).toBe(true);
    expect(maskArea(marked(shifted(line, visibleChange - 2)).mask)).toBe(0);
  });
});

describe('what several defects changed together', () => {
  it('is marked where it can be seen, pixel by pixel, within the box', () => {
    const image = shifted(square(10, 10, 3), visibleChange);
    for (let x = 20; x < 23; x++) image.data[(20 * side + x) * 3 + 1]! -= visibleChange - 1;
    image.data[(30 * side + 30) * 3 + 2]! += 90;
    const mask = createMask(side, side);
    markVisible(mask, base, image, { left: 0, top: 5, width: side, height: 20 });
    expect(maskArea(mask)).toBe(9);
    expect(isIn(mask, 10, 10) && isIn(mask, 12, 12)).toBe(true);
    const tight = createMask(side, side);
    markVisible(tight, base, image, { left: 10, top: 10, width: 3, height: 3 });
    expect(tight).toEqual(mask);
  });
});
