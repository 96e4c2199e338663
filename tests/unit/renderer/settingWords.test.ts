import { expect, it } from 'vitest';
import { createI18n } from 'vue-i18n';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { comparedSettings } from '#shared/domain/comparison.ts';
import { noZones } from '#shared/domain/zones.ts';
import { type ComparedRun, priorDifferences, settingDifferences } from '#studio/comparison/settingDifferences.ts';
import de from '../../../src/renderer/locales/de/index.ts';
import { settingWords } from '../../../src/renderer/stages/training/settingWords.ts';

const i18n = createI18n({ legacy: false, locale: 'de', messages: { de } });
const inGerman = (value: string): string =>
  settingWords(value, 'de', (word, values) => i18n.global.t(`training.compare.values.${word}`, values));

/** Two runs that differ in everything. */
function twoRuns(): [ComparedRun, ComparedRun] {
  const of = (k: number): ComparedRun =>
    ({
      run: {
        step: 20 + k,
        steps: 60,
        backend: 'CPU',
        learned: { acceptLimit: 0.4597 + k / 100, rejectLimit: 0.9 + k / 100 },
        config: {
          ...{ size: 256 + k, picture: { width: 300 + k, height: 200 }, seed: k, moved: k / 40 },
          budget: k ? { minutes: 3 } : { steps: 60 },
          loss: { feature: 1, score: 1.5, consistency: k },
          ...(k && { ablation: { levels: [], parts: ['score'] } }),
          backbone: { name: `lite${k}`, sha256: `${k}`.repeat(64) },
        },
      },
      file: {
        roi: { x: k / 10, y: 0, width: 0.5, height: 1 },
        zones: k ? { ...noZones, version: 2, inspect: [], ignore: [{}] } : null,
        train: Array(k + 1).fill({}),
        calibration: Array(k + 2).fill({}),
      },
    }) as unknown as ComparedRun;
  return [of(0), of(1)];
}

it('what two runs were set to is said in the language of the window, figures in its form', () => {
  const found = settingDifferences(...twoRuns());
  expect(found.map(({ setting }) => setting).sort()).toEqual(
    [...comparedSettings].filter((one) => one !== 'backend').sort(),
  );
  const values = Object.fromEntries(found.map(({ setting, a, b }) => [setting, [inGerman(a!), inGerman(b!)]]));
  expect(values).toMatchObject({
    budget: ['60 Schritte', '3 min'],
    steps: [expect.stringMatching(/^20 von \d+$/), expect.stringMatching(/^21 von \d+$/)],
    weights: ['Aussehen 1, Urteil 1,5, Beständigkeit 0', 'Aussehen 1, Urteil 1,5, Beständigkeit 1'],
    zones: ['nichts', 'Version 2: 0 geprüft, 1 ausgenommen'],
    region: ['0,000; 0,000; 0,500; 1,000', '0,100; 0,000; 0,500; 1,000'],
    acceptLimit: ['0,4597', '0,4697'],
    moved: ['0 %', '2,5 %'],
    size: ['256 px', '257 px'],
  });
});

it('what two recipes state is said in it too', () => {
  const other = structuredClone(defaultPriorSet);
  other.kinds.scratch = { ...other.kinds.scratch, enabled: !other.kinds.scratch.enabled, size: [1.5, 20] };
  const said = priorDifferences(defaultPriorSet, other).flatMap(({ a, b }) => [inGerman(a), inGerman(b)]);
  expect(said).toEqual(expect.arrayContaining(['ja', 'nein', '1,5–20']));
});
