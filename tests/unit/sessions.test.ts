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

  it.each([
    ['a quote that stays open', ['file,session,part', 'a.png,"monday,7'], /Line 2.*quote/s],
    ['a column that is missing', ['file,session', 'a.png,monday'], /Line 1.*file,session,part/s],
    ['a file without a session', ['file,session,part', 'a.png,,7'], /Line 2.*empty/s],
    ['a file named twice, differently', ['file,session,part', 'a.png,mon,7', 'a.png,tue,7'], /Line 3.*before/s],
  ])('is refused for %s, with the line', async (_, lines, message) => {
    await expect(read(...lines)).rejects.toThrow(message);
  });
});
