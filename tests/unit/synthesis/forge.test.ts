import { describe, expect, it } from 'vitest';
import { defaultPriorSet, defectKinds } from '#shared/domain/priors.ts';
import { type Raster, createMask, createRaster } from '#shared/vision/raster.ts';
import {
  type ImageSource,
  forgeSample,
  forgeView,
  partsOfPicture,
  referenceSize,
} from '#shared/vision/synthesis/forge.ts';
import { texturedPart } from '../../fixtures/parts.ts';
import { evenPicture, meanOf, seedsTo } from '../../fixtures/drawings.ts';

const side = 64;

/** Parts of one level each, 10 apart, that write down who was asked for. */
function levels(count: number, sides = side) {
  const asked: number[] = [];
  const parts = seedsTo(count).map((i) => evenPicture(60 + 10 * i, sides, sides));
  const references = sides === side ? parts : seedsTo(count).map((i) => evenPicture(60 + 10 * i, side, side));
  const source: ImageSource = {
    count,
    image: (i) => {
      asked.push(i);
      return parts[i]!;
    },
    reference: (i) => references[i]!,
    foreground: () => createMask(side, side, 255),
  };
  return { source, asked, parts };
}
/** Pieces of other parts alone, well seen. */
const pieces = structuredClone(defaultPriorSet);
for (const kind of defectKinds) pieces.kinds[kind].enabled = kind === 'cutpaste';
Object.assign(pieces.kinds.cutpaste, { size: [80, 80], opacity: [1, 1], edge: [0, 0] });
pieces.nuisance = 0;

describe('a forged picture', () => {
  it('asks for the labelled defects that were foretold, from a stream of their own', () => {
    const { source } = levels(4);
    const asked: number[] = [];
    const stamps = {
      count: 5,
      stamp: (i: number) => {
        asked.push(i);
        return { image: evenPicture(20, side, side), mask: createMask(side, side, 255) };
      },
      reference: () => ({ image: evenPicture(20, side, side), mask: createMask(side, side) }),
    };
    const all = new Set<number>();
    for (const number of seedsTo(60)) {
      asked.length = 0;
      const keys = { purpose: 'train', seed: 5, number } as const;
      const foretold = partsOfPicture(keys, 4, stamps.count);
      expect(partsOfPicture(keys, 4)).toEqual({ ...foretold, stamps: [] });
      forgeSample({ ...source, stamps }, pieces, keys);
      expect(asked).toEqual(foretold.stamps);
      asked.forEach((i) => all.add(i));
    }
    expect(all.size).toBe(5);
    expect(partsOfPicture({ purpose: 'train', seed: 5, number: 0 }, 4, 1).stamps).toEqual([0]);
  });

  it('asks for the parts that were foretold, and for no others', () => {
    for (const count of [1, 2, 3, 9]) {
      const { source, asked } = levels(count);
      for (const number of seedsTo(40)) {
        asked.length = 0;
        const keys = { purpose: 'train', seed: 5, number } as const;
        const { base, lenders } = partsOfPicture(keys, count);
        expect(forgeSample(source, pieces, keys).base).toBe(base);
        expect(new Set(asked)).toEqual(new Set([base, ...lenders]));
      }
    }
  });

  it('shows each part as often as any other, and borrows from two others, never from itself', () => {
    const { source, asked } = levels(4);
    const bases = seedsTo(160).map((number) => {
      asked.length = 0;
      const { base, clean } = forgeSample(source, pieces, { purpose: 'train', seed: 1, number });
      expect(clean).toBe(source.image(base));
      const lenders = asked.slice(0, -1).filter((i) => i !== base);
      expect(lenders).toHaveLength(2);
      return { base, lenders };
    });
    for (const part of seedsTo(4)) {
      const share = meanOf(bases.map(({ base }) => Number(base === part)));
      expect(share > 0.13 && share < 0.37).toBe(true);
      const others = bases.filter(({ base }) => base === part).flatMap(({ lenders }) => lenders);
      expect(new Set(others)).toEqual(new Set(seedsTo(4).filter((i) => i !== part)));
    }
  });

  it('borrows from the one other part there is, and from itself where it is alone', () => {
    for (const [count, most] of [
      [2, 2],
      [1, 1],
    ] as const) {
      const { source, asked } = levels(count);
      for (const number of seedsTo(20)) {
        asked.length = 0;
        const { base } = forgeSample(source, pieces, { purpose: 'train', seed: 1, number });
        expect(asked[0]).toBe(base);
        expect(asked).toHaveLength(most);
      }
    }
  });

  it('shows what its donors lent: at the size that is worked at, and at the size that was decided at', () => {
    for (const sides of [side, 2 * side]) {
      const { source } = levels(2, sides);
      const lent = seedsTo(60).some((number) => {
        const { base, image, mask, drawn } = forgeSample(source, pieces, { purpose: 'train', seed: 1, number });
        expect([image.width, image.height, mask.width]).toEqual([sides, sides, sides]);
        expect(drawn.length).toBeGreaterThan(0);
        const other = base === 0 ? 70 : 60;
        return image.data.includes(other) && mask.data.some((value, i) => value && image.data[3 * i] === other);
      });
      expect(lent).toBe(true);
    }
  });

  it('leaves the part as it is, and marks no more than it changed', () => {
    const part = texturedPart(side, 1);
    const before = part.data.slice();
    const source = {
      count: 1,
      image: () => part,
      reference: () => part,
      foreground: () => createMask(side, side, 255),
    };
    for (const number of seedsTo(10)) {
      const { clean, image } = forgeSample(source, defaultPriorSet, { purpose: 'train', seed: 1, number });
      expect(clean).toBe(part);
      expect(image).not.toBe(part);
      expect(part.data).toEqual(before);
    }
  });
});

describe('the size that plans are decided at', () => {
  it('has the shape of the picture and the area of 256 × 256', () => {
    expect(referenceSize({ width: 640, height: 640 })).toEqual({ width: 256, height: 256 });
    expect(referenceSize({ width: 512, height: 128 })).toEqual({ width: 512, height: 128 });
    expect(referenceSize({ width: 128, height: 512 })).toEqual({ width: 128, height: 512 });
    expect(referenceSize({ width: 300, height: 200 })).toEqual({ width: 314, height: 209 });
  });
});

describe('a harmless view', () => {
  const row = (width: number, height: number): Raster => {
    const image = createRaster(width, height);
    for (let i = 0; i < width * height; i++) if (i % width === width / 2) image.data.fill(250, 3 * i, 3 * i + 3);
    return image;
  };
  /** Column that the line was moved to, in shares of the picture's scale. */
  const movedBy = (width: number, height: number, number: number): number => {
    const { data } = forgeView(row(width, height), { seed: 1, number });
    const line = [...data.subarray(0, 3 * width)].filter((_, i) => i % 3 === 0);
    return line.indexOf(Math.max(...line)) - width / 2;
  };

  it('moves a part by up to 5 px at 256, by its key alone, in the scale of its picture', () => {
    const moves = seedsTo(40).map((number) => movedBy(256, 256, number));
    expect(Math.max(...moves.map(Math.abs))).toBeLessThanOrEqual(5);
    expect(new Set(moves).size).toBeGreaterThan(4);
    seedsTo(40).forEach((number) => {
      expect(movedBy(512, 512, number)).toBe(2 * moves[number]!);
      expect(movedBy(1024, 64, number)).toBe(moves[number]);
      expect(movedBy(2048, 128, number)).toBe(2 * moves[number]!);
    });
    const image = row(64, 64);
    const view = forgeView(image, { seed: 1, number: 3 });
    expect(view).toEqual(forgeView(row(64, 64), { seed: 1, number: 3 }));
    expect(view).not.toEqual(forgeView(image, { seed: 1, number: 4 }));
    expect(image).toEqual(row(64, 64));
  });
});
