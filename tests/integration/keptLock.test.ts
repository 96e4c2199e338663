import { spawn } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { projectRoot } from '#studio/paths.ts';
import { openProduct } from '#studio/product.ts';
import { savePriorSet } from '#studio/store/records.ts';
import { useKeptProduct } from '../fixtures/keptProduct.ts';

const kept = useKeptProduct();

describe('the lock', () => {
  const lockFile = (): string => join(kept.root, 'lock.db');
  const locked = expect.objectContaining({ code: 'product-locked' });

  it.each([
    ['garbage', () => writeFile(lockFile(), 'no lock '.repeat(600))],
    ['a folder', () => mkdir(lockFile())],
  ])('that is %s keeps nobody out', async (_, make) => {
    kept.open();
    kept.close();
    await rm(lockFile());
    await make();
    kept.open();
    expect(() => openProduct(kept.root, { mode: 'write' })).toThrowError(locked);
  });

  it('that was removed while it is held is made again at the next write', async () => {
    kept.open();
    await rm(lockFile());
    savePriorSet(kept.product!.db, defaultPriorSet);
    expect(() => openProduct(kept.root, { mode: 'write' })).toThrowError(locked);
  });

  it('that was removed while another process holds it keeps a second writer out', async () => {
    kept.open();
    kept.close();
    const code = `const { openProduct } = await import('#studio/product.ts');
      globalThis.product = openProduct(process.argv[1], { mode: 'write' });
      process.stdout.write('open'); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code, kept.root], { cwd: projectRoot });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await rm(lockFile());
    expect(() => kept.open()).toThrowError(locked);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    kept.open();
  });
});
