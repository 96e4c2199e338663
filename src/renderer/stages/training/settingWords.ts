import { localDecimal } from '../../ui/figures.ts';

/** Forms in which the studio writes what a run was set to, and the words for each. */
const forms: readonly (readonly [RegExp, string])[] = [
  [/^(?<n>\d+) steps$/, 'steps'],
  [/^(?<n>\d+) of (?<of>\d+)$/, 'reached'],
  [/^version (?<version>\d+): (?<inspected>\d+) inspected, (?<ignored>\d+) ignored$/, 'zones'],
  [/^feature (?<feature>\S+), score (?<score>\S+), consistency (?<consistency>\S+)$/, 'weights'],
  [/^(?:none|nothing)$/, 'none'],
  [/^any$/, 'any'],
  [/^usual$/, 'usual'],
  [/^true$/, 'yes'],
  [/^false$/, 'no'],
];
const isFigures = (value: string): boolean => /^[-−\d., ×–]+( (%|px|min))?$/.test(value);

/**
 * What a run was set to, as the studio writes it in English, in a language; a name stays as it is.
 * @param t words of `training.compare.values`
 */
export function settingWords(
  value: string,
  language: string,
  t: (word: string, values: Record<string, string>) => string,
): string {
  for (const [form, word] of forms) {
    const found = form.exec(value);
    if (!found) continue;
    const values = Object.entries(found.groups ?? {}).map(([name, text]) => [name, localDecimal(text, language)]);
    return t(word, Object.fromEntries(values));
  }
  if (!isFigures(value)) return value;
  const [mark] = localDecimal('.', language);
  return localDecimal(mark === ',' ? value.replaceAll(', ', '; ') : value, language);
}
