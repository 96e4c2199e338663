import { describe, expect, it } from 'vitest';
import { type DefectKind, type PriorSet, defaultPriorSet, defectKinds } from '#shared/domain/priors.ts';
import { type PictureKeys, heldOutPicture, purposes } from '#shared/domain/purposes.ts';
import { findForeground } from '#shared/vision/foreground.ts';
import type { Mask, Raster } from '#shared/vision/raster.ts';
import { resizeMaskNearest, resizeToRaster } from '#shared/vision/resize.ts';
import { type ImageSource, forgeSample, forgeView, referenceSize } from '#shared/vision/synthesis/forge.ts';
import type { Stamp } from '#shared/vision/synthesis/stamps.ts';
import { labelledPart, roundPart } from '../fixtures/parts.ts';

type Sides = Pick<Raster, 'width' | 'height'>;

/** A photograph with a labelled defect. */
const labelled = labelledPart(1024, 9);

/** The same photographs at a size, as the studio's cache holds them. */
function sourceAt(photos: readonly Raster[], sides: Sides): ImageSource {
  const resized = (photo: Raster, to: Sides): Raster =>
    resizeToRaster(photo, { left: 0, top: 0, ...sidesOf(photo) }, to);
  const decided = referenceSize(sides);
  const references = photos.map((photo) => resized(photo, decided));
  const isOwn = decided.width === sides.width && decided.height === sides.height;
  const images = isOwn ? references : photos.map((photo) => resized(photo, sides));
  const foregrounds = references.map((reference) => findForeground(reference));
  const stampAt = (to: Sides): Stamp => ({
    image: resized(labelled.image, to),
    mask: resizeMaskNearest(labelled.mask, to),
  });
  const [stamp, decidedStamp] = [stampAt(sides), stampAt(decided)];
  return {
    count: photos.length,
    image: (i) => images[i]!,
    reference: (i) => references[i]!,
    foreground: (i) => foregrounds[i]!,
    stamps: { count: 1, stamp: () => stamp, reference: () => decidedStamp },
  };
}

const sidesOf = ({ width, height }: Raster): Sides => ({ width, height });
const square = (side: number): Sides => ({ width: side, height: side });

/** Box and middle of a mask in px at 256. */
function placeOf({ width, height, data }: Mask): { box: number[]; middle: number[] } {
  let [left, top, right, bottom] = [width, height, -1, -1];
  let [sumX, sumY, area] = [0, 0, 0];
  data.forEach((value, i) => {
    if (!value) return;
    const [x, y] = [i % width, Math.floor(i / width)];
    [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
    sumX += x + 0.5;
    sumY += y + 0.5;
    area++;
  });
  const scale = Math.sqrt(width * height) / 256;
  return {
    box: [left, top, right + 1, bottom + 1].map((side) => side / scale),
    middle: [sumX / area / scale, sumY / area / scale],
  };
}

const furthest = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));

/** One kind alone, one instance in a picture, well seen. */
function distinct(kind: DefectKind): PriorSet {
  const priors = structuredClone(defaultPriorSet);
  for (const other of defectKinds) priors.kinds[other].enabled = other === kind;
  Object.assign(priors.kinds[kind], { count: [1, 1], contrast: [80, 120], opacity: [1, 1], edge: [0, 0] });
  return priors;
}

const photos = [0, 1, 2].map((seed) => roundPart(640, 640, seed));
const training = (number: number): PictureKeys => ({ purpose: 'train', seed: 7, number });
const at256 = sourceAt(photos, square(256));
const numbers = Array.from({ length: 200 }, (_, number) => number);

describe('one plan of a picture', () => {
  it('has the same part, kinds, places and values at 64, 256 and 384 px, for 200 numbers', () => {
    const sources = [64, 384].map((size) => sourceAt(photos, square(size)));
    for (const number of numbers) {
      const small = forgeSample(at256, defaultPriorSet, training(number));
      for (const source of sources) {
        const other = forgeSample(source, defaultPriorSet, training(number));
        expect(other.base).toBe(small.base);
        expect(other.drawn).toEqual(small.drawn);
      }
    }
  }, 120_000);

  it.each(defectKinds)(
    'shows %s at the same place at 256, 384 and 1,024 px',
    (kind) => {
      const sources = [384, 1024].map((size) => sourceAt(photos, square(size)));
      for (let number = 0; number < 4; number++) {
        const small = forgeSample(at256, distinct(kind), training(number));
        for (const source of sources) {
          const large = forgeSample(source, distinct(kind), training(number));
          expect(large.drawn).toEqual(small.drawn);
          const [here, there] = [placeOf(small.mask), placeOf(large.mask)];
          expect(furthest(here.box, there.box)).toBeLessThan(2);
          if (small.drawn.length === 1) expect(furthest(here.middle, there.middle)).toBeLessThan(2.5);
        }
      }
    },
    60_000,
  );

  it('works on pictures that are not square, at two sizes alike', () => {
    const wide = [3, 4, 5].map((seed) => roundPart(1024, 416, seed));
    const [small, large] = [sourceAt(wide, { width: 512, height: 208 }), sourceAt(wide, { width: 768, height: 312 })];
    expect(referenceSize({ width: 512, height: 208 })).toEqual({ width: 402, height: 163 });
    for (let number = 0; number < 30; number++) {
      const [here, there] = [small, large].map((source) => forgeSample(source, distinct('pit'), training(number)));
      expect(sidesOf(here!.image)).toEqual({ width: 512, height: 208 });
      expect([here!.mask.width, here!.mask.height]).toEqual([512, 208]);
      expect(there!.drawn).toEqual(here!.drawn);
      expect(furthest(placeOf(here!.mask).box, placeOf(there!.mask).box)).toBeLessThan(2);
      const { x, y, size } = here!.drawn[0]!.values as Record<string, number>;
      const scale = Math.sqrt(512 * 208) / 256;
      const { middle } = placeOf(here!.mask);
      if (here!.drawn.length === 1)
        expect(furthest(middle, [(x! * 512) / 402 / scale, (y! * 208) / 163 / scale])).toBeLessThan(size! / 2 + 1);
    }
  });

  it('draws the same pixels whenever it is asked, and others for another purpose, seed or number', () => {
    const forged = (keys: PictureKeys): Uint8Array => forgeSample(at256, defaultPriorSet, keys).image.data;
    const all = [
      training(3),
      { ...training(3), seed: 8 },
      training(4),
      heldOutPicture('curve', 3),
      heldOutPicture('limits', 3),
    ];
    const pictures = all.map(forged);
    expect(all.map(forged)).toEqual(pictures);
    expect(new Set(pictures.map((picture) => picture.join())).size).toBe(all.length);
  });

  it('gives every purpose a stream of its own', () => {
    expect(new Set(Object.values(purposes)).size).toBe(Object.keys(purposes).length);
  });

  it('takes one part alone for its own donor', () => {
    const single = { ...at256, count: 1 };
    for (let number = 0; number < 20; number++) {
      expect(forgeSample(single, defaultPriorSet, training(number)).base).toBe(0);
    }
  });
});

describe('a harmless view', () => {
  it('shifts the part by the same share of the picture at every size', () => {
    const shiftAt = (side: number, number: number): number[] => {
      const image = roundPart(side, side, 1);
      const before = centreOf(image);
      return centreOf(forgeView(image, { seed: 1, number })).map(
        (value, axis) => ((value - before[axis]!) / side) * 256,
      );
    };
    const shifts = Array.from({ length: 12 }, (_, number) => [shiftAt(256, number), shiftAt(512, number)]);
    for (const [small, large] of shifts) expect(furthest(small!, large!)).toBeLessThan(0.6);
    expect(shifts.some(([small]) => Math.abs(small![0]!) > 1.5)).toBe(true);
    for (const [small] of shifts) expect(Math.max(...small!.map(Math.abs))).toBeLessThanOrEqual(5.6);
  });
});

/** Middle of the dark pixels of a part on a light ground. */
function centreOf({ width, data }: Raster): number[] {
  let [x, y, count] = [0, 0, 0];
  for (let i = 0; i < data.length / 3; i++) {
    if (data[3 * i]! > 170) continue;
    [x, y, count] = [x + (i % width), y + Math.floor(i / width), count + 1];
  }
  return [x / count, y / count];
}
