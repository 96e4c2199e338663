import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DefectLook } from '#shared/domain/likeness.ts';
import { farness, onlyKinds, withFound } from '#shared/domain/priorSearch.ts';
import { type DefectKind, type Prior, defaultPriorSet, defectKinds, priorSetSchema } from '#shared/domain/priors.ts';
import type { DefectMeasure } from '#shared/vision/defectMeasures.ts';
import { createRandom } from '#shared/vision/random.ts';
import { correctable, correctedPrior, movedPrior, priorLike } from '#studio/synthesis/priorMoves.ts';

const kinds = fc.constantFrom(...defectKinds);
const look = fc.record({
  area: fc.double({ min: 5, max: 30_000, noNaN: true }),
  elongation: fc.double({ min: 1, max: 80, noNaN: true }),
  contrast: fc.double({ min: 0, max: 200, noNaN: true }),
  position: fc.double({ min: 0, max: 1, noNaN: true }),
});
const looks = fc.array(look, { minLength: 1, maxLength: 12 });
/** @throws where the set would be refused */
const parsed = (kind: DefectKind, prior: Prior) =>
  priorSetSchema.parse({ ...defaultPriorSet, kinds: { ...defaultPriorSet.kinds, [kind]: prior } });
const measured = (values: Partial<DefectMeasure>): DefectMeasure => ({
  ...{ area: 100, x: 0.5, y: 0.5, length: 20, width: 5, contrast: 40, isDarker: true },
  ...values,
});

describe('a prior beside another', () => {
  it('is one that may be, and says the same of what no measure sees', () => {
    fc.assert(
      fc.property(kinds, fc.nat(), fc.double({ min: 0.01, max: 0.4, noNaN: true }), looks, looks, (kind, ...rest) => {
        const [seed, step, real, forged] = rest;
        const prior = { ...defaultPriorSet.kinds[kind], enabled: true };
        const all = [
          movedPrior(kind, prior, step, createRandom(seed)),
          correctedPrior(kind, prior, correctable(kind), { real, forged }),
        ];
        for (const one of all) {
          parsed(kind, one);
          for (const name of ['count', 'angle', 'tint', 'hue', 'share', 'enabled', 'sign'] as const)
            expect(one[name]).toEqual(prior[name]);
        }
      }),
    );
  });

  it('is moved further by a larger step', () => {
    const movedBy = (step: number): number => {
      const ends = Array.from({ length: 200 }, (_, seed) => {
        const [low, high] = movedPrior('stain', defaultPriorSet.kinds.stain, step, createRandom(seed)).size;
        return Math.abs(Math.log(low / 6)) + Math.abs(Math.log(high / 90));
      });
      return ends.reduce((sum, by) => sum + by, 0);
    };
    expect(movedBy(0.15)).toBeGreaterThan(2 * movedBy(0.02));
  });

  it('keeps a range on a logarithm above nothing', () => {
    const prior: Prior = {
      ...defaultPriorSet.kinds.stain,
      ...{ edge: [0.01, 0.02], spread: { edge: { scale: 'log', shape: 'uniform' } } },
    };
    for (let seed = 0; seed < 300; seed++) parsed('stain', movedPrior('stain', prior, 0.4, createRandom(seed)));
  });
});

describe('a prior that is corrected', () => {
  const like = (changes: Partial<DefectLook>): DefectLook => ({
    ...{ area: 100, elongation: 4, contrast: 40, position: 0.5 },
    ...changes,
  });
  it('is moved by what was missed, at most to the double', () => {
    const prior: Prior = { ...defaultPriorSet.kinds.stain, contrast: [20, 40], size: [10, 20] };
    const missed = (contrast: number) =>
      correctedPrior('stain', prior, ['contrast'], { real: [like({ contrast })], forged: [like({})] });
    expect(missed(60).contrast).toEqual([30, 60]);
    expect(missed(60).size).toEqual([10, 20]);
    expect(missed(400).contrast).toEqual([40, 80]);
    expect(missed(1).contrast).toEqual([10, 20]);
    // four times the area is twice the length
    const larger = correctedPrior('stain', prior, ['size'], { real: [like({ area: 400 })], forged: [like({})] });
    expect(larger.size).toEqual([20, 40]);
  });
});

describe('a prior like measured defects', () => {
  it('has their size, contrast, width and elongation, and their brightness where they agree', () => {
    const all = Array.from({ length: 11 }, (_, i) => measured({ length: 20 + i, width: 2, contrast: 30 + i }));
    const hairline = priorLike('hairline', defaultPriorSet.kinds.hairline, all);
    expect(hairline).toMatchObject({ size: [21, 29], contrast: [31, 39], width: [2, 2], sign: 'darker' });
    // how wide it is, is what the size of an uneven finish says
    const uneven = priorLike('uneven', defaultPriorSet.kinds.uneven, all);
    expect(uneven).toMatchObject({ size: [2, 2], elongation: [10.5, 14.5] });
    const of = (isDarker: boolean[]) =>
      priorLike(
        'stain',
        defaultPriorSet.kinds.stain,
        isDarker.map((one) => measured({ isDarker: one })),
      ).sign;
    expect([of([true, false]), of([false, false]), of([true, true])]).toEqual(['both', 'brighter', 'darker']);
  });
});

describe('what a search found', () => {
  it('is farther the farther apart and the better told, and nobody tells worse than not at all', () => {
    expect(farness({ apart: 0.5, told: 1 })).toBe(1.5);
    expect(farness({ apart: 0.5, told: 0.3 })).toBe(0.5);
    expect(farness({ apart: 0.5, told: null })).toBe(0.5);
  });

  it('is drawn as often as before, shared as found, and leaves other kinds alone', () => {
    const base = {
      ...defaultPriorSet,
      kinds: { ...defaultPriorSet.kinds, crack: { ...defaultPriorSet.kinds.crack, share: 3 } },
    };
    const { crack, hairline, scratch } = base.kinds;
    const wider: Prior = { ...hairline, width: [1, 9] };
    const { kinds: after } = withFound(base, { crack, hairline: wider }, { crack: 0.25, hairline: 0.75 });
    expect([after.crack.share, after.hairline.share, after.hairline.enabled]).toEqual([0.75, 2.25, true]);
    expect(after.hairline.width).toEqual([1, 9]);
    expect(after.scratch).toBe(scratch);
    // a kind that was off is drawn once as often as usual
    expect(withFound(base, { hairline: wider }, { hairline: 1 }).kinds.hairline).toMatchObject({
      enabled: true,
      share: 1,
    });
  });

  it('is judged alone', () => {
    const alone = onlyKinds(defaultPriorSet, { crack: 0.25, hairline: 0.75 });
    expect(defectKinds.filter((kind) => alone.kinds[kind].enabled)).toEqual(['crack', 'hairline']);
    expect(alone.kinds.hairline.share).toBe(0.75);
  });
});
