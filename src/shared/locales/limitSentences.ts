import type { LimitClause } from '../domain/limitClauses.ts';
import type { Translate } from './translator.ts';

/** What decides between the forms for one and for many. */
const countOf = ({ code, values }: LimitClause): number => {
  if (code.startsWith('further') || code.startsWith('stopped')) return values['sessions'] ?? 2;
  if (code === 'noFewer') return moreOf(values);
  return values['goodParts'] ?? values['n'] ?? 2;
};

/** Parts to add to those held out. */
const moreOf = ({ needed = 0, n = 0 }: LimitClause['values']): number => needed - n;

/** What is said of limits, in the language of `translate`; `number` writes a figure as that language does. */
export function limitSentences(
  clauses: readonly LimitClause[],
  translate: Translate,
  number: (value: number) => string,
): string {
  const basisOf = ({ n = 0, pictures = n, sessions = 0 }: Record<string, number>): string => {
    const parts = translate('limits.goodParts', { n: number(n) }, n);
    const shown = pictures === n ? parts : translate('limits.pictures', { n: number(pictures), of: parts }, pictures);
    return translate('limits.sessions', { n: number(sessions), of: shown }, sessions);
  };
  const sentence = (clause: LimitClause): string => {
    const { code, values } = clause;
    const all = code === 'noFewer' ? { ...values, more: moreOf(values) } : values;
    const figures = Object.fromEntries(Object.entries(all).map(([name, value]) => [name, number(value)]));
    return translate(`limits.codes.${code}`, { ...figures, basis: basisOf(values) }, countOf(clause));
  };
  return clauses.map(sentence).join(' ');
}
