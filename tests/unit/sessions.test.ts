import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSessions } from '#studio/dataset/sessions.ts';

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
