import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { openProduct } from '../product.ts';
import { copyDatabase } from '../store/database.ts';
import { type ImportOptions, importFolder } from './import.ts';
import type { ImportReport } from './importReport.ts';

/**
 * What {@link importFolder} would do, done on a copy of the product's store that goes afterwards: nothing is written to the
 * product, which need not exist, nor to the folder. It takes as long as the import, since every picture is read.
 * @param dir folder of the product
 * @throws as {@link importFolder}, and what opening a product throws
 */
export async function dryRunImport(dir: string, folder: string, options: ImportOptions = {}): Promise<ImportReport> {
  const scratch = await mkdtemp(join(tmpdir(), 'flawsmith-dry-run-'));
  try {
    const copy = join(scratch, basename(resolve(dir)) || 'product');
    if (existsSync(join(dir, 'product.db'))) await copyStore(dir, copy);
    const product = openProduct(copy, { mode: 'write', create: true });
    try {
      return await importFolder(product, folder, options);
    } finally {
      product.close();
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The store as it is now, and a link to the runs, which say what a picture was tested by. */
async function copyStore(dir: string, copy: string): Promise<void> {
  await mkdir(copy);
  copyDatabase(join(dir, 'product.db'), join(copy, 'product.db'));
  const runs = resolve(dir, 'runs');
  if (existsSync(runs)) await symlink(runs, join(copy, 'runs'), 'junction');
}
