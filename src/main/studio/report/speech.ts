import type { Advice } from '#shared/domain/advice.ts';
import { adviceRows } from '#shared/domain/adviceWords.ts';
import type { LimitClause } from '#shared/domain/limitClauses.ts';
import { lengthWords } from '#shared/domain/pixelSize.ts';
import type { SplitNote } from '#shared/domain/split.ts';
import { noteInWords } from '#shared/domain/splitWords.ts';
import { type Stale, describeStale } from '#shared/domain/staleness.ts';
import { adviceSentences } from '#shared/locales/adviceSentences.ts';
import adviceDe from '#shared/locales/de/advice.ts';
import kindsDe from '#shared/locales/de/kinds.ts';
import limitsDe from '#shared/locales/de/limits.ts';
import reportDe from '#shared/locales/de/report.ts';
import splitNotesDe from '#shared/locales/de/splitNotes.ts';
import staleDe from '#shared/locales/de/stale.ts';
import reportEn from '#shared/locales/en/report.ts';
import { limitSentences } from '#shared/locales/limitSentences.ts';
import { type Places, type ReportLanguage, type Translate, translator } from '#shared/locales/translator.ts';
import type { Fill } from './html.ts';

/** A verdict with its reasons and what to do, in words. */
export interface SpokenVerdict {
  words: string;
  why: string[];
  next: string;
}

/** What the studio says in sentences of its own, which a report repeats. */
interface Sentences {
  /** Gravest first. */
  advice(advice: readonly Advice[]): SpokenVerdict[];
  /** px of the photograph, in mm too where their size is known. */
  length(pixels: number): string;
  limits(limits: { clauses?: LimitClause[] | undefined; statement: string }): string;
  stale(stale: Stale): string;
  split(note: SplitNote): string;
  /** A kind of defect by name; one that people named as it is. */
  kind(kind: string): string;
  /** Figures that were written with a point, in the form of the language. */
  figure(text: string): string;
}

/** How a report speaks: its own words, by the keys of `locales/…/report.ts`, and the studio's sentences. */
export interface Speech extends Sentences {
  language: ReportLanguage;
  t: Translate;
  /** A message in pieces, so that markup can stand in its places. */
  mixed(key: string, places: Readonly<Record<string, Fill>>, count?: number): Fill;
}

const english = (mmPerPixel: number | null): Sentences => ({
  advice: (advice) =>
    adviceRows(advice, mmPerPixel).map(({ words, why, next }) => ({
      ...{ words, why: why.map((one) => one.words), next: next.words },
    })),
  length: (pixels) => lengthWords(pixels, mmPerPixel),
  limits: ({ statement }) => statement,
  stale: describeStale,
  split: noteInWords,
  kind: (kind) => kind,
  figure: (text) => text,
});

function german(mmPerPixel: number | null): Sentences {
  const translate = translator({ advice: adviceDe, limits: limitsDe });
  const number = (value: number): string => value.toLocaleString('de');
  const kinds: Readonly<Record<string, string>> = kindsDe;
  const kind = (name: string): string => (Object.hasOwn(kinds, name) ? kinds[name]! : name);
  const advice = adviceSentences({ translate, number, kind, mmPerPixel: () => mmPerPixel, mostNamed: Infinity });
  const fill = (message: string, places: Places): string => translator({ message })('message', places);
  const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
  return {
    advice: (all) =>
      all.map((one) => ({
        words: capital(advice.verdict(one)),
        why: one.why.map(advice.reason),
        next: adviceDe.steps[one.next.code].replace(/…$/, ''),
      })),
    length: (pixels) => lengthWords(pixels, mmPerPixel, number),
    limits: ({ clauses, statement }) => (clauses ? limitSentences(clauses, translate, number) : statement),
    stale: ({ code, count, of }) => fill(staleDe.codes[code], { n: number(count ?? 0), of: of ?? '' }),
    split: ({ code, values }) =>
      fill(
        splitNotesDe[code],
        Object.fromEntries(Object.entries(values).map(([name, value]) => [name, number(value)])),
      ),
    kind,
    figure: (text) => text.replaceAll(/(?<=\d)\.(?=\d)/g, ','),
  };
}

const words = { en: reportEn, de: reportDe };

/** @param mmPerPixel what a pixel of the photographs measures; null where that is not known */
export function speechIn(language: ReportLanguage, mmPerPixel: number | null = null): Speech {
  const t = translator(words[language]);
  const mixed: Speech['mixed'] = (key, places, count) =>
    t(key, {}, count)
      .split(/\{(\w+)\}/)
      .map((piece, i) => (i % 2 === 0 ? piece : places[piece]));
  return { language, t, mixed, ...(language === 'de' ? german : english)(mmPerPixel) };
}
