import fc from 'fast-check';
import { expect, it } from 'vitest';
import { naturalKey, shownNames } from '#shared/domain/gallery.ts';

it('files are called by their names, and by folders where names repeat', () => {
  expect(shownNames(['/a/day-1/000.png', '/a/day-2/000.png', '/a/day-2/001.png'])).toEqual([
    'day-1/000.png',
    'day-2/000.png',
    '001.png',
  ]);
  expect(shownNames(['/a/x/good/0.png', '/b/y/good/0.png', 'C:\\c\\0.png'])).toEqual([
    'x/good/0.png',
    'y/good/0.png',
    'c/0.png',
  ]);
});

it('no two files are called alike that three folders tell apart', () => {
  const file = fc
    .array(fc.constantFrom('a', 'b', 'c'), { minLength: 4, maxLength: 4 })
    .map((parts) => `/${parts.join('/')}`);
  fc.assert(
    fc.property(fc.uniqueArray(file), (files) => {
      const shown = shownNames(files);
      expect(new Set(shown).size).toBe(files.length);
      files.forEach((path, i) => expect(path.endsWith(`/${shown[i]}`)).toBe(true));
    }),
  );
});

it('names sort with numbers by their value', () => {
  const names = ['frame-10.png', 'Frame-9.png', 'frame-009b.png', 'a.png'];
  expect(names.toSorted((a, b) => (naturalKey(a) < naturalKey(b) ? -1 : 1))).toEqual([
    'a.png',
    'Frame-9.png',
    'frame-009b.png',
    'frame-10.png',
  ]);
});
