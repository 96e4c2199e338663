import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256, sha256OfFile, writeFileAtomic, writeFileSynced } from '#scoring/files.ts';
import { withFolder } from '../fixtures/package.ts';

describe('files that others rely on', () => {
  it('have the sha256 that every tool computes, read whole or in pieces', () =>
    withFolder(async (folder) => {
      expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
      const bytes = Buffer.alloc(3_000_001, 'flaw');
      const file = join(folder, 'large');
      await writeFile(file, bytes);
      expect(await sha256OfFile(file)).toBe(createHash('sha256').update(bytes).digest('hex'));
      expect(await sha256OfFile(file)).toBe(sha256(bytes));
      const missing = join(folder, 'none');
      await expect(sha256OfFile(missing)).rejects.toMatchObject({ code: 'not-found', file: missing });
    }));

  it('are replaced whole, and nothing stays beside them', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'map');
      await writeFileAtomic(file, 'first');
      await writeFileAtomic(file, Uint8Array.of(1, 2));
      expect([...(await readFile(file))]).toEqual([1, 2]);
      expect(await readdir(folder)).toEqual(['map']);
    }));

  it('stay as they were where a write fails, again with nothing beside them', () =>
    withFolder(async (folder) => {
      const taken = join(folder, 'taken');
      await mkdir(join(taken, 'inside'), { recursive: true });
      await expect(writeFileAtomic(taken, 'x')).rejects.toMatchObject({ file: taken });
      expect(await readdir(folder)).toEqual(['taken']);
      const nowhere = join(folder, 'none', 'file');
      await expect(writeFileAtomic(nowhere, 'x')).rejects.toMatchObject({ code: 'not-found', file: nowhere });
    }));

  it('are never written over by what means to make a new one', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'new');
      await writeFileSynced(file, 'mine');
      await chmod(file, 0o600);
      await expect(writeFileSynced(file, 'other')).rejects.toMatchObject({ code: 'EEXIST' });
      expect(await readFile(file, 'utf8')).toBe('mine');
    }));
});
