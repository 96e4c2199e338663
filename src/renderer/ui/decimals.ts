/** The mark between whole and fraction in a language. */
const markOf = (language: string): string =>
  new Intl.NumberFormat(language).formatToParts(0.5).find(({ type }) => type === 'decimal')?.value ?? '.';

/** A number as JavaScript writes it, with the language's decimal mark, for a field. */
export const localDecimal = (text: string, language: string): string => text.replace('.', markOf(language));

/** What was typed as a number, with a point or a comma; NaN where it is none. */
export const typedNumber = (text: string): number => (text.trim() === '' ? NaN : Number(text.replace(',', '.')));
