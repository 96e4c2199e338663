import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { squareOf } from '#shared/domain/pictures.ts';
import { type PriorSet, defaultPriorSet, defectKinds } from '#shared/domain/priors.ts';
import { adviseSize, fewestPixels, photographLength, sharperShape, smallestDefect } from '#shared/domain/resolution.ts';
import { defaultSize, mostFitted, mostPooled, offeredSizes } from '#shared/domain/runs.ts';

/** The default priors whose smallest pit is of `size`. */
const withPit = (size: number): PriorSet => ({
  ...defaultPriorSet,
  kinds: { ...defaultPriorSet.kinds, pit: { ...defaultPriorSet.kinds.pit, size: [size, 200] } },
});

describe('adviseSize', () => {
  it('keeps the default size for the default priors', () => {
    expect(adviseSize(defaultPriorSet, 512)).toEqual({
      size: defaultSize,
      smallest: { kind: 'pit', size: 3 },
      pixels: 4.5,
      limit: 'ok',
    });
  });

  it('asks for 1,024 px where a defect of 18 px on a photograph of 4,000 is to be found', () => {
    expect(adviseSize(withPit((18 / 4000) * 256), 4000)).toMatchObject({ size: 1024, limit: 'ok' });
  });

  it('never asks for more than the photographs hold, and says so', () => {
    expect(adviseSize(withPit(0.96), 500)).toMatchObject({ size: 512, limit: 'pictures' });
  });

  it('says where no size is large enough', () => {
    expect(adviseSize(withPit(0.5), 4000)).toMatchObject({ size: 1024, pixels: 2, limit: 'largest' });
  });

  it('takes photographs of unknown size for large enough, and one that holds just the size for all it can give', () => {
    expect(adviseSize(withPit(0.5), null)).toMatchObject({ size: 1024, limit: 'largest' });
    expect(adviseSize(withPit(1.2), null)).toMatchObject({ size: 1024, limit: 'ok' });
    expect(adviseSize(withPit(1.2), 512)).toMatchObject({ size: 512, limit: 'pictures' });
    expect(adviseSize(withPit(1.2), 513)).toMatchObject({ size: 768, limit: 'pictures' });
  });

  it('never advises less than the default, and names the first of several smallest kinds', () => {
    expect(adviseSize(withPit(60), 4000)!.size).toBe(defaultSize);
    const { kinds } = withPit(6);
    expect(smallestDefect({ ...defaultPriorSet, kinds })).toEqual({ kind: 'stain', size: 6 });
  });

  it('leaves out kinds that are not forged', () => {
    const { kinds } = defaultPriorSet;
    const noPits = { ...defaultPriorSet, kinds: { ...kinds, pit: { ...kinds.pit, enabled: false } } };
    expect(smallestDefect(noPits)).toEqual({ kind: 'stain', size: 6 });
    const none = Object.fromEntries(defectKinds.map((kind) => [kind, { ...kinds[kind], share: 0 }]));
    expect(adviseSize({ ...defaultPriorSet, kinds: none as PriorSet['kinds'] }, 512)).toBeNull();
  });

  it('gives the smallest size that is enough, wherever the pictures allow it', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 5.9, noNaN: true }), fc.integer({ min: 100, max: 5000 }), (pit, side) => {
        const { size, pixels, limit } = adviseSize(withPit(pit), side)!;
        expect(pixels >= fewestPixels - 1e-9).toBe(limit === 'ok');
        const smaller = offeredSizes.filter((other) => other >= defaultSize && other < size);
        if (limit === 'ok') expect(smaller.every((other) => (pit * other) / 256 < fewestPixels)).toBe(true);
        expect(smaller.every((other) => other < side)).toBe(true);
      }),
    );
  });
});

describe('what stays in memory', () => {
  it('is the usual number up to 512 px and no more memory beyond', () => {
    expect([256, 384, 512].map((size) => mostFitted(squareOf(size)))).toEqual([400, 400, 400]);
    expect(mostFitted({ width: 1024, height: 256 })).toBe(400);
    for (const size of offeredSizes) {
      expect(mostFitted(squareOf(size)) * size ** 2).toBeLessThanOrEqual(400 * 512 ** 2);
      expect(mostPooled(squareOf(size)) * size ** 2).toBeLessThanOrEqual(420 * 512 ** 2);
    }
  });
});

describe('a photograph beside the working picture', () => {
  it('has lengths by its area, whatever its shape', () => {
    expect(photographLength(10, { width: 256, height: 256 })).toBe(10);
    expect(photographLength(10, { width: 512, height: 512 })).toBe(20);
    expect(photographLength(10, { width: 1024, height: 256 })).toBe(20);
  });
  it('is forged on in exactly the shape that was judged: large enough to hold it, as far as training goes', () => {
    const side = fc.integer({ min: 2, max: 32 }).map((units) => units * 32);
    const length = fc.integer({ min: 20, max: 6000 });
    fc.assert(
      fc.property(side, side, length, length, (width, height, across, down) => {
        const sharper = sharperShape({ width, height }, { width: across, height: down });
        expect(sharper.width / sharper.height).toBe(width / height); // to the last bit, for plans follow from it
        expect(sharper.width).toBeGreaterThanOrEqual(width);
        const area = sharper.width * sharper.height;
        if (sharper.width > width) expect(area).toBeLessThanOrEqual(1024 ** 2);
        const isHeld = area >= across * down;
        // what does not hold the photograph is within one step of what training takes
        const step = Math.sqrt(area) / gcd(sharper.width, sharper.height);
        if (!isHeld) expect(Math.sqrt(area) + step).toBeGreaterThan(1024);
        // and what does is the smallest that does
        else if (sharper.width > width) expect(Math.sqrt(area) - step).toBeLessThan(Math.sqrt(across * down));
      }),
    );
    const photograph = { width: 2448, height: 2048 };
    expect(sharperShape({ width: 384, height: 384 }, photograph)).toEqual({ width: 1024, height: 1024 });
    expect(sharperShape({ width: 512, height: 512 }, photograph)).toEqual({ width: 1024, height: 1024 });
    expect(sharperShape({ width: 448, height: 320 }, photograph)).toEqual({ width: 1211, height: 865 });
    expect(sharperShape({ width: 384, height: 384 }, { width: 400, height: 400 })).toEqual({ width: 400, height: 400 });
    expect(sharperShape({ width: 352, height: 192 }, { width: 640, height: 320 })).toEqual({ width: 616, height: 336 });
  });
});

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
