import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimatedRanges, matchedPriors, resembles } from '#shared/domain/matchedPriors.ts';
import { defaultPriorSet, defectKinds, priorSetSchema } from '#shared/domain/priors.ts';
import { measureDefects } from '#shared/vision/defectMeasures.ts';
import { createMask, createRaster } from '#shared/vision/raster.ts';

/** A grey picture with a box of another grey in it, and its mask. */
function boxed(left: number, top: number, width: number, height: number, [around, inside]: [number, number]) {
  const image = createRaster(96, 80);
  const mask = createMask(96, 80);
  image.data.fill(around);
  for (let y = top; y < top + height; y++) {
    for (let x = left; x < left + width; x++) {
      image.data.fill(inside, (y * 96 + x) * 3, (y * 96 + x) * 3 + 3);
      mask.data[y * 96 + x] = 255;
    }
  }
  return { image, mask };
}

describe('a labelled defect', () => {
  it('is measured as it was drawn, wherever it lies', () => {
    const grey = fc.integer({ min: 0, max: 255 });
    const side = fc.integer({ min: 2, max: 30 });
    fc.assert(
      fc.property(fc.nat(60), fc.nat(45), side, side, grey, grey, (left, top, width, height, around, inside) => {
        const { image, mask } = boxed(left, top, width, height, [around, inside]);
        const [found, ...others] = measureDefects(image, mask);
        expect(others).toEqual([]);
        expect(found!.contrast).toBeCloseTo(Math.abs(around - inside), 6);
        expect(found!.isDarker).toBe(inside < around);
        const diagonal = Math.hypot(width, height);
        expect(found!.length).toBeGreaterThan(0.98 * diagonal);
        expect(found!.length).toBeLessThanOrEqual(diagonal + 1e-6);
      }),
    );
  });

  it('is one of several of a picture, each with its own', () => {
    const { image, mask } = boxed(4, 4, 20, 2, [200, 100]);
    const other = boxed(50, 40, 6, 6, [200, 150]);
    other.mask.data.forEach((value, i) => {
      if (value === 0) return;
      mask.data[i] = 255;
      image.data.fill(150, i * 3, i * 3 + 3);
    });
    expect(measureDefects(image, mask).map(({ contrast }) => Math.round(contrast))).toEqual([100, 50]);
  });
});

describe('ranges from labelled defects', () => {
  const measured = {
    lengths: [40, 50, 60],
    widths: [10, 10, 12],
    contrasts: [20, 30, 40],
    darker: 1,
    counts: [1, 2, 1],
  };

  it('are those that the kind asks for and masks tell', () => {
    expect(estimatedRanges('dent', measured)).toEqual({
      ...{ size: [40, 60], elongation: [4, 5], contrast: [20, 40], count: [1, 2] },
    });
    expect(estimatedRanges('uneven', measured)).toMatchObject({ size: [10, 12], elongation: [4, 5] });
    expect(estimatedRanges('scratch', measured)).toEqual({ size: [40, 60], contrast: [20, 40], count: [1, 2] });
    expect(estimatedRanges('warp', measured)).toEqual({ size: [40, 60], count: [1, 2] });
    expect(estimatedRanges('stamp', measured)).toEqual({ count: [1, 2] });
  });

  it('give a prior set that parses, whatever was measured', () => {
    const some = fc.array(fc.double({ min: 0.01, max: 5000, noNaN: true }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom(...defectKinds), some, some, some, (kind, lengths, contrasts, counts) => {
        const ranges = estimatedRanges(kind, { lengths, widths: lengths, contrasts, counts, darker: 0 });
        const prior = { ...defaultPriorSet.kinds[kind], ...ranges };
        const set = { ...defaultPriorSet, kinds: { ...defaultPriorSet.kinds, [kind]: prior } };
        expect(priorSetSchema.parse(set)).toEqual(set);
      }),
    );
  });
});

describe('priors from labelled defects', () => {
  it('are like what they were measured on', () => {
    const line = { lengths: [40, 50, 60], widths: [2, 2, 2] };
    expect(resembles({ ...line, darker: 1 })).toBe('crack');
    expect(resembles({ ...line, darker: 0 })).toBe('scratch');
    expect(resembles({ lengths: [5, 6], widths: [4, 5], darker: 1 })).toBe('pit');
    expect(resembles({ lengths: [50, 60], widths: [40, 50], darker: 1 })).toBe('stain');
  });

  it('are always a whole prior set, with each range within what was measured', () => {
    const values = (min: number, max: number) =>
      fc.array(fc.double({ min, max, noNaN: true }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(
        values(0.1, 400),
        values(0, 255),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
        (lengths, contrasts, counts) => {
          const widths = lengths.map((length) => length / 2);
          const { kind, priorSet } = matchedPriors('like dents', { lengths, widths, contrasts, counts, darker: 0.5 });
          expect(priorSetSchema.parse(priorSet)).toEqual(priorSet);
          const [low, high] = priorSet.kinds[kind].size;
          expect(low).toBeGreaterThanOrEqual(Math.min(Math.max(Math.min(...lengths) - 0.05, 0.5), 200));
          expect(high).toBeLessThanOrEqual(Math.max(Math.min(Math.max(...lengths) + 0.05, 200), 0.5));
        },
      ),
    );
  });
});
