import { useI18n } from 'vue-i18n';
import type { Advice, AdviceReason } from '#shared/domain/advice.ts';
import { adviceSentences } from '#shared/locales/adviceSentences.ts';
import { useLengths } from './useLengths.ts';

/** What a reason's icon says: for it, against it, or to be careful. */
type ReasonIcon = 'check' | 'close' | 'warn';

const icons: Readonly<Partial<Record<AdviceReason, ReasonIcon>>> = {
  kindFound: 'check',
  realFound: 'check',
  kindMissed: 'close',
  realEscaped: 'close',
  goodStopped: 'close',
  testStopped: 'close',
};

/** In a headline: so many kinds by name, the rest by number. */
const mostNamed = 1;
const mostClauses = 3;
const mostReasons = 3;

/** The verdict on a product's run in the window's language: a headline, and its reasons in the order of their weight. */
export function useAdviceWords(product: () => string) {
  const { t, te, n } = useI18n();
  const { mmPerPixel } = useLengths(product);
  const kindWords = (kind: string): string => (te(`synthesis.kinds.${kind}`) ? t(`synthesis.kinds.${kind}`) : kind);
  const sentences = adviceSentences({
    translate: (key, places = {}, count = 2) => t(key, places, count),
    number: (value) => n(value, { maximumFractionDigits: 9 }),
    kind: kindWords,
    mmPerPixel: () => mmPerPixel.value,
    mostNamed,
  });
  /** What it finds, what it misses, then what keeps it from release, or that it is ready. */
  function headline(advice: readonly Advice[]): string {
    const found = advice.filter(({ verdict }) => verdict === 'finds-from-size' || verdict === 'misses-kind').reverse();
    const other = advice.filter((one) => !found.includes(one));
    const words = [...other.slice(0, 1), ...found, ...other.slice(1)]
      .slice(0, mostClauses)
      .map(sentences.verdict)
      .join('; ');
    // a length is not torn from its unit at the end of a line
    return words.charAt(0).toUpperCase() + words.slice(1).replaceAll(/(\d) (?=mm|px)/g, '$1\u00a0');
  }
  /** One reason of each verdict before a second of any. */
  function reasons(advice: readonly Advice[]): { icon: ReasonIcon; words: string }[] {
    const isReady = advice.some(({ verdict }) => verdict === 'ready');
    return [...advice.flatMap(({ why }) => why.slice(0, 1)), ...advice.flatMap(({ why }) => why.slice(1))]
      .slice(0, mostReasons)
      .map((reason) => ({ icon: icons[reason.code] ?? (isReady ? 'check' : 'warn'), words: sentences.reason(reason) }));
  }
  return { headline, reasons, reason: sentences.reason };
}
