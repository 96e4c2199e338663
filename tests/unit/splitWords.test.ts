import { describe, expect, it } from 'vitest';
import { type SplitNote, type SplitNoteCode, splitNoteSchema } from '#shared/domain/split.ts';
import { noteInWords, splitWarnings } from '#shared/domain/splitWords.ts';

describe('a note on a split, in words', () => {
  it.each<[SplitNoteCode, Record<string, number>, string]>([
    ['folder', { n: 1 }, '1 good picture of'],
    ['folder', { n: 2 }, '2 good pictures of'],
    ['few', { n: 1, least: 10 }, '1 good picture of the 10'],
    ['few', { n: 0, least: 10 }, '0 good pictures of the 10'],
    ['smallSessions', { n: 4, enough: 1, least: 3 }, 'only 1 capture session has 3 good parts'],
    ['smallSessions', { n: 4, enough: 2, least: 3 }, 'only 2 capture sessions have 3 good parts'],
    ['partsOnBoth', { n: 1, of: 1 }, '1 of 1 good part stand'],
    ['partsOnBoth', { n: 3, of: 7 }, '3 of 7 good parts'],
    ['sessionsOnBoth', { n: 1, of: 1 }, '1 of 1 capture session '],
    ['sessionsOnBoth', { n: 2, of: 5 }, '2 of 5 capture sessions '],
    ['testSessions', { n: 1, of: 1 }, '1 of the 1 capture session of'],
    ['testSessions', { n: 2, of: 3 }, '2 of the 3 capture sessions of'],
    ['nearCopies', { pictures: 12, n: 1 }, '12 pictures look like frames of 1 recording: counted as 1 part.'],
    ['nearCopies', { pictures: 24, n: 2 }, 'frames of 2 recordings: counted as 2 parts.'],
    ['copiesApart', { n: 1 }, 'Frames of 1 recording stand'],
    ['copiesApart', { n: 2 }, 'Frames of 2 recordings stand'],
    ['twoSessions', { n: 2 }, '2 capture sessions are too few'],
    ['sessions', { n: 5 }, '5 sessions have enough'],
  ])('counts: %s %j', (code, values, said) => {
    expect(noteInWords({ code, values })).toContain(said);
  });

  it('says something of its own for every code, with its numbers and without gaps', () => {
    const said = splitNoteSchema.shape.code.options.map((code) =>
      noteInWords({ code, values: { n: 4, of: 6, least: 3, enough: 2, pictures: 9 } }),
    );
    expect(new Set(said).size).toBe(said.length);
    for (const sentence of said) {
      expect(sentence).toMatch(/^.{20,}\.$/);
      expect(sentence).not.toMatch(/undefined|NaN/);
    }
    const notes: SplitNote[] = [
      { code: 'noTraining', values: {} },
      { code: 'copiesApart', values: { n: 2 } },
    ];
    expect(splitWarnings({ notes })).toEqual(notes.map(noteInWords));
  });
});
