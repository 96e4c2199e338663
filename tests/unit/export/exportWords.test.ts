import { describe, expect, it } from 'vitest';
import { createI18n } from 'vue-i18n';
import { namesBelow } from '#studio/export/fileNames.ts';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import de from '../../../src/renderer/locales/de/index.ts';
import en from '../../../src/renderer/locales/en/index.ts';
import { plainValue, valueInWords } from '../../../src/renderer/stages/export/auditValues.ts';
import { lineCommand, quotedPath } from '../../../src/renderer/stages/export/commands.ts';
import { sortOut } from '../../../src/renderer/stages/export/sortOut.ts';
import { decimalsFor } from '../../../src/renderer/ui/figures.ts';

const i18n = createI18n({ legacy: false, locale: 'en', messages: { en, de } });
const speech = (language: 'en' | 'de') => ({
  t: (key: string, places: Record<string, unknown> = {}): string => i18n.global.t(key, places, { locale: language }),
  has: (key: string): boolean => i18n.global.te(key, language),
  number: (value: number): string => String(value),
});
const inWords = (code: string, value: unknown, other: unknown = null): string[] =>
  (['en', 'de'] as const).map((language) =>
    valueInWords(code, JSON.stringify(value), other === null ? null : JSON.stringify(other), speech(language)),
  );

describe('what the export stage says', () => {
  it('shows as many decimals as tell a score from a limit, three at least', () => {
    expect(decimalsFor([0.5, 0.6])).toBe(3);
    expect(decimalsFor([0.49996, 0.5])).toBe(5);
    expect(decimalsFor([0.5, 0.5])).toBe(3);
  });

  it('names a package for a shell, whatever its folder is called', () => {
    expect(quotedPath('/srv/line-1/ring_r3')).toBe('/srv/line-1/ring_r3');
    expect(quotedPath("/srv/Müller's line")).toBe(`'/srv/Müller'\\''s line'`);
    expect(quotedPath('C:\\Program Files\\ring')).toBe('"C:\\Program Files\\ring"');
    expect(lineCommand('python', '/srv/r3', 'PICTURES…')).toMatch(/cd \/srv\/r3\npython score.py PICTURES…$/);
    expect(lineCommand('node', '/srv/r3', 'PICTURES…')).not.toContain('npm run');
  });

  it('writes values of the audit trail that it has no words for in plain signs, long lists shortened', () => {
    const number = (value: number): string => String(value);
    expect(plainValue({ acceptLimit: 0.41, decided: 'moved' }, number)).toBe('acceptLimit 0.41, decided moved');
    expect(plainValue([1, 2], number)).toBe('2: 1, 2');
    expect(valueInWords('split', null, null, speech('en'))).toBe('');
    const many = Array.from({ length: 900 }, (_, i) => i);
    expect(plainValue(many, number)).toMatch(/^900: 0, 1, .*…$/);
    expect(valueInWords(null, JSON.stringify(many), null, speech('en'))).toMatch(/^900: 0, 1, .*…$/);
  });

  it('says what was divided, moved, sorted and drawn in sentences of both languages', () => {
    const parts = { train: 31, calibration: 8, both: 0 };
    const split = { by: 'part', chosen: 'auto', parts, groups: 1, moved: 8 };
    expect(inWords('split', split)).toEqual([
      'by part, good parts that train: 31, that set limits: 8, recordings that count as one part each: 1, pictures moved: 8',
      'nach Teilen, gute Teile, die trainieren: 31, die Grenzen setzen: 8, Serien, die als je ein Teil zählen: 1, verschobene Bilder: 8',
    ]);
    const limits = { acceptLimit: 0.41, rejectLimit: 0.5, decided: 'learned' };
    expect(inWords('limits', limits)[0]).toBe('OK below 0.41, NG from 0.5, as learned');
    const sorted = [
      { label: 'anomalous', kind: 'pit', split: 'test', session: 'May', part: null, out: false, images: [3, 4] },
    ];
    expect(inWords('sorted', sorted)[0]).toBe('2: NG, pit, Test, session May');
    const names = Array.from({ length: 8 }, (_, i) => ({ id: i, name: `${i}.png` }));
    expect(inWords('leftOut', names)[0]).toBe('0.png, 1.png, 2.png, 3.png, 4.png, 5.png and 2 more');
    expect(inWords('mask', { file: '/p/masks/ab.png', hash: 'ab', strokes: 2 })[0]).toBe('painted here, strokes: 2');
    const other = structuredClone(defaultPriorSet);
    other.kinds.scratch.share += 0.1;
    expect(inWords('priors', other, defaultPriorSet)).toEqual(['differs in: scratch', 'anders bei: Kratzer']);
  });

  it('counts what of a drop is no picture, and sends a single file whatever it is', () => {
    const file = (name: string) => ({ name, file: name.length });
    const { files, skipped } = sortOut(['a/1.PNG', 'a/notes.txt', 'b.heic', 'README'].map(file));
    expect(files.map(({ name }) => name)).toEqual(['a/1.PNG', 'b.heic']);
    expect([...skipped]).toEqual([
      ['.txt', 1],
      ['', 1],
    ]);
    expect(sortOut([file('plan.pdf')]).files).toHaveLength(1);
  });

  it('calls files by their folders below what they share', () => {
    expect(namesBelow(['/d/test/good/005.png', '/d/test/bar/005.png'])).toEqual(['good/005.png', 'bar/005.png']);
    expect(namesBelow(['/d/a/1.png'])).toEqual(['1.png']);
    expect(namesBelow(['/a/1.png', '/b/c/1.png'])).toEqual(['a/1.png', 'b/c/1.png']);
  });
});
