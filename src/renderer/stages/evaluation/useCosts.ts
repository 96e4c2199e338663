import { type ComputedRef, computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { Report } from '#shared/contract/studio.ts';
import type { Limits, Share } from '#shared/domain/limits.ts';
import type { CountedShare } from '#shared/domain/report.ts';
import { useFigures } from '../../ui/figures.ts';
import { type TwoLimits, drawnLimits, judge } from './judge.ts';

/** What the limits as drawn cost, as CostSection shows it. */
export interface Cost {
  basis: string;
  figure: string;
  rangeTitle: string;
  range: string;
  counted: string;
  share: Share | null;
  rows: { name: string; words: string; isOpen?: boolean }[];
  note: string | null;
}

/**
 * Overkill, from the good parts that the limits rest on; and escape, of real defects where any was tested, else of forged ones
 * and said to be so. The same on the other basis stands below each.
 */
export function useCosts(report: () => Report, limits: () => TwoLimits): ComputedRef<{ overkill: Cost; escape: Cost }> {
  const { t, n } = useI18n();
  const { percent, perThousand } = useFigures();
  const drawn = computed(() => drawnLimits(report(), limits()));
  const judged = computed(() => judge(report().scores, limits()));

  const { inPercent, inThousand, ofAll, onTest, anotherDay } = useCostWords();

  const overkill = (): Cost => {
    const { overkillAtAccept: share, overkillAtReject: ng, acceptLimit, n: parts, pictures, basis } = drawn.value;
    const count = report().calibration?.good.filter(({ score }) => score >= acceptLimit).length;
    return {
      basis: t(basis === 'train' ? 'evaluation.overkillTrained' : 'evaluation.overkillCalibration'),
      figure: share ? perThousand(share.expected) : '–',
      rangeTitle: t('evaluation.inThousand'),
      range: share ? inThousand(share) : t('evaluation.notKnown'),
      counted: count === undefined ? '' : ofAll({ count, n: pictures, parts, share: null }),
      share,
      rows: [
        { name: t('evaluation.ngAlone'), words: ng ? inThousand(ng) : t('evaluation.notKnown'), isOpen: !ng },
        { name: t('evaluation.anotherDay'), ...anotherDay(drawn.value) },
        { name: t('evaluation.onTest'), words: onTest(judged.value.overkill) },
      ],
      note: null,
    };
  };
  const escape = (): Cost => {
    const { escape: real } = judged.value;
    const forged = drawn.value.escapeForged;
    const forgedCount = forged && Math.round(forged.expected * forged.n);
    const counted = forged && t('evaluation.ofN', { count: n(forgedCount!), n: n(forged.n) });
    const onForged = forged
      ? t('evaluation.countedShare', { counted: counted!, value: percent(forged.expected), range: inPercent(forged) })
      : t('evaluation.notKnown');
    const share = real.share ?? forged;
    return {
      basis: t(real.share ? 'evaluation.escapeReal' : 'evaluation.escapeOfForged'),
      figure: share ? `${percent(share.expected)} %` : '–',
      rangeTitle: t(real.share ? 'evaluation.ninetyFive' : 'evaluation.ofForgedRange'),
      range: share ? inPercent(share) : t('evaluation.notKnown'),
      counted: real.share ? ofAll(real) : (counted ?? ''),
      share: share && { expected: share.expected, low: share.low, high: share.high },
      rows: real.share ? [{ name: t('evaluation.ofForged'), words: onForged }] : [],
      note: real.share ? null : t('evaluation.notReal'),
    };
  };
  return computed(() => ({ overkill: overkill(), escape: escape() }));
}

/** The figures of costs in words. */
function useCostWords() {
  const { t, n } = useI18n();
  const { percent, perThousand } = useFigures();
  const inPercent = ({ low, high }: Share): string => t('evaluation.range', { low: percent(low), high: percent(high) });
  const inThousand = ({ low, high }: Share): string =>
    t('evaluation.thousandRange', { low: perThousand(low), high: perThousand(high) });
  const ofAll = ({ count, n: of, parts = of }: CountedShare): string =>
    t(parts < of ? 'evaluation.ofParts' : 'evaluation.ofN', { count: n(count), n: n(of), parts: n(parts) }, parts);
  /** Such as `2 of 20, 10.0 % (1.2–31.7 %)`. */
  const onTest = (counted: CountedShare): string =>
    counted.share
      ? t('evaluation.countedShare', {
          counted: ofAll(counted),
          value: percent(counted.share.expected),
          range: inPercent(counted.share),
        })
      : t('evaluation.noneTested');
  const anotherDay = ({ newDay, sessions }: Limits): { words: string; isOpen: boolean } =>
    newDay
      ? { words: inThousand(newDay), isOpen: false }
      : { words: t('evaluation.dayNotKnown', { n: n(sessions) }, sessions), isOpen: true };
  return { inPercent, inThousand, ofAll, onTest, anotherDay };
}
