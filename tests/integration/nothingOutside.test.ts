import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { studioContract } from '#shared/contract/studio.ts';
import { ensureCache } from '#studio/dataset/cache.ts';
import { contentFileName, isInside, requireInProduct } from '#studio/realPaths.ts';
import { fullRoi } from '#shared/domain/images.ts';
import { writeProductFolder } from '../fixtures/product.ts';
import { type TestStudio, startTestStudio } from '../fixtures/studio.ts';

/** A product may come from elsewhere, so that what stands in it is somebody else's choice. */
describe('a product that names what is not its own', () => {
  let studio: TestStudio;
  let product: string;
  let outside: string;
  let secret: string;

  beforeAll(async () => {
    studio = await startTestStudio();
    outside = await mkdtemp(join(tmpdir(), 'flawsmith-outside-'));
    const pictures = join(studio.dir, 'open', 'pictures');
    await writeProductFolder(pictures, 14, 160);
    product = (await studio.client.products.create({ dir: '', name: 'Ring' })).id;
    await studio.finished(await studio.client.dataset.import({ product, folder: pictures }));
    secret = join(outside, 'secret.png');
    await sharp({ create: { width: 40, height: 40, channels: 3, background: 'red' } }).toFile(secret);
  });
  afterAll(async () => {
    await studio.close();
    await rm(outside, { recursive: true, force: true });
  });

  const db = (): DatabaseSync => studio.server.workspace.product(product).db;
  const get = (path: string): Promise<Response> =>
    fetch(studio.origin + path, { headers: { authorization: `Bearer ${studio.server.token}` } });
  const set = (column: 'file' | 'mask_file' | 'hash', value: string, id: number): unknown =>
    db().prepare(`UPDATE all_images SET ${column} = ? WHERE id = ?`).run(value, id);

  it('shows no picture outside the picked folders, whether named or linked', async () => {
    expect((await get(`/pictures/${product}/1/full`)).status).toBe(200);
    set('file', secret, 1);
    for (const what of ['full', 'thumb']) expect((await get(`/pictures/${product}/1/${what}`)).status, what).toBe(404);
    const link = join(studio.dir, 'open', 'link.png');
    await symlink(secret, link);
    set('file', link, 1);
    expect((await get(`/pictures/${product}/1/full`)).status).toBe(404);
    set('mask_file', secret, 2);
    expect((await get(`/pictures/${product}/2/mask`)).status).toBe(404);
    const tried = studio.client.export.tryOut({ product, release: 1, paths: [secret] });
    await expect(tried).rejects.toThrow();
  });

  it('neither reads nor writes by a hash that is none', async () => {
    set('hash', '../../../open/escaped', 3);
    expect((await get(`/pictures/${product}/3/thumb`)).status).toBe(422);
    const view = { picture: { width: 64, height: 64 }, roi: fullRoi };
    const images = [{ hash: '../../../open/escaped', file: secret }];
    await expect(ensureCache(studio.server.workspace.product(product), images, [view])).rejects.toMatchObject({
      code: 'product-damaged',
    });
    expect((await readdir(join(studio.dir, 'open'))).filter((name) => name.startsWith('escaped'))).toEqual([]);
  });

  it('follows no link out of it, neither to read nor to write', async () => {
    const own = studio.server.workspace.product(product);
    await rm(own.path('cache'), { recursive: true, force: true });
    await mkdir(join(outside, 'cache'));
    await symlink(join(outside, 'cache'), own.path('cache'));
    expect((await get(`/pictures/${product}/4/thumb`)).status).toBe(422);
    const view = { picture: { width: 64, height: 64 }, roi: fullRoi };
    const images = [{ hash: 'a'.repeat(64), file: secret }];
    await expect(ensureCache(own, images, [view])).rejects.toMatchObject({ code: 'product-damaged' });
    expect(await readdir(join(outside, 'cache'))).toEqual([]);
  });

  it('brings nothing back but what the store left out, by its number', async () => {
    const restore = studioContract.dataset.restore['~orpc'].inputSchema!;
    const takes = async (input: unknown): Promise<boolean> =>
      (await restore['~standard'].validate(input)).issues === undefined;
    expect(await takes({ product, images: [5] })).toBe(true);
    expect(await takes({ product, images: [{ id: 900_001, file: secret }] })).toBe(false);
    expect(await takes({ product, undo: '[]' })).toBe(false);
    expect((await studio.client.dataset.restore({ product, images: [900_001] })).images).toEqual([]);
  });
});

describe('paths', () => {
  it('are inside a folder by whole names', () => {
    expect(isInside('/a/b', '/a/b')).toBe(true);
    expect(isInside('/a/b', '/a/b/..c/d')).toBe(true);
    for (const path of ['/a', '/a/bc', '/a/b/../c', '/']) expect(isInside('/a/b', path), path).toBe(false);
  });

  it('are made of whole hashes only', () => {
    expect(contentFileName('0'.repeat(64), '.rgb')).toBe(`${'0'.repeat(64)}.rgb`);
    for (const hash of ['', '..', 'a'.repeat(63), 'A'.repeat(64), `${'a'.repeat(63)}/`, `${'a'.repeat(64)}\n`])
      expect(() => contentFileName(hash, '.rgb'), hash).toThrow(/no sha256/);
  });

  it('of a product are judged where they really lead', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'flawsmith-paths-'));
    const own = { dir: join(dir, 'product') };
    await mkdir(own.dir);
    await writeFile(join(dir, 'other'), 'x');
    await symlink(join(dir, 'other'), join(own.dir, 'link'));
    await expect(requireInProduct(own, join(own.dir, 'link'))).rejects.toMatchObject({ code: 'product-damaged' });
    await expect(requireInProduct(own, join(own.dir, '..', 'x'))).rejects.toMatchObject({ code: 'product-damaged' });
    expect(await requireInProduct(own, join(own.dir, 'new', 'file'))).toBe(join(own.dir, 'new', 'file'));
    await cp(own.dir, join(dir, 'moved'), { recursive: true, dereference: true });
    await rm(own.dir, { recursive: true });
    await symlink(join(dir, 'moved'), own.dir); // the product itself may be linked
    expect(await requireInProduct(own, join(own.dir, 'new'))).toBe(join(own.dir, 'new'));
    await rm(dir, { recursive: true });
  });
});
