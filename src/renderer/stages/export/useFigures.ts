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

/** Figures in the form of the window's language. */
export function useFigures() {
  const { n, t } = useI18n();
  const score = (value: number, decimals = usual): string =>
    n(value, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  const percent = (share: number): string => score(100 * share, 1);
  return {
    score,
    count: (value: number): string => n(value),
    /** With its 95 % range, such as `7.7 % (0.2–26.5)`. */
    share: (value: { expected: number; low: number; high: number } | null | undefined): string =>
      value ? `${percent(value.expected)} % (${percent(value.low)}–${percent(value.high)})` : t('export.notKnown'),
    /** Very small ones as powers of ten. */
    difference: (value: number): string => {
      if (value === 0) return '0';
      return value < 1e-3
        ? n(value, { notation: 'scientific', maximumFractionDigits: 1 }).toLowerCase()
        : score(value, 4);
    },
  };
}
