/** Languages in which the studio writes documents. */
export const reportLanguages = ['en', 'de'] as const;
export type ReportLanguage = (typeof reportLanguages)[number];

/** Messages in groups, in the form of the window's: places in braces, `one | many` of a count. */
export interface Messages {
  readonly [key: string]: string | Messages;
}
export type Places = Readonly<Record<string, string>>;
/** A message by its dotted key with its places filled, in its form for `count`. */
export type Translate = (key: string, places?: Places, count?: number) => string;

/**
 * What the window does with its messages, where there is no window. @throws RangeError for a key that is not there
 */
export function translator(messages: Messages): Translate {
  return (key, places = {}, count = 2) => {
    const found = key
      .split('.')
      .reduce<string | Messages | undefined>(
        (group, name) => (typeof group === 'object' ? group[name] : undefined),
        messages,
      );
    if (typeof found !== 'string') throw new RangeError(`There is no message ${key}.`);
    const [one = '', many = one] = found.split(' | ');
    return (count === 1 ? one : many).replaceAll(/\{(\w+)\}/g, (place, name: string) => places[name] ?? place);
  };
}
