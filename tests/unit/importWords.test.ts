import { describe, expect, it } from 'vitest';
import { importNote, importNoteCodes } from '#shared/domain/importNotes.ts';
import { skipWords } from '#shared/domain/skipWords.ts';
import { layoutNamed, layoutNames } from '#studio/dataset/layouts/table.ts';
import { notes, reasons } from '../../src/renderer/locales/de/importWords.ts';
import en from '../../src/renderer/locales/en/adding.ts';
import { translateImportNote } from '../../src/renderer/ui/importWords.ts';

describe('what an import understood, in the window’s languages', () => {
  it('has German words for every note and reason, and a name for every layout', () => {
    expect(Object.keys(notes).sort()).toEqual([...importNoteCodes].sort());
    expect(Object.keys(reasons).sort()).toEqual(Object.keys(skipWords).sort());
    const ownNames = layoutNames.filter((name) => layoutNamed(name)?.name === name);
    expect(Object.keys(en.layouts).sort()).toEqual([...ownNames].sort());
  });

  it('fills values in, and leaves English and what it does not know as they were said', () => {
    const note = importNote('unsorted', { n: 5, first: 'a.png, b.png and 3 more' });
    expect(translateImportNote(note, 'de')).toContain('ausgelassen (5): a.png, b.png und 3 weitere.');
    expect(translateImportNote(note, 'en')).toBe(note.message);
    const unheard = { code: 'unheard', message: 'Something else.', values: {} };
    expect(translateImportNote(unheard, 'de')).toBe('Something else.');
  });
});
