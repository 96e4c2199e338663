import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PriorSet, defaultPriorSet } from '#shared/domain/priors.ts';
import { madeOfKey, parseRecallCode, recallCode, recipeKey, recognise } from '#shared/domain/recallCode.ts';

const seeds = fc.integer({ min: 0, max: 0xffffffff });
const numbers = fc.integer({ min: 0, max: 999_999_999 });
const made = fc.option(fc.stringMatching(/^[0-9A-HJKMNP-TV-Z]{4}$/), { nil: null });
const recipe = recipeKey(defaultPriorSet);
const withScratch = (values: Partial<PriorSet['kinds']['scratch']>): PriorSet => ({
  ...defaultPriorSet,
  kinds: { ...defaultPriorSet.kinds, scratch: { ...defaultPriorSet.kinds.scratch, ...values } },
});

describe('the code of a picture', () => {
  it('comes back as it was, in small letters and with what looks like digits too', () => {
    fc.assert(
      fc.property(seeds, numbers, made, (seed, number, madeOf) => {
        const recalled = { recipe, seed, number, madeOf };
        const code = recallCode(recalled);
        expect(parseRecallCode(code)).toEqual(recalled);
        const [key, ...rest] = code.toLowerCase().split('-');
        const [figures, letters] = [rest.slice(0, 2), rest.slice(2)];
        const typed = [key!.replaceAll('0', 'o'), ...figures, ...letters.map((one) => one.replaceAll('1', 'l'))];
        expect(parseRecallCode(` ${typed.join('-')} `)).toEqual(recalled);
      }),
    );
  });

  it('of an earlier version is read, and says nothing of what it was made of', () => {
    expect(parseRecallCode('7Q3KD1-20418-5-8')).toEqual({ recipe: '7Q3KD1', seed: 20418, number: 5, madeOf: null });
  });

  it('tells most slips, and takes nothing that is no code', () => {
    const code = recallCode({ recipe, seed: 20418, number: 5, madeOf: 'H2WD' });
    const slips = Array.from({ length: 9 }, (_, i) => code.replace('20418', `2041${i}`)).filter((one) => one !== code);
    expect(slips.filter((slip) => parseRecallCode(slip) !== null).length).toBeLessThanOrEqual(1);
    for (const none of ['', 'ABC', code.slice(0, -2), code.replace('20418', '99999999999'), `${code}1`])
      expect(parseRecallCode(none)).toBeNull();
    expect(parseRecallCode(recallCode({ recipe, seed: 5_000_000_000, number: 1, madeOf: null }))).toBeNull();
  });
});

describe('the key of a recipe', () => {
  it('follows from what is drawn alone', () => {
    const { map, ...rest } = { map: undefined, ...defaultPriorSet };
    const { hairline } = defaultPriorSet.kinds;
    const same: PriorSet[] = [
      { ...defaultPriorSet, name: 'other' },
      { ...rest, ...(map && { map }) },
      // what is off is not drawn
      { ...defaultPriorSet, kinds: { ...defaultPriorSet.kinds, hairline: { ...hairline, size: [1, 2] } } },
      JSON.parse(JSON.stringify(defaultPriorSet)) as PriorSet,
      Object.fromEntries(Object.entries(defaultPriorSet).reverse()) as PriorSet,
    ];
    for (const set of same) expect(recipeKey(set)).toBe(recipe);
    const others: PriorSet[] = [
      withScratch({ size: [15, 151] }),
      withScratch({ share: 0 }),
      withScratch({ sign: 'darker' }),
      { ...defaultPriorSet, light: 0 },
      { ...defaultPriorSet, nuisance: 0.51 },
      { ...defaultPriorSet, confineToForeground: false },
      { ...defaultPriorSet, map: { columns: 1, rows: 1, weights: [1] } },
    ];
    expect(new Set([recipe, ...others.map(recipeKey)]).size).toBe(others.length + 1);
  });
});

describe('what a picture was made of', () => {
  const scratch = { kind: 'scratch', values: { size: 12.25, contrast: -40 } };
  const picture = { parts: ['a', 'b'], drawn: [scratch], also: null };
  const key = madeOfKey(picture);

  it('is recognised where nothing differs, to as many digits as every machine agrees on', () => {
    const close = { kind: 'scratch', values: { contrast: -40, size: 12.25 + 1e-9 } };
    expect(recognise(key, madeOfKey({ ...picture, drawn: [close] }))).toBe('same');
    expect(recognise(null, key)).toBe('notSaid');
  });

  it('tells other good parts from other defects', () => {
    expect(recognise(key, madeOfKey({ ...picture, parts: ['a', 'c'] }))).toBe('otherParts');
    const others = [
      { ...picture, drawn: [{ ...scratch, kind: 'stain' }] },
      { ...picture, drawn: [scratch, scratch] },
      { ...picture, drawn: [{ kind: 'scratch', values: { size: 12.26, contrast: -40 } }] },
      { ...picture, also: ['mask'] },
    ];
    for (const other of others) expect(recognise(key, madeOfKey(other))).toBe('otherDefects');
  });
});
