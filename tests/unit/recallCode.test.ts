import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PriorSet, defaultPriorSet } from '#shared/domain/priors.ts';
import { parseRecallCode, recallCode, recipeKey } from '#shared/domain/recallCode.ts';

const seeds = fc.integer({ min: 0, max: 0xffffffff });
const numbers = fc.integer({ min: 0, max: 999_999_999 });
const recipe = recipeKey(defaultPriorSet);
const withScratch = (values: Partial<PriorSet['kinds']['scratch']>): PriorSet => ({
  ...defaultPriorSet,
  kinds: { ...defaultPriorSet.kinds, scratch: { ...defaultPriorSet.kinds.scratch, ...values } },
});

describe('the code of a picture', () => {
  it('comes back as it was, in small letters and with what looks like digits too', () => {
    fc.assert(
      fc.property(seeds, numbers, (seed, number) => {
        const code = recallCode({ recipe, seed, number });
        expect(parseRecallCode(code)).toEqual({ recipe, seed, number });
        const typed = ` ${code.toLowerCase().replaceAll('0', 'o')} `;
        const digits = typed.replace(/^( \w+)-(.*)-(\w) $/, (_, key: string, rest: string, last: string) =>
          [key, rest.replaceAll('o', '0'), last].join('-'),
        );
        expect(parseRecallCode(digits)).toEqual({ recipe, seed, number });
      }),
    );
  });

  it('tells most slips, and takes nothing that is no code', () => {
    const code = recallCode({ recipe, seed: 20418, number: 5 });
    const slips = Array.from({ length: 9 }, (_, i) => code.replace('20418', `2041${i}`)).filter((one) => one !== code);
    expect(slips.filter((slip) => parseRecallCode(slip) !== null).length).toBeLessThanOrEqual(1);
    for (const none of ['', 'ABC', code.slice(0, -2), code.replace('20418', '99999999999'), `${code}1`])
      expect(parseRecallCode(none)).toBeNull();
    expect(parseRecallCode(recallCode({ recipe, seed: 5_000_000_000, number: 1 }))).toBeNull();
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
