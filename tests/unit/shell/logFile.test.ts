import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LogFile } from '../../../src/main/shell/logFile.ts';

describe('the log file', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'flawsmith-log-'));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('adds each line with its time to what a start before has written', async () => {
    const file = join(dir, 'logs', 'a.log');
    new LogFile(file).note('first start');
    new LogFile(file).note('second start');
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => line.slice(25))).toEqual(['first start', 'second start']);
    for (const line of lines) expect(Number.isNaN(Date.parse(line.slice(0, 24)))).toBe(false);
  });

  it('takes two megabytes at most, and keeps what came last', async () => {
    const file = join(dir, 'b.log');
    const log = new LogFile(file);
    for (let i = 0; i < 40; i++) log.note(`${i} ${'x'.repeat(2 ** 16)}`);
    log.note('the end');
    const sizes = await Promise.all([file, `${file}.old`].map(async (path) => (await stat(path)).size));
    for (const size of sizes) expect(size).toBeLessThan(2 ** 20 + 2 ** 17);
    expect(await readFile(file, 'utf8')).toMatch(/ the end\n$/);
  });
});
