import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import {
  copyFile,
  cp,
  mkdir,
  open as openFile,
  readdir,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openProduct } from '#studio/product.ts';
import { countImages } from '#studio/store/images.ts';
import { useKeptProduct } from '../fixtures/keptProduct.ts';

const kept = useKeptProduct();

describe('the rows of a product', () => {
  it('stand in product.db alone, also of a process that was killed: opening brings them together', async () => {
    await kept.openWithPictures();
    await cp(kept.root, join(kept.dir, 'killed'), { recursive: true }); // as a kill leaves it: with its log
    kept.close();
    kept.root = join(kept.dir, 'killed');
    kept.open();
    await copyFile(join(kept.root, 'product.db'), join(kept.dir, 'alone.db'));
    kept.close();
    await mkdir(join(kept.dir, 'restored'));
    await copyFile(join(kept.dir, 'alone.db'), join(kept.dir, 'restored', 'product.db'));
    kept.root = join(kept.dir, 'restored');
    expect(countImages(kept.open({ create: false }).db).reduce((sum, { count }) => sum + count, 0)).toBe(20);
  });

  it('stand in product.db alone soon after a change, whatever becomes of the log of a process that is killed', async () => {
    const { db } = await kept.openWithPictures();
    const killed = join(kept.dir, 'no-log');
    await expect
      .poll(
        async () => {
          await rm(killed, { recursive: true, force: true });
          await mkdir(killed);
          await copyFile(join(kept.root, 'product.db'), join(killed, 'product.db'));
          const alone = openProduct(killed, { mode: 'read' });
          try {
            return countImages(alone.db).reduce((sum, { count }) => sum + count, 0);
          } finally {
            alone.close();
          }
        },
        { timeout: 240_000 },
      )
      .toBe(20);
    expect(db.isOpen).toBe(true);
  });

  it('can be read where nothing can be written beside them, with and without a log', async () => {
    await kept.openWithPictures();
    await cp(kept.root, join(kept.dir, 'killed'), { recursive: true });
    kept.close();
    for (const name of ['product', 'killed']) {
      kept.root = join(kept.dir, name);
      await rm(join(kept.root, 'product.db-shm'), { force: true });
      await mkdir(join(kept.root, 'product.db-shm')); // SQLite can no longer make its index of the log
      expect(() => kept.open({ create: false })).toThrowError(expect.objectContaining({ code: 'not-writable' }));
      expect(
        countImages(kept.open({ mode: 'read', create: false }).db).reduce((sum, { count }) => sum + count, 0),
      ).toBe(20);
      kept.close();
    }
  });

  it('are not taken for a new product where they are gone', async () => {
    await kept.openWithPictures();
    kept.close();
    await mkdir(join(kept.root, 'runs'));
    const file = join(kept.root, 'product.db');
    const damaged = expect.objectContaining({ code: 'product-damaged', hint: expect.stringContaining('backup') });
    await truncate(file, 0);
    for (const mode of ['read', 'write'] as const) expect(() => kept.open({ mode })).toThrowError(damaged);
    await rm(file);
    for (const mode of ['read', 'write'] as const) expect(() => kept.open({ mode })).toThrowError(damaged);
  });

  it('are called damaged wherever a page is damaged, for readers and writers', async () => {
    await kept.openWithPictures();
    kept.close();
    const file = join(kept.root, 'product.db');
    const { size } = await stat(file);
    const whole = join(kept.dir, 'whole.db');
    await copyFile(file, whole);
    for (let place = 4096; place < size; place += 4096) {
      await copyFile(whole, file);
      const handle = await openFile(file, 'r+');
      await handle.write(Buffer.alloc(200, 0xa5), 0, 200, place);
      await handle.close();
      for (const mode of ['read', 'write'] as const) {
        expect(() => kept.open({ mode })).toThrowError(
          expect.objectContaining({ code: 'product-damaged', hint: expect.stringContaining('folder of the product') }),
        );
      }
    }
  });

  it('are opened without what killed exports and writes left, in whatever folder', async () => {
    kept.open();
    kept.close();
    const ended = spawnSync(process.execPath, ['--version']).pid;
    const left = ['releases/.export-Ab1', 'runs/run-0001', 'cache/v2/64', 'cache/thumbs'].map((name) =>
      join(kept.root, name),
    );
    for (const name of left) await mkdir(name, { recursive: true });
    const [, run, views, thumbs] = left as [string, string, string, string];
    for (const name of [
      `config.json.partial-${ended}-00ff00ff`,
      'checkpoint.safetensors.7.tmp',
      'checkpoint.safetensors',
    ])
      await writeFile(join(run, name), 'x');
    const ofReader = `ab.rgb.partial-${process.pid}-00ff00ff`;
    for (const name of [`ab.rgb.partial-${ended}-00ff00ff`, 'ab.rgb', ofReader])
      await writeFile(join(views, name), 'x');
    await writeFile(join(thumbs, `ab.webp.partial-${ended}-00ff00ff`), 'x');
    kept.open();
    expect(existsSync(left[0]!)).toBe(false);
    expect(await readdir(run)).toEqual(['checkpoint.safetensors']);
    expect(await readdir(thumbs)).toEqual([]);
    expect((await readdir(views)).sort(), 'what a process at work writes stays').toEqual(['ab.rgb', ofReader]);
  });

  it('are opened without looking behind links', async () => {
    kept.open();
    kept.close();
    const outside = join(kept.dir, 'outside');
    const name = `a.rgb.partial-${spawnSync(process.execPath, ['--version']).pid}-00ff00ff`;
    await mkdir(outside);
    await writeFile(join(outside, name), 'x');
    await symlink(outside, join(kept.root, 'cache'));
    kept.open();
    expect(await readdir(outside)).toEqual([name]);
  });
});
