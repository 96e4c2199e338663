import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cropBeside, cutDefects, defectCrops } from '#shared/vision/defectCrops.ts';
import { createRandom } from '#shared/vision/random.ts';
import { type Mask, createMask, createRaster } from '#shared/vision/raster.ts';

const always = (): boolean => true;

function boxed(width: number, height: number, box: { left: number; top: number; width: number; height: number }): Mask {
  const mask = createMask(width, height);
  for (let y = box.top; y < box.top + box.height; y++)
    mask.data.fill(255, y * width + box.left, y * width + box.left + box.width);
  return mask;
}

const placed = fc
  .record({ width: fc.integer({ min: 40, max: 160 }), height: fc.integer({ min: 40, max: 160 }) })
  .chain(({ width, height }) =>
    fc
      .record({ left: fc.nat(width - 1), top: fc.nat(height - 1), w: fc.nat(60), h: fc.nat(60) })
      .map(({ left, top, w, h }) => {
        const box = { left, top, width: Math.min(w + 1, width - left), height: Math.min(h + 1, height - top) };
        return { box, mask: boxed(width, height, box) };
      }),
  );

it('are squares inside the picture that hold the defect, with room round it where the picture has that room', () => {
  fc.assert(
    fc.property(placed, ({ box, mask }) => {
      const [crop] = defectCrops(mask, always);
      const { left, top, width, height } = crop!;
      expect(width).toBe(height);
      expect(left >= 0 && top >= 0 && left + width <= mask.width && top + height <= mask.height).toBe(true);
      const longer = Math.max(box.width, box.height);
      const shorter = Math.min(mask.width, mask.height);
      expect(width >= 1.5 * longer || width === shorter).toBe(true);
      if (width < longer) return;
      expect(left <= box.left && left + width >= box.left + box.width).toBe(true);
      expect(top <= box.top && top + height >= box.top + box.height).toBe(true);
    }),
  );
});

it('are as large for a defect that somebody painted round a little more widely', () => {
  const [close, wide] = [24, 30].map((side) => {
    const box = { left: 90, top: 90, width: side, height: side };
    return defectCrops(boxed(300, 300, box), always)[0]!.width;
  });
  expect([close, wide]).toEqual([64, 64]);
});

it('beside a defect show none of it, and are none where there is no room', () => {
  fc.assert(
    fc.property(placed, fc.nat(99), ({ mask }, seed) => {
      const crop = cropBeside(mask, createRandom(seed));
      if (!crop) return;
      const side = Math.min(64, Math.floor(Math.min(mask.width, mask.height) / 2));
      expect([crop.width, crop.height]).toEqual([side, side]);
      expect(crop.left + side <= mask.width && crop.top + side <= mask.height).toBe(true);
      const rows = Array.from({ length: side }, (_, y) => (crop.top + y) * mask.width + crop.left);
      expect(rows.every((from) => mask.data.subarray(from, from + side).every((value) => value === 0))).toBe(true);
    }),
  );
  const middle = boxed(40, 40, { left: 15, top: 15, width: 10, height: 10 });
  expect(cropBeside(middle, createRandom(1))).toBeNull();
  expect(cropBeside(createMask(40, 40), createRandom(1))).not.toBeNull();
});

it('are cut from the picture itself, those that count, each to one side', () => {
  const image = createRaster(100, 80);
  image.data.forEach((_, i) => (image.data[i] = i % 251));
  const mask = boxed(100, 80, { left: 60, top: 40, width: 4, height: 4 });
  mask.data[0] = 255;
  const cut = cutDefects(image, mask, { side: 32, isCounted: (area) => area > 1 }, createRandom(3));
  expect([cut.defects.length, cut.beside.length]).toEqual([1, 1]);
  // 32 px round (62, 42), as it is: nothing is resized
  const row = (y: number): Uint8Array => image.data.subarray(((26 + y) * 100 + 46) * 3, ((26 + y) * 100 + 78) * 3);
  expect([...cut.defects[0]!.subarray(0, 96)]).toEqual([...row(0)]);
  expect([...cut.defects[0]!.subarray(31 * 96)]).toEqual([...row(31)]);
});
