import { useI18n } from 'vue-i18n';

/** Figures in the form of the window's language. */
export function useFigures() {
  const { locale } = useI18n();
  const decimals = (value: number, digits: number): string =>
    value.toLocaleString(locale.value, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return {
    decimals,
    /** A score, or a limit of it: three decimals. */
    score: (value: number): string => decimals(value, 3),
    /** A share 0–1 in percent, one decimal, without the sign. */
    percent: (share: number): string => decimals(100 * share, 1),
    /** A share 0–1 as so many of 1,000. */
    perThousand: (share: number): string => Math.round(1000 * share).toLocaleString(locale.value),
    /** A figure that was written with a point, as the language writes it. */
    local: (words: string): string => words.replaceAll('.', decimals(0.5, 1).charAt(1)),
  };
}
