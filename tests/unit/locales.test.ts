import { describe, expect, it } from 'vitest';
import { translator } from '#shared/locales/translator.ts';
import reportDe from '#shared/locales/de/report.ts';
import reportEn from '#shared/locales/en/report.ts';
import de from '../../src/renderer/locales/de/index.ts';
import german from '../../src/renderer/locales/de/studioWords.ts';
import en from '../../src/renderer/locales/en/index.ts';
import { translateStudioWords } from '../../src/renderer/ui/studioWords.ts';

/** Every message under its dotted key. */
function messages(tree: object, path = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]: [string, unknown]) =>
      typeof value === 'string' ? [[path + key, value] as const] : [...messages(value as object, `${path}${key}.`)],
    ),
  );
}

const [reportInEnglish, reportInGerman] = [messages(reportEn), messages(reportDe)];
const [english, deutsch] = [messages(en), messages(de)];
const places = (text: string | undefined): string[] => [...new Set(text?.match(/\{\w+\}/g))].sort();

describe('the window’s languages', () => {
  it('say the same things', () => {
    expect([...deutsch.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('fill the same places in each message', () => {
    const different = [...english].filter(([key, text]) => String(places(text)) !== String(places(deutsch.get(key))));
    expect(different.map(([key]) => key)).toEqual([]);
  });

  it('translate what the studio says, numbers kept, and leave what they do not know', () => {
    expect(translateStudioWords('48 good', 'de')).toBe('48 gute');
    expect(translateStudioWords('48 good', 'en')).toBe('48 good');
    expect(translateStudioWords('62 %', 'de')).toBe('62 %');
    expect(translateStudioWords('spring set', 'de')).toBe('spring set');
    expect(Object.entries(german).every(([one, other]) => String(places(one)) === String(places(other)))).toBe(true);
  });
});

describe('the report’s languages', () => {
  it('have every message, with the same places and forms', () => {
    expect([...reportInGerman.keys()].sort()).toEqual([...reportInEnglish.keys()].sort());
    for (const [key, text] of reportInEnglish) {
      const other = reportInGerman.get(key)!;
      expect(places(other), key).toEqual(places(text));
      expect(other.split(' | '), key).toHaveLength(text.split(' | ').length);
    }
  });

  it('are filled in the form for the number', () => {
    const t = translator(reportDe);
    expect([t('data.parts', { n: '1' }, 1), t('data.parts', { n: '3' }, 3)]).toEqual(['1 Teil', '3 Teile']);
    expect(() => t('data.nothing')).toThrow('There is no message data.nothing.');
  });
});
