import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importNote, importNoteCodes } from '#shared/domain/importNotes.ts';
import { runRecordSchema } from '#shared/domain/runs.ts';
import { skipWords } from '#shared/domain/skipWords.ts';
import { studioNote, studioNoteCodes } from '#shared/domain/studioNotes.ts';
import { layoutNamed, layoutNames } from '#studio/dataset/layouts/table.ts';
import { notes, reasons } from '../../src/renderer/locales/de/importWords.ts';
import { studioNotes } from '../../src/renderer/locales/de/studioNotes.ts';
import en from '../../src/renderer/locales/en/adding.ts';
import { FlawsmithError, deserializeError, serializeError, toFlawsmithError } from '#shared/errors.ts';
import { type FailureCode, failures, said } from '#shared/failures.ts';
import { serializedErrorSchema } from '#shared/contract/studio.ts';
import { decodeImage } from '#scoring/decode.ts';
import { packageDamaged } from '#scoring/verify.ts';
import { readSessions } from '#studio/dataset/sessions.ts';
import { EngineEndedError } from '#studio/engineEnd.ts';
import { failureWords } from '../../src/renderer/locales/de/failureWords.ts';
import { saidFailure, translateError, translateNote, translateReason } from '../../src/renderer/ui/noteWords.ts';

describe('what an import understood, in the window’s languages', () => {
  it('has German words for every note and reason, and a name for every layout', () => {
    expect(Object.keys(notes).sort()).toEqual([...importNoteCodes].sort());
    expect(Object.keys(reasons).sort()).toEqual(Object.keys(skipWords).sort());
    const ownNames = layoutNames.filter((name) => layoutNamed(name)?.name === name);
    expect(Object.keys(en.layouts).sort()).toEqual([...ownNames].sort());
  });

  it('fills values in, and leaves English and what it does not know as they were said', () => {
    const note = importNote('unsorted', { n: 5, first: 'a.png, b.png and 3 more' });
    expect(translateNote(note, 'de')).toContain('ausgelassen (5): a.png, b.png und 3 weitere.');
    expect(translateNote(note, 'en')).toBe(note.message);
    const unheard = { code: 'unheard', message: 'Something else.', values: {} };
    expect(translateNote(unheard, 'de')).toBe('Something else.');
  });
});

describe('what is said of pictures and runs', () => {
  const placesOf = (phrase: string): string[] => [...phrase.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  /** Every value that a sentence asks for, filled in with its own name. */
  const asked = (code: (typeof studioNoteCodes)[number]): Set<string> => {
    const names = new Set<string>();
    const all = new Proxy({}, { get: (_, name) => (names.add(String(name)), `<${String(name)}>`) });
    studioNote(code, all);
    return names;
  };

  it.each(studioNoteCodes)('has words in both languages, of the same values: %s', (code) => {
    const german = studioNotes[code];
    const english = studioNote(code).message;
    expect(german).not.toBe(english);
    expect(german.length).toBeGreaterThan(20);
    const known = asked(code);
    for (const place of placesOf(german)) expect([...known, 'n', 'of', 'first']).toContain(place);
  });

  it('has no code of an import twice', () => {
    expect(importNoteCodes.filter((code) => (studioNoteCodes as readonly string[]).includes(code))).toEqual([]);
    expect(Object.keys(studioNotes).sort()).toEqual([...studioNoteCodes].sort());
  });

  it('writes numbers and words of the studio in the form of the language', () => {
    const note = studioNote('oblong', {
      ...{ width: 16384, height: 1200, working: '256 × 256', acrossFrom: 64, acrossTo: 1, downFrom: 4.7, downTo: 1 },
      ...{ leastWidth: 288, leastHeight: 22 },
    });
    expect(note.message).toContain('64 : 1 across and 4.7 : 1 down');
    expect(translateNote(note, 'de')).toContain('64 : 1 in der Breite und 4,7 : 1 in der Höhe');
    const mask = studioNote('maskReversed', { n: 2, first: 'a.png', share: 80, coding: 'grey levels' });
    expect(translateNote(mask, 'de')).toContain('gelesen nach Graustufen (2, zum Beispiel a.png)');
  });

  it('reads the sentences of older runs as they were said', () => {
    const kept = runRecordSchema.shape.notes.parse([
      'An old sentence.',
      studioNote('nameTaken', { wanted: 'a', name: 'a 2' }),
    ])!;
    expect(kept.map((note) => translateNote(note, 'de'))).toEqual([
      'An old sentence.',
      'Ein anderer Lauf heißt schon a, deshalb heißt dieser a 2.',
    ]);
    expect(translateReason({ reason: 'It was lost.', cause: null }, 'de')).toBe('It was lost.');
  });

  it('says why a run rests by its cause, or by the kind of the error with the studio’s sentence behind it', () => {
    const { message, code, values } = studioNote('engineSilent', { seconds: 120 });
    const run = { reason: message, cause: { code, values } };
    expect(translateReason(run, 'en')).toBe(message);
    expect(translateReason(run, 'de')).toBe('Der Rechenprozess wurde beendet: Er meldete sich 120 s lang nicht.');
    const failed = { reason: 'No space at /x', cause: { code: 'disk-full', values: {} } };
    expect(translateReason(failed, 'de')).toBe('Die Platte ist voll. (No space at /x)');
    expect(translateReason(failed, 'en')).toBe('No space at /x');
    expect(translateReason({ reason: 'Odd.', cause: { code: 'unheard', values: {} } }, 'de')).toBe('Odd.');
    expect(translateError({ code: 'no-run', message: 'There is no run 7.' }, 'de')).toMatch(
      /Lauf\. \(There is no run 7\.\)$/,
    );
  });
});

describe('what failed', () => {
  const placesOf = (phrase: string): string[] => [...phrase.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  const codes = Object.keys(failures) as FailureCode[];

  it.each(codes)('is said in German with the values that it has, and none is left as a place: %s', (code) => {
    const { message, hint = '' } = failureWords[code];
    expect(message).toMatch(/[.}]$/);
    expect(failures[code]).toEqual(expect.arrayContaining(placesOf(message + hint)));
    expect(placesOf(hint)).toEqual([]);
    expect(Object.keys(failureWords)).toHaveLength(codes.length);
  });

  /** As the window gets it: through the engine's border, a job and the contract. */
  function arrived(error: Error) {
    const once = deserializeError(serializeError(error));
    return serializedErrorSchema.parse(JSON.parse(JSON.stringify(serializeError(once))));
  }

  it('keeps what it says over every border, with what to do in German and nothing changed in English', () => {
    const error = new FlawsmithError('not-found', 'The image is no longer there: /a/b.png', {
      ...{ file: '/a/b.png', hint: 'Bring the file back.' },
      said: said('imageGone', { file: '/a/b.png' }),
    });
    const { message, hint } = saidFailure(arrived(error), 'de')!;
    expect(message).toBe('Das Bild ist nicht mehr da: /a/b.png');
    expect(hint).toContain('Bringen Sie die Datei zurück');
    expect(saidFailure(arrived(error), 'en')).toBeNull();
    expect(translateError(arrived(error), 'en')).toBe(error.message);
    expect(translateError(arrived(error), 'de')).toBe(message);
    const run = { reason: error.message, cause: error.said };
    expect(translateReason(run, 'de')).toBe(message);
    expect(translateReason(run, 'en')).toBe(error.message);
  });

  it('is known of pictures that are not read, sessions files and packages', async () => {
    const german = async (failing: Promise<unknown>): Promise<string> =>
      saidFailure(arrived((await failing.catch((error: unknown) => error)) as Error), 'de')?.message ?? 'nothing';
    const raw = Buffer.concat([Buffer.from('II*\0....CR\x02', 'latin1'), Buffer.alloc(64)]);
    expect(await german(decodeImage({ bytes: raw, file: '/a.cr2' }))).toBe(
      'Dieses Format wird nicht gelesen (Rohbild einer Kamera, CR2): /a.cr2',
    );
    const dir = await mkdtemp(join(tmpdir(), 'flawsmith-words-'));
    const file = join(dir, 'sessions.csv');
    const faults = [
      ['picture\n', 'Zeile 1 muss die Spalten file,session,part nennen'],
      ['file,session,part\na.png,,\n', 'Zeile 2: Datei oder Aufnahme fehlt'],
      ['file,session,part\na.png,x,1\na.png,y,1\n', 'Zeile 3: Dieses Bild steht schon mit anderer Aufnahme'],
      ['file,session,part\n"a.png,x,1\n', 'Zeile 2: Ein Anführungszeichen ist nicht geschlossen'],
    ] as const;
    for (const [text, words] of faults) {
      await writeFile(file, text);
      expect(await german(readSessions(file))).toContain(words);
    }
    await rm(dir, { recursive: true });
    const tampered = packageDamaged({ kind: 'changed', file: '/p/model.onnx', message: 'was changed' });
    expect(await german(Promise.reject(tampered))).toBe('Im Paket wurde eine Datei verändert: /p/model.onnx');
  });

  it('says figures in the form of the language', () => {
    const error = new FlawsmithError('too-few-images', 'few', { said: said('tooFewToTrain', { least: 1200, n: 1 }) });
    expect(saidFailure(arrived(error), 'de')!.message).toContain(
      'mindestens 1.200 Fotos guter Teile; zum Lernen hat das Produkt 1.',
    );
  });

  it('is known of the system, the database and the end of the engine', () => {
    const thrown = (props: object): FlawsmithError => toFlawsmithError(Object.assign(new Error('raw'), props));
    const message = (error: Error): string => saidFailure(arrived(error), 'de')!.message;
    expect(message(thrown({ code: 'ENOSPC', path: '/x' }))).toBe('Die Platte ist voll.');
    expect(message(thrown({ code: 'ERR_SQLITE_ERROR', errcode: 11 }))).toBe(
      'Die Datenbank des Produkts ist beschädigt.',
    );
    const ended = new EngineEndedError({ kind: 'killed', signal: 'SIGKILL' });
    expect(saidFailure(arrived(ended), 'de')).toMatchObject({
      message: expect.stringContaining('Signal SIGKILL. Vielleicht ist der Arbeitsspeicher ausgegangen.'),
      hint: expect.stringContaining('lässt sich fortsetzen'),
    });
  });

  it('is left as it was thrown where no language knows it', () => {
    expect(saidFailure(arrived(new FlawsmithError('internal', 'Odd.')), 'de')).toBeNull();
    const later = { code: 'internal', message: 'Odd.', said: { code: 'ofALaterVersion', values: {} } };
    expect(translateError(later, 'de')).toMatch(/\(Odd\.\)$/);
  });
});
