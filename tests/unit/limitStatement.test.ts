import { describe, expect, it } from 'vitest';
import type { Calibration, Limits } from '#shared/domain/limits.ts';
import { limitClauses } from '#shared/vision/limitClauses.ts';
import { describeClauses } from '#shared/vision/limitStatement.ts';
import { calibrationOf, goodScores, rising } from '../fixtures/scores.ts';

type Said = Omit<Limits, 'statement' | 'clauses'>;
const share = { expected: 0.038, low: 0.005, high: 0.103 };
const usual: Said = {
  ...{ decided: 'learned', acceptLimit: 0.4, rejectLimit: 0.6, pixelLimit: 0.4, decision: null, basis: 'calibration' },
  ...{ learned: { acceptLimit: 0.4, rejectLimit: 0.6 }, unit: 'part', n: 52, pictures: 52, sessions: 1 },
  ...{ countAtAccept: 1, countAtReject: 0, newDay: null, escapeForged: null, oddPart: null },
  ...{ overkillAtAccept: share, overkillAtReject: { expected: 0.019, low: 0, high: 0.0684 } },
};
const kept = calibrationOf(goodScores(rising(52)));
const trainedOn = (parts: number, sessions: number): Calibration => ({
  ...kept,
  alsoTrained: { parts: rising(parts).map(String), sessions: rising(sessions).map(String) },
});
/** The sentences about limits that are as usual but for these. */
const say = (changes: Partial<Said> = {}, calibration: Calibration | null = kept): string[] =>
  describeClauses(limitClauses({ ...usual, ...changes }, calibration)).split(/(?<=[.]) (?=[A-Z0-9])/);

describe('limits in words', () => {
  it('say of learned ones what they rest on, what goes to review or NG, and what is not known', () => {
    expect(say()).toEqual([
      'Limits as learned from 52 good parts of 1 session held out of training.',
      'Of 1,000 good parts of the same session expect 38 to be stopped (review or NG), 5 to 103; 19 as NG, 0 to 68.',
      'For 10 or fewer add 47 good parts to those held out.',
      'Another day, lot, camera or light is not known: all these parts are of one session.',
    ]);
  });

  it('count one as one, and pictures where a part has several', () => {
    expect(say({ n: 1, pictures: 1, sessions: 2 })[0]).toContain('1 good part of 2 sessions');
    const [first, second] = say({ n: 12, pictures: 60, sessions: 2 });
    expect(first).toContain('60 pictures of 12 good parts of 2 sessions');
    expect(second).toMatch(/^Of 1,000 pictures of good parts of the same sessions expect /);
    expect(say({ n: 98, pictures: 98 })[2]).toContain('add 1 good part to');
  });

  it('say that 98 parts cannot promise 1 % NG, and nothing of it from 99 on', () => {
    expect(say({ n: 12, pictures: 12 })[2]).toBe('For 10 or fewer add 87 good parts to those held out.');
    expect(say({ n: 99, pictures: 99 }).join()).not.toContain('fewer add');
  });

  it('say once what both limits do alike', () => {
    const both = { expected: 1 / 13, low: 0.0021, high: 0.2646 };
    const sentences = say({ n: 12, pictures: 12, overkillAtAccept: both, overkillAtReject: both });
    expect(sentences[1]).toBe('Of 1,000 good parts of the same session expect 77 to be stopped, 2 to 265.');
    const many = say({ n: 12, pictures: 60, sessions: 2, overkillAtAccept: both, overkillAtReject: both });
    expect(many[1]).toBe('Of 1,000 pictures of good parts of the same sessions expect 77 to be stopped, 2 to 265.');
  });

  it('say of moved ones who is above them, and never that they were learned', () => {
    const sentences = say({ decided: 'moved', countAtAccept: 4.25, countAtReject: 2 });
    expect(sentences[0]).toBe('Limits moved by a person; measured on 52 good parts of 1 session held out of training.');
    expect(sentences[1]).toBe('4.3 of these 52 parts score at or above the accept limit, 2 at or above the NG limit.');
    expect(sentences[2]).toMatch(/^Of 1,000 good parts/);
    expect(sentences.join()).not.toMatch(/learned|fewer add/);
  });

  it('say why nothing is known of further parts, whichever of the two shares is missing', () => {
    for (const missing of [
      { overkillAtAccept: null, overkillAtReject: null },
      { overkillAtReject: null },
      { overkillAtAccept: null },
    ]) {
      expect(say({ ...missing, basis: 'train' })).toEqual([
        'Limits as learned from 52 good parts of 1 session that the model was trained on.',
        expect.stringMatching(/^Parts that were trained on say nothing of further ones, which score higher/),
        'Import more good parts, so that some are held out.',
      ]);
      expect(say(missing, { ...kept, goodParts: 7 })[1]).toBe(
        'With 7 good parts in all no range is given: ten are the fewest.',
      );
      expect(say(missing, trainedOn(3, 0))[1]).toContain('trained on other pictures of 3 of these 52 parts');
      expect(say(missing).join()).not.toMatch(/95 %|Another day/);
    }
    expect(say({ decided: 'moved', basis: 'train', overkillAtAccept: null })[0]).toBe(
      'Limits moved by a person; measured on 52 good parts of 1 session that the model was trained on.',
    );
  });

  it('say so where the scores were not kept', () => {
    for (const decided of ['learned', 'moved'] as const) {
      const sentences = say({ decided, n: 0, pictures: 0, sessions: 0 }, null);
      expect(sentences[0]).toBe(decided === 'moved' ? 'Limits moved by a person.' : 'Limits as learned.');
      expect(sentences[1]).toContain('were not kept');
      expect(sentences).toHaveLength(2);
    }
  });

  it('tell of a session not seen as much as the seen ones carry', () => {
    const many = { n: 200, pictures: 200, newDay: { expected: 0.05, low: 0.01, high: 0.2 } };
    expect(say({ ...many, sessions: 20 }).at(-1)).toBe(
      'In a session not seen, about 50 (95 % range 10 to 200) of 1,000 go to review or NG.',
    );
    expect(say({ ...many, sessions: 19 }).at(-1)).toMatch(
      /^In a session not seen that is like these, about 50 of 1,000 .* 19 sessions cannot rule out \(20 would\)\.$/,
    );
    // Sessions that were trained on are not seen ones.
    expect(say({ ...many, sessions: 21 }, trainedOn(0, 2)).at(-1)).toContain('19 sessions cannot rule out');
    expect(say({ ...many, sessions: 22 }, trainedOn(0, 2)).at(-1)).toContain('95 % range 10 to 200');
  });

  it('tell why nothing is said of a session not seen', () => {
    const last = (sessions: number, trained = 0): string =>
      say({ n: 200, pictures: 200, sessions }, trainedOn(0, trained)).at(-1)!;
    expect(last(1)).toContain('all these parts are of one session');
    expect(last(3)).toBe('Of another day, lot, camera or light nothing can be said from fewer than 4 sessions.');
    expect(last(4)).toBe('Of another day, lot, camera or light nothing can be said from so few parts a session.');
    expect(last(3, 3)).toMatch(/^These sessions were trained on too/);
    expect(last(3, 2)).toMatch(/^2 of these sessions were trained on too/);
  });

  it('tell of forged defects that pass, and never without that word', () => {
    const escapeForged = { expected: 0.25, low: 0.1, high: 0.4, n: 40, kinds: [] };
    const sentence =
      'Of 1,000 forged defects (not real ones) on these parts, about 250 (95 % range 100 to 400) pass as OK; 40 were forged.';
    expect(say({ escapeForged }).at(-1)).toBe(sentence);
    expect(say({ escapeForged, overkillAtAccept: null }, trainedOn(1, 0)).at(-1)).toBe(sentence);
    expect(say().join()).not.toContain('forged');
    expect(say({ overkillAtAccept: null }, trainedOn(1, 0))).toHaveLength(3);
  });
});
