import { useI18n } from 'vue-i18n';
import type { ImportNote } from '#shared/domain/importNotes.ts';
import type { RunRecord } from '#shared/domain/runs.ts';
import { errorWords } from '../locales/de/errorWords.ts';
import { notes as importNotes, reasons } from '../locales/de/importWords.ts';
import { noteValues, studioNotes } from '../locales/de/studioNotes.ts';

interface Dictionary {
  notes: Readonly<Record<string, string>>;
  reasons: Readonly<Record<string, string>>;
  errors: Readonly<Record<string, string>>;
  values: Readonly<Record<string, string>>;
  others: string;
}
const german: Dictionary = {
  notes: { ...importNotes, ...studioNotes },
  ...{ reasons, errors: errorWords, values: noteValues, others: 'und $1 weitere' },
};
const dictionaries: Readonly<Record<string, Dictionary>> = { de: german };

/** The studio says its notes in English; here in the window's language. What is not known stays as it was said. */
export function translateNote({ code, message, values }: ImportNote, language: string): string {
  const words = dictionaries[language];
  const phrase = words?.notes[code];
  if (!words || phrase === undefined) return message;
  const said = (value: string | number): string =>
    typeof value === 'number'
      ? value.toLocaleString(language)
      : (words.values[value] ?? value.replace(/and (\d+) more$/, words.others));
  return phrase.replace(/\{(\w+)\}/g, (place, name: string) => (name in values ? said(values[name]!) : place));
}

type Rest = Pick<RunRecord, 'reason' | 'cause'>;

/**
 * Why a run rests or failed, in a language: by its cause, or by the kind of error with the studio's own sentence behind it.
 * Runs of earlier versions have the sentence alone.
 */
export function translateReason({ reason, cause }: Rest, language: string): string {
  const message = reason ?? '';
  if (!cause) return message;
  const isError = cause.code in (dictionaries[language]?.errors ?? {});
  return isError ? translateError({ ...cause, message }, language) : translateNote({ ...cause, message }, language);
}

/** What kind of error it was, with the studio's own sentence behind it; that sentence alone in the studio's language. */
export function translateError({ code, message }: { code: string; message: string }, language: string): string {
  const kind = dictionaries[language]?.errors[code];
  return kind ? `${kind} (${message})` : message;
}

/** Notes, and reasons of files and runs, in the language that is chosen now. */
export function useNoteWords() {
  const { locale } = useI18n();
  return {
    noteWords: (note: ImportNote): string => translateNote(note, locale.value),
    runReason: (run: Rest): string => translateReason(run, locale.value),
    errorWords: (error: { code: string; message: string } | null | undefined): string =>
      error ? translateError(error, locale.value) : '',
    reasonWords: ({ reason, message }: { reason: string; message: string }): string =>
      dictionaries[locale.value]?.reasons[reason] ?? message,
    /** What kind of error it was, where the language is another than the studio's. */
    errorKind: ({ code }: { code: string }): string | null => dictionaries[locale.value]?.errors[code] ?? null,
  };
}
