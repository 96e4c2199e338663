import { useI18n } from 'vue-i18n';
import type { ImportNote } from '#shared/domain/importNotes.ts';
import type { RunRecord } from '#shared/domain/runs.ts';
import type { SerializedError } from '#shared/errors.ts';
import { errorWords } from '../locales/de/errorWords.ts';
import { type FailureWords, failureWords, noteHints } from '../locales/de/failureWords.ts';
import { notes as importNotes, reasons } from '../locales/de/importWords.ts';
import { noteValues, studioNotes } from '../locales/de/studioNotes.ts';

interface Dictionary {
  notes: Readonly<Record<string, string>>;
  reasons: Readonly<Record<string, string>>;
  errors: Readonly<Record<string, string>>;
  failures: Readonly<Record<string, FailureWords>>;
  hints: Readonly<Record<string, string>>;
  values: Readonly<Record<string, string>>;
  others: string;
}
const german: Dictionary = {
  notes: { ...importNotes, ...studioNotes },
  ...{ reasons, errors: errorWords, failures: failureWords, hints: noteHints },
  ...{ values: noteValues, others: 'und $1 weitere' },
};
const dictionaries: Readonly<Record<string, Dictionary>> = { de: german };

/** The studio says its notes in English; here in the window's language. What is not known stays as it was said. */
export function translateNote({ code, message, values }: ImportNote, language: string): string {
  const words = dictionaries[language];
  const phrase = words?.notes[code] ?? words?.failures[code]?.message;
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

type Failure = Pick<SerializedError, 'message' | 'said'> & { code: string };

/** A failure and what to do about it in a language; null where it is not known there, or is the studio's own language. */
export function saidFailure(
  { message, said }: Failure,
  language: string,
): { message: string; hint: string | undefined } | null {
  const words = dictionaries[language];
  if (!said || !words || !(said.code in words.failures || said.code in words.notes)) return null;
  const hint = words.failures[said.code]?.hint ?? words.hints[said.code];
  return { message: translateNote({ ...said, message }, language), hint };
}

/**
 * A failure in a language; where only its kind is known there, that with the studio's own sentence behind it, and that
 * sentence alone in the studio's language.
 */
export function translateError(error: Failure, language: string): string {
  const own = saidFailure(error, language);
  if (own) return own.message;
  const kind = dictionaries[language]?.errors[error.code];
  return kind ? `${kind} (${error.message})` : error.message;
}

/** Notes, and reasons of files and runs, in the language that is chosen now. */
export function useNoteWords() {
  const { locale } = useI18n();
  return {
    noteWords: (note: ImportNote): string => translateNote(note, locale.value),
    runReason: (run: Rest): string => translateReason(run, locale.value),
    errorWords: (error: Failure | null | undefined): string => (error ? translateError(error, locale.value) : ''),
    reasonWords: ({ reason, message }: { reason: string; message: string }): string =>
      dictionaries[locale.value]?.reasons[reason] ?? message,
    /** The failure and what to do; null where the language does not know it, or is the studio's own. */
    failureIn: (error: Failure) => saidFailure(error, locale.value),
    /** What kind of error it was, where the language is another than the studio's. */
    errorKind: ({ code }: { code: string }): string | null => dictionaries[locale.value]?.errors[code] ?? null,
  };
}
