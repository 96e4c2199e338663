import { useI18n } from 'vue-i18n';
import type { ImportNote } from '#shared/domain/importNotes.ts';
import * as german from '../locales/de/importWords.ts';

const dictionaries: Readonly<Record<string, typeof german>> = { de: german };
const others: Readonly<Record<string, string>> = { de: 'und $1 weitere' };

/** The studio says in English what it understood; its notes in the window's language. What is not known stays as it was said. */
export function translateImportNote({ code, message, values }: ImportNote, language: string): string {
  const phrase = dictionaries[language]?.notes[code];
  if (phrase === undefined) return message;
  return phrase.replace(/\{(\w+)\}/g, (place, name: string) =>
    name in values ? String(values[name]).replace(/and (\d+) more$/, others[language] ?? '$&') : place,
  );
}

/** Notes, and reasons why a file is left out, in the language that is chosen now. */
export function useImportWords() {
  const { locale } = useI18n();
  return {
    noteWords: (note: ImportNote): string => translateImportNote(note, locale.value),
    reasonWords: ({ reason, message }: { reason: string; message: string }): string =>
      dictionaries[locale.value]?.reasons[reason] ?? message,
  };
}
