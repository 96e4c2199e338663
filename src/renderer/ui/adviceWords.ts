import { useI18n } from 'vue-i18n';
import type { Advice, AdviceReason, Reason } from '#shared/domain/advice.ts';

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

/** The verdict on a run in the window's language: a headline, and its reasons in the order of their weight. */
export function useAdviceWords() {
  const { t, te, n } = useI18n();
  const kindWords = (kind: unknown): string =>
    te(`synthesis.kinds.${String(kind)}`) ? t(`synthesis.kinds.${String(kind)}`) : String(kind);
  const placesOf = ({ values }: Reason): Record<string, string> =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, typeof value === 'number' ? n(value) : kindWords(value)]),
    );
  const countOf = ({ values }: Reason): number =>
    [values['parts'], values['sessions'], values['changes'], values['n']].find((one) => typeof one === 'number') ?? 2;
  const sentence = (reason: Reason): string => t(`advice.reasons.${reason.code}`, placesOf(reason), countOf(reason));

  /** Such as `forged scratch from 20 px and 3 more`. */
  function kindsOf(reasons: readonly Reason[], each: string): string {
    const named = reasons.slice(0, mostNamed).map((reason) => t(each, placesOf(reason)));
    const more = reasons.length - named.length;
    return more > 0 ? t('advice.more', { kinds: named.join(', '), n: n(more) }) : named.join(', ');
  }
  function clause({ verdict, why }: Advice): string {
    if (verdict === 'finds-from-size') return t('advice.finds', { kinds: kindsOf(why, 'advice.fromSize') });
    const missed = why.filter(({ code }) => code === 'kindMissed');
    if (verdict === 'misses-kind') return t('advice.misses', { kinds: kindsOf(missed, 'advice.kind') });
    const [first] = why;
    return t(`advice.verdicts.${verdict}`, placesOf(first!), countOf(first!));
  }
  /** What it finds, what it misses, then what keeps it from release, or that it is ready. */
  function headline(advice: readonly Advice[]): string {
    const found = advice.filter(({ verdict }) => verdict === 'finds-from-size' || verdict === 'misses-kind').reverse();
    const other = advice.filter((one) => !found.includes(one));
    const words = [...other.slice(0, 1), ...found, ...other.slice(1)].slice(0, mostClauses).map(clause).join('; ');
    return words.charAt(0).toUpperCase() + words.slice(1);
  }
  /** One reason of each verdict before a second of any. */
  function reasons(advice: readonly Advice[]): { icon: ReasonIcon; words: string }[] {
    const isReady = advice.some(({ verdict }) => verdict === 'ready');
    return [...advice.flatMap(({ why }) => why.slice(0, 1)), ...advice.flatMap(({ why }) => why.slice(1))]
      .slice(0, mostReasons)
      .map((reason) => ({ icon: icons[reason.code] ?? (isReady ? 'check' : 'warn'), words: sentence(reason) }));
  }
  return { headline, reasons };
}
