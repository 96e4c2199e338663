import { describe, expect, it } from 'vitest';
import { namesBelow } from '#studio/export/fileNames.ts';
import { plainValue } from '../../../src/renderer/stages/export/auditWords.ts';
import { lineCommand, quotedPath } from '../../../src/renderer/stages/export/commands.ts';
import { sortOut } from '../../../src/renderer/stages/export/sortOut.ts';
import { decimalsFor } from '../../../src/renderer/ui/figures.ts';

describe('what the export stage says', () => {
  it('shows as many decimals as tell a score from a limit, three at least', () => {
    expect(decimalsFor([0.5, 0.6])).toBe(3);
    expect(decimalsFor([0.49996, 0.5])).toBe(5);
    expect(decimalsFor([0.5, 0.5])).toBe(3);
  });

  it('names a package for a shell, whatever its folder is called', () => {
    expect(quotedPath('/srv/line-1/ring_r3')).toBe('/srv/line-1/ring_r3');
    expect(quotedPath("/srv/Müller's line")).toBe(`'/srv/Müller'\\''s line'`);
    expect(quotedPath('C:\\Program Files\\ring')).toBe('"C:\\Program Files\\ring"');
    expect(lineCommand('python', '/srv/r3', 'PICTURES…')).toMatch(/cd \/srv\/r3\npython score.py PICTURES…$/);
    expect(lineCommand('node', '/srv/r3', 'PICTURES…')).not.toContain('npm run');
  });

  it('writes values of the audit trail in plain signs, long lists shortened', () => {
    const number = (value: number): string => String(value);
    expect(plainValue('{"acceptLimit":0.41,"decided":"moved"}', number)).toBe('acceptLimit 0.41, decided moved');
    expect(plainValue('[1,2]', number)).toBe('2: 1, 2');
    expect(plainValue(null, number)).toBe('');
    expect(plainValue(JSON.stringify(Array.from({ length: 900 }, (_, i) => i)), number)).toMatch(/^900: 0, 1, .*…$/);
  });

  it('counts what of a drop is no picture, and sends a single file whatever it is', () => {
    const file = (name: string) => ({ name, file: name.length });
    const { files, skipped } = sortOut(['a/1.PNG', 'a/notes.txt', 'b.heic', 'README'].map(file));
    expect(files.map(({ name }) => name)).toEqual(['a/1.PNG', 'b.heic']);
    expect([...skipped]).toEqual([
      ['.txt', 1],
      ['', 1],
    ]);
    expect(sortOut([file('plan.pdf')]).files).toHaveLength(1);
  });

  it('calls files by their folders below what they share', () => {
    expect(namesBelow(['/d/test/good/005.png', '/d/test/bar/005.png'])).toEqual(['good/005.png', 'bar/005.png']);
    expect(namesBelow(['/d/a/1.png'])).toEqual(['1.png']);
    expect(namesBelow(['/a/1.png', '/b/c/1.png'])).toEqual(['a/1.png', 'b/c/1.png']);
  });
});
