import { useI18n } from 'vue-i18n';
import type { OddRow } from '#shared/contract/studio.ts';

/** What is odd about a picture, in the language's words with its figure. */
export function useOddWords(): (row: OddRow) => string {
  const { t, n } = useI18n();
  const one = (value: number): string => n(value, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const percent = (share: number): string => n(Math.round(share * 100));
  return ({ way, problem, value, usual, image, of }) => {
    const [low, high] = usual ?? [null, null];
    const name = of?.name ?? '';
    const sides = { name, side: t(`check.sides.${of?.split ?? image.split}`), own: t(`check.sides.${image.split}`) };
    if (problem === 'leak') return t(`check.leak.${way}`, sides);
    if (way === 'near-copy') return t('check.ways.near-copy', { name });
    const isShare = way === 'soft' || way === 'width' || way === 'height';
    return t(`check.ways.${way}`, {
      value: isShare ? percent(value) : one(Math.abs(value)),
      low: low === null ? '' : isShare ? percent(low) : one(Math.abs(low)),
      high: high === null ? '' : isShare ? percent(high) : one(high),
    });
  };
}
