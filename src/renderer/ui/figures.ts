import { useI18n } from 'vue-i18n';

/** Decimals that a score is shown with, unless more are needed to tell it from a limit. */
const usual = 3;
const most = 7;

/** Fewest decimals, 3 or more, with which values that differ look different. */
export function decimalsFor(values: readonly number[]): number {
  const unlike = new Set(values).size;
  for (let decimals = usual; decimals < most; decimals++) {
    if (new Set(values.map((value) => value.toFixed(decimals))).size === unlike) return decimals;
  }
  return most;
}

/** The mark between whole and fraction in a language. */
const markOf = (language: string): string =>
  new Intl.NumberFormat(language).formatToParts(0.5).find(({ type }) => type === 'decimal')?.value ?? '.';

/** Figures that were written with a point, as the language writes them. */
export const localDecimal = (text: string, language: string): string => text.replaceAll('.', markOf(language));

/** What was typed as a number, with a point or a comma; NaN where it is none. */
export const typedNumber = (text: string): number => (text.trim() === '' ? NaN : Number(text.replace(',', '.')));

/** Figures in the form of the window's language: the one way in which they come before a reader. */
export function useFigures() {
  const { locale, n, t } = useI18n();
  const format = (value: number, options: Intl.NumberFormatOptions): string =>
    new Intl.NumberFormat(locale.value, options).format(value);
  const decimals = (value: number, digits: number): string =>
    format(value, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const percent = (share: number): string => decimals(100 * share, 1);
  return {
    decimals,
    /** Fewest to most significant digits. */
    significant: (value: number, fewest: number, digits: number): string =>
      format(value, { minimumSignificantDigits: fewest, maximumSignificantDigits: digits }),
    count: (value: number): string => n(value),
    /** A score, or a limit of it: three decimals unless more are asked for. */
    score: (value: number, digits = usual): string => decimals(value, digits),
    /** A share 0–1 in percent, one decimal, without the sign. */
    percent,
    /** A share 0–1 in percent with its sign, at most one decimal. */
    percentWords: (share: number): string => `${format(100 * share, { maximumFractionDigits: 1 })}\u00a0%`,
    /** A share 0–1 as so many of 1,000. */
    perThousand: (share: number): string => format(Math.round(1000 * share), {}),
    /** With its 95 % range, such as `7.7 % (0.2–26.5)`. */
    share: (value: { expected: number; low: number; high: number } | null | undefined): string =>
      value ? `${percent(value.expected)} % (${percent(value.low)}–${percent(value.high)})` : t('export.notKnown'),
    /** Very small ones as powers of ten. */
    difference: (value: number): string => {
      if (value === 0) return '0';
      return value < 1e-3
        ? format(value, { notation: 'scientific', maximumFractionDigits: 1 }).toLowerCase()
        : decimals(value, 4);
    },
    /** {@link localDecimal} in the language that is chosen now. */
    local: (words: string): string => localDecimal(words, locale.value),
  };
}
