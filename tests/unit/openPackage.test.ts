import { readFile, writeFile } from 'node:fs/promises';
import { expect, it, vi } from 'vitest';
import { openPackage } from '#scoring/package.ts';
import { writePackage } from '#studio/export/writePackage.ts';
import { fixtureContent, withFolder } from '../fixtures/package.ts';

/** As if the model was exchanged for a harmless one while the package was verified, and put back before it was opened. */
vi.mock('#scoring/verify.ts', async (original) => {
  const module = await original<typeof import('#scoring/verify.ts')>();
  return {
    ...module,
    verifyPackage: async (dir: string) => ({ ...(await module.verifyPackage(dir)), ok: true, problems: [] }),
  };
});

it('a package is opened by the bytes that run, whatever verifying saw', () =>
  withFolder(async (folder) => {
    const content = await fixtureContent(folder);
    const beside = Uint8Array.of(0x3a, 4, 0x2a, 2, 0x70, 1); // an initializer whose weights lie elsewhere
    await writeFile(content.model, Buffer.concat([await readFile(content.model), beside]));
    await writePackage(content);
    await expect(openPackage(content.out)).rejects.toMatchObject({
      ...{ code: 'package-damaged', message: expect.stringContaining('weights outside its file') as string },
    });
  }));
