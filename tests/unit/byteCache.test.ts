import { expect, it } from 'vitest';
import { ByteCache } from '#shared/byteCache.ts';

it('keeps many small things or few large ones, those used last', () => {
  const cache = new ByteCache<string>(100);
  for (const name of ['a', 'b', 'c', 'd']) cache.set(name, name, 25);
  expect(cache.size).toBe(4);
  cache.get('a');
  cache.set('large', 'large', 60);
  expect(['a', 'b', 'c', 'd', 'large'].filter((name) => cache.get(name) !== undefined)).toEqual(['a', 'large']);
});

it('counts a thing that is put in again once', () => {
  const cache = new ByteCache<string>(100);
  for (let i = 0; i < 10; i++) cache.set('a', 'a', 60);
  cache.set('b', 'b', 40);
  expect(cache.get('a')).toBe('a');
});

it('keeps the newest even where it alone is too large', () => {
  const cache = new ByteCache<string>(10);
  cache.set('small', 'small', 5);
  cache.set('huge', 'huge', 50);
  expect(cache.get('small')).toBeUndefined();
  expect(cache.get('huge')).toBe('huge');
});
