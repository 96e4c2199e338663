import type { Advice, Reason } from '../domain/advice.ts';
import { lengthWords } from '../domain/pixelSize.ts';
import type { Translate } from './translator.ts';

/** How advice is said. */
export interface AdviceLanguage {
  translate: Translate;
  /** A figure as the language writes it. */
  number(value: number): string;
  /** A kind of forged defect by name. */
  kind(kind: string): string;
  /** mm that a pixel of the photographs measures; null where that is not known. */
  mmPerPixel(): number | null;
  /** Kinds that a verdict names; further ones are a number. */
  mostNamed: number;
}

const countOf = ({ values }: Reason): number =>
  [values['parts'], values['sessions'], values['changes'], values['n']].find((one) => typeof one === 'number') ?? 2;

/** What is made of a run, verdict by verdict and reason by reason, in the words of a language. */
export function adviceSentences({ translate, number, kind, mmPerPixel, mostNamed }: AdviceLanguage) {
  const placesOf = ({ values }: Reason): Record<string, string> => ({
    ...Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        typeof value === 'number' ? number(value) : kind(String(value)),
      ]),
    ),
    length: lengthWords(Number(values['size']), mmPerPixel(), number),
  });
  const reason = (one: Reason): string => translate(`advice.reasons.${one.code}`, placesOf(one), countOf(one));

  /** Such as `forged scratch from 20 px and 3 more`. */
  function kindsOf(reasons: readonly Reason[], each: string): string {
    const named = reasons.slice(0, mostNamed).map((one) => translate(each, placesOf(one)));
    const more = reasons.length - named.length;
    return more > 0 ? translate('advice.more', { kinds: named.join(', '), n: number(more) }, more) : named.join(', ');
  }
  /** A verdict, such as `finds forged scratch from 20 px`. */
  function verdict({ verdict: code, why }: Pick<Advice, 'verdict' | 'why'>): string {
    if (code === 'finds-from-size') return translate('advice.finds', { kinds: kindsOf(why, 'advice.fromSize') });
    const missed = why.filter((one) => one.code === 'kindMissed');
    if (code === 'misses-kind') return translate('advice.misses', { kinds: kindsOf(missed, 'advice.kind') });
    const [first] = why;
    return translate(`advice.verdicts.${code}`, placesOf(first!), countOf(first!));
  }
  return { verdict, reason };
}
