import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutChanged, pasteChanged } from '#shared/vision/changedPart.ts';

const bytes = (length: number, values: fc.Arbitrary<number>) =>
  fc.array(values, { minLength: length, maxLength: length }).map((all) => Uint8Array.from(all));

/** Two pictures that differ in few channels, a mask of few pixels, and their sides. */
const pictures = fc
  .record({ width: fc.integer({ min: 1, max: 9 }), height: fc.integer({ min: 1, max: 9 }) })
  .chain(({ width, height }) => {
    const seldom = (value: number) =>
      fc.oneof({ weight: 30, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(value) });
    const cells = width * height;
    return fc.record({
      sides: fc.constant({ width, height }),
      clean: bytes(3 * cells, fc.integer({ min: 0, max: 254 })),
      change: bytes(3 * cells, seldom(1)),
      mask: bytes(cells, seldom(255)),
    });
  })
  .map(({ sides, clean, change, mask }) => ({
    ...{ clean: { ...sides, data: clean }, mask: { ...sides, data: mask } },
    image: { ...sides, data: clean.map((value, i) => value + change[i]!) },
  }));

describe('what a defect changed of a part', () => {
  it('makes the picture and its mask again on the part, which stays as it was', () => {
    fc.assert(
      fc.property(pictures, ({ clean, image, mask }) => {
        const before = clean.data.slice();
        const again = pasteChanged(clean.data, clean, cutChanged(clean, image, mask));
        expect(again).toEqual({ image: image.data, mask: mask.data });
        expect(clean.data).toEqual(before);
      }),
    );
  });

  it('is the smallest box: on each of its sides lies something that differs or is marked', () => {
    fc.assert(
      fc.property(pictures, ({ clean, image, mask }) => {
        const { box, pixels, mask: part } = cutChanged(clean, image, mask);
        expect([pixels.length, part.length]).toEqual([3 * box.width * box.height, box.width * box.height]);
        const isOther = (x: number, y: number): boolean => {
          const at = y * clean.width + x;
          return mask.data[at] !== 0 || [0, 1, 2].some((c) => image.data[3 * at + c] !== clean.data[3 * at + c]);
        };
        const xs = Array.from({ length: box.width }, (_, i) => box.left + i);
        const ys = Array.from({ length: box.height }, (_, i) => box.top + i);
        const [right, bottom] = [box.left + box.width - 1, box.top + box.height - 1];
        const sides = [
          ys.some((y) => isOther(box.left, y)),
          ys.some((y) => isOther(right, y)),
          xs.some((x) => isOther(x, box.top)),
          xs.some((x) => isOther(x, bottom)),
        ];
        expect(sides).toEqual(Array(4).fill(box.width > 0));
      }),
    );
  });

  it('is nothing where nothing differs, and all where the opposite corners do', () => {
    const clean = { width: 4, height: 3, data: new Uint8Array(36) };
    const mask = { width: 4, height: 3, data: new Uint8Array(12) };
    expect(cutChanged(clean, clean, mask).box).toEqual({ left: 0, top: 0, width: 0, height: 0 });
    const image = { ...clean, data: clean.data.slice() };
    image.data[2] = 1;
    mask.data[11] = 255;
    expect(cutChanged(clean, image, mask).box).toEqual({ left: 0, top: 0, width: 4, height: 3 });
  });
});
