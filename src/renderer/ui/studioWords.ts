import { useI18n } from 'vue-i18n';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import german from '../locales/de/studioWords.ts';

const dictionaries: Readonly<Record<string, Readonly<Record<string, string>>>> = { de: german };

/**
 * The studio speaks English; its short words, such as the state of a stage, are said in the window's language here.
 * A number in them stands for `{n}`. What is not known stays as it was said.
 */
export function translateStudioWords(text: string, language: string): string {
  const number = /\d+/.exec(text)?.[0];
  const phrase = number === undefined ? text : text.replace(number, '{n}');
  return dictionaries[language]?.[phrase]?.replace('{n}', number ?? '') ?? text;
}

/** {@link translateStudioWords} in the language that is chosen now. */
export function useStudioWords(): (text: string) => string {
  const { locale } = useI18n();
  return (text) => translateStudioWords(text, locale.value);
}

/** Name of a defect recipe as it is shown: the one that every product has is called in the window's language. */
export function useRecipeNames(): (name: string) => string {
  const spoken = useStudioWords();
  return (name) => (name === defaultPriorSet.name ? spoken(name) : name);
}
