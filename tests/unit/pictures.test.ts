import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { manifestSchema } from '#shared/domain/manifest.ts';
import {
  areaOf,
  isSameShape,
  mostAspect,
  nominalSide,
  pictureShapeSchema,
  shapeOfSize,
  shapeText,
  squareOf,
  squareSides,
} from '#shared/domain/pictures.ts';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { defaultLossWeights, runConfigSchema } from '#shared/domain/runs.ts';
import { sampleIndexSchema } from '#shared/domain/validation.ts';

const config = {
  schema: 1,
  size: 384,
  seed: 0,
  budget: { steps: 40 },
  loss: defaultLossWeights,
  priorSet: defaultPriorSet,
};

describe('the shape of a working picture', () => {
  it('has sides of whole cells of the deepest level', () => {
    expect(pictureShapeSchema.safeParse({ width: 96, height: 64 }).success).toBe(true);
    for (const shape of [{ width: 96 }, { width: 100, height: 64 }, { width: 2080, height: 64 }, { side: 96 }]) {
      expect(pictureShapeSchema.safeParse(shape).success).toBe(false);
    }
  });

  it('has the shape of the photographs and about the area of the square, in whole units', () => {
    expect(shapeOfSize(384, 512 / 208)).toEqual({ width: 608, height: 256 });
    expect(shapeOfSize(384, 1)).toEqual({ width: 384, height: 384 });
    expect(shapeOfSize(384, 100)).toEqual(shapeOfSize(384, mostAspect));
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 32 }), fc.double({ min: 0.1, max: 10, noNaN: true }), (units, aspect) => {
        const size = 32 * units;
        const shape = shapeOfSize(size, aspect);
        expect(pictureShapeSchema.safeParse(shape).success).toBe(true);
        const within = Math.min(Math.max(aspect, 1 / mostAspect), mostAspect);
        expect(Math.abs(shape.width - size * Math.sqrt(within))).toBeLessThanOrEqual(16.01);
        expect(Math.abs(shape.height - size / Math.sqrt(within))).toBeLessThanOrEqual(16.01);
      }),
    );
  });

  it('is said as one side only where it is a square', () => {
    expect(shapeText({ width: 384, height: 384 })).toBe('384 px');
    expect(shapeText({ width: 512, height: 288 })).toBe('512 × 288 px');
    expect(nominalSide({ width: 512, height: 288 })).toBe(384);
    expect(areaOf({ width: 96, height: 64 })).toBe(96 * 64);
    expect(squareOf(96)).toEqual({ width: 96, height: 96 });
  });

  it('is the same where both sides are', () => {
    const shape = { width: 96, height: 64 };
    expect(isSameShape(shape, { ...shape })).toBe(true);
    for (const other of [{ width: 64 }, { height: 96 }, { width: 64, height: 96 }]) {
      expect(isSameShape(shape, { ...shape, ...other })).toBe(false);
    }
  });
});

describe('what earlier versions wrote with one side', () => {
  it('is a run of square pictures', () => {
    const { picture, size } = runConfigSchema.parse(config);
    expect({ picture, size }).toEqual({ picture: { width: 384, height: 384 }, size: 384 });
    const oblong = { ...config, picture: { width: 512, height: 288 } };
    expect(runConfigSchema.parse(oblong)).toEqual(oblong);
    expect(runConfigSchema.safeParse({ ...config, size: 100 }).success).toBe(false);
  });

  it('stays as it is where it has no such side, or says both already', () => {
    const read = squareSides('size', 'width', 'height');
    for (const value of [null, undefined, 7, 'size', [], {}, { width: 3 }, { size: 1, width: 2 }]) {
      expect(read(value)).toBe(value);
    }
    expect(read({ size: 5, name: 'x' })).toEqual({ width: 5, height: 5, name: 'x' });
  });

  it('is a package with a square map', () => {
    const { preprocessing, outputs } = manifestSchema.shape;
    const before = { insideGraph: true, resize: 'antialiased triangle, half-pixel centres, rounded to uint8' };
    expect(preprocessing.parse({ ...before, size: 256 })).toEqual({ ...before, width: 256, height: 256 });
    const map = { score: 'score', map: 'map' };
    expect(outputs.parse({ ...map, mapSize: 256 })).toEqual({ ...map, mapWidth: 256, mapHeight: 256 });
    expect(outputs.parse({ ...map, mapWidth: 96, mapHeight: 64 })).toEqual({ ...map, mapWidth: 96, mapHeight: 64 });
    expect(outputs.safeParse(map).success).toBe(false);
  });

  it('is a set of square sample parts', () => {
    const index = { schema: 1, basis: 'train', normals: 4, forged: 2, parts: [], moments: [] };
    expect(sampleIndexSchema.parse({ ...index, size: 128 })).toEqual({ ...index, width: 128, height: 128 });
  });
});
