import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { matchSessions } from '#studio/dataset/matchSessions.ts';
import { readSessions, readSessionsFile } from '#studio/dataset/sessions.ts';

let dir = '';
beforeAll(async () => void (dir = await mkdtemp(join(tmpdir(), 'flawsmith-sessions-'))));
afterAll(() => rm(dir, { recursive: true, force: true }));

async function read(...lines: string[]): Promise<Record<string, { session: string; part: string }>> {
  const file = join(dir, 'sessions.csv');
  await writeFile(file, lines.join('\n'));
  return Object.fromEntries(await readSessions(file));
}

describe('a sessions file', () => {
  it.each([
    ['commas', ','],
    ['semicolons', ';'],
    ['tabs', '\t'],
  ])('is read with %s', async (_, mark) => {
    const rows = [
      ['file', 'session', 'part'],
      ['good\\a.png', 'monday', '7'],
    ];
    expect(await read(...rows.map((row) => row.join(mark)))).toEqual({
      'good/a.png': { session: 'monday', part: '7' },
    });
  });

  it('takes columns in any order, quotes, a byte order mark, and each file for a part where none is named', async () => {
    expect(await read('\uFEFFPart,Session,File', ',"lot 3, late","./a ""b"".png"')).toEqual({
      'a "b".png': { session: 'lot 3, late', part: 'a "b".png' },
    });
  });

  it('passes over empty lines, ends of lines of every kind, and a row said twice', async () => {
    const rows = ['file,session,part\r', '', 'a.png,mon,7\r', '  ', 'a.png,mon,7', 'b.png,tue', ''];
    expect(await read(...rows)).toEqual({
      'a.png': { session: 'mon', part: '7' },
      'b.png': { session: 'tue', part: 'b.png' },
    });
  });

  it('reads quoted cells beside unquoted ones, with blanks around them, and the first mark that the header has', async () => {
    expect(await read('file;session;part', ' "a;1.png" ; day, one ;"7"')).toEqual({
      'a;1.png': { session: 'day, one', part: '7' },
    });
    expect(await read('file,session,part', 'a;b.png,mon,')).toEqual({ 'a;b.png': { session: 'mon', part: 'a;b.png' } });
    expect(await read('file,session,part', 'sub\\deep\\a.png,mon,p', './b/./c.png,tue,q')).toEqual({
      'sub/deep/a.png': { session: 'mon', part: 'p' },
      'b/./c.png': { session: 'tue', part: 'q' },
    });
  });

  it('may hold more columns than are asked for', async () => {
    expect(await read('note, File ,light,SESSION , part', 'x,a.png,dim,mon,7')).toEqual({
      'a.png': { session: 'mon', part: '7' },
    });
  });

  it('names itself where it is not there', async () => {
    const file = join(dir, 'none.csv');
    await expect(readSessions(file)).rejects.toMatchObject({ code: 'not-found', file });
  });

  it.each([
    ['text behind a closed quote', ['file,session,part', '"a"b.png,mon,7'], /Line 2.*quote/s],
    ['another part for the same file', ['file,session,part', 'a.png,mon,7', 'a.png,mon,8'], /Line 3.*before/s],
    ['a session without a file', ['file,session,part', ',mon,7'], /Line 2.*empty/s],
    ['an open quote in the header', ['"file,session,part'], /Line 1.*quote/s],
    ['a row that is too short', ['part,file,session', '7,a.png'], /Line 2.*empty/s],
    ['nothing in it', [''], /Line 1.*file,session,part/s],
    ['a quote that stays open', ['file,session,part', 'a.png,"monday,7'], /Line 2.*quote/s],
    ['a column that is missing', ['file,session', 'a.png,monday'], /Line 1.*file,session,part/s],
    ['a file without a session', ['file,session,part', 'a.png,,7'], /Line 2.*empty/s],
    ['a file named twice, differently', ['file,session,part', 'a.png,mon,7', 'a.png,tue,7'], /Line 3.*before/s],
  ])('is refused for %s, with the line', async (_, lines, message) => {
    await expect(read(...lines)).rejects.toMatchObject({
      ...{ code: 'bad-config', file: join(dir, 'sessions.csv'), hint: expect.any(String) },
      message: expect.stringMatching(message),
    });
  });
});

describe('a sessions file from elsewhere', () => {
  const file = (): string => join(dir, 'sessions.csv');

  it('that is not UTF-8 is read as Windows-1252, and a note says so', async () => {
    await writeFile(file(), Buffer.from('file,session,part\na.png,Schicht Süd,7\n', 'latin1'));
    const { sessions, notes } = await readSessionsFile(file());
    expect(sessions.get('a.png')).toEqual({ session: 'Schicht Süd', part: '7' });
    expect(notes.map(({ code }) => code)).toEqual(['sessionsLatin']);
    await writeFile(file(), 'file,session,part\na.png,Schicht Süd,7\n');
    expect((await readSessionsFile(file())).notes).toEqual([]);
  });

  it('with very many rows lets others have their turn', async () => {
    const rows = Array.from({ length: 200_000 }, (_, i) => `a/${i}.png,day ${i % 7},P${i % 100}`);
    await writeFile(file(), `file,session,part\n${rows.join('\n')}\n`);
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const { sessions } = await readSessionsFile(file());
    await matchSessions(sessions, ['a/7.png']);
    clearInterval(timer);
    expect(sessions.size).toBe(200_000);
    expect(turns).toBeGreaterThan(2);
  });
});

describe('rows and pictures', () => {
  const sessionsOf = (rows: Record<string, [string, string]>) =>
    new Map(Object.entries(rows).map(([path, [session, part]]) => [path, { session, part }]));

  it('find each other in any case of letters and by the end of a path, with counts', async () => {
    const rows = sessionsOf({ 'Good/A.png': ['mon', 'p1'], 'D:/cam/good/b.png': ['tue', 'D:/cam/good/b.png'] });
    const { places, notes } = await matchSessions(rows, ['good/a.png', 'good/b.png', 'good/c.png']);
    expect([...places]).toEqual([
      ['good/a.png', { session: 'mon', part: 'p1' }],
      ['good/b.png', { session: 'tue', part: null }],
    ]);
    expect(notes.map(({ code, values }) => [code, values['n'], values['of']])).toEqual([
      ['sessionsByEnd', 1, 2],
      ['picturesWithout', 1, 3],
    ]);
  });

  it('that do not find each other are counted', async () => {
    const none = await matchSessions(sessionsOf({ 'x.png': ['mon', 'p'] }), ['a.png']);
    expect(none.notes.map(({ code }) => code)).toEqual(['sessionsNone', 'picturesWithout']);
    const some = await matchSessions(sessionsOf({ 'x.png': ['mon', 'p'], 'a.png': ['mon', 'q'] }), ['a.png']);
    expect(some.notes.map(({ code, values }) => [code, values['n'], values['of']])).toEqual([['sessionsSome', 1, 2]]);
  });

  it('are not matched where rows of two sessions fit one picture', async () => {
    const rows = sessionsOf({ 'mon/a.png': ['mon', 'p'], 'tue/a.png': ['tue', 'q'] });
    const { places, notes } = await matchSessions(rows, ['a.png']);
    expect(places.size).toBe(0);
    expect(notes.map(({ code }) => code)).toEqual(['sessionsNone', 'picturesWithout']);
  });
});
