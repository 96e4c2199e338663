import { useI18n } from 'vue-i18n';
import type { TriedFile, TryOutResult } from '#shared/contract/studio.ts';
import { useLengths } from '../../ui/useLengths.ts';
import { decimalsFor, useFigures } from '../../ui/figures.ts';

type Limits = NonNullable<TryOutResult['limits']>;

/** Why a file got its verdict: its score against both limits, and where in the photograph it is most unusual. */
export function useReason(
  product: () => string,
): (row: TriedFile, limits: Limits) => { verdict: string; place: string } | null {
  const { t } = useI18n();
  const figures = useFigures();
  const lengths = useLengths(product);
  return ({ score, verdict, spot }, { acceptLimit, rejectLimit }) => {
    if (score === null || verdict === null) return null;
    const decimals = decimalsFor([score, acceptLimit, rejectLimit]);
    const shown = (value: number): string => figures.score(value, decimals);
    const values = { score: shown(score), accept: shown(acceptLimit), reject: shown(rejectLimit) };
    return {
      verdict: t(`export.tryOut.why.${verdict}`, values),
      place:
        spot === null
          ? ''
          : t(`export.tryOut.place.${verdict === 'ok' ? 'ok' : 'line'}`, {
              place: lengths.place(spot.x, spot.y),
              accept: shown(acceptLimit),
            }),
    };
  };
}
