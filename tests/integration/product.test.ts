import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CancelledError, FlawsmithError } from '#shared/errors.ts';
import { squareOf } from '#shared/domain/pictures.ts';
import { descriptorLength } from '#shared/domain/descriptors.ts';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { roiPixels, fullRoi } from '#shared/domain/images.ts';
import { resizeToRaster } from '#shared/vision/resize.ts';
import { decodeImage } from '#scoring/decode.ts';
import { ensureCache, pixelFile } from '#studio/dataset/cache.ts';
import { importFolder } from '#studio/dataset/import.ts';
import type { EngineClient } from '#studio/engineClient.ts';
import { projectRoot } from '#studio/paths.ts';
import { type Product, openProduct } from '#studio/product.ts';
import { addAudit, listAudit } from '#studio/store/records.ts';
import { listImages } from '#studio/store/images.ts';
import { insertRun, listRuns, saveRun } from '#studio/store/runs.ts';
import { resumeRun, trainProduct } from '#studio/training/train.ts';
import { readFile } from 'node:fs/promises';
import { writeProductFolder } from '../fixtures/product.ts';

const view = { picture: { width: 96, height: 64 }, roi: fullRoi };

describe('a product folder', () => {
  let dir: string;
  let pictures: string;
  let product: Product | null = null;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'flawsmith-product-'));
    pictures = join(dir, 'pictures');
    await writeProductFolder(pictures, 12, 48);
  });
  afterEach(async () => {
    product?.close();
    product = null;
    await rm(dir, { recursive: true, force: true });
  });
  const open = (name = 'product'): Product => (product = openProduct(join(dir, name), { mode: 'write', create: true }));

  it('imports a layout once, and says what it has already', async () => {
    const first = await importFolder(open(), pictures);
    expect(first).toMatchObject({ added: 20, refused: [], duplicates: [] });
    const again = await importFolder(product!, pictures);
    expect(again).toMatchObject({ added: 0 });
    expect(again.duplicates).toHaveLength(20);
    const bars = listImages(product!.db, { label: 'anomalous' });
    expect(bars.map(({ kind, split, maskFile }) => [kind, split, maskFile !== null])).toEqual(
      Array(4).fill(['bar', 'test', true]),
    );
  });

  it('refuses one bad file with its reason and keeps the rest', async () => {
    await writeFile(join(pictures, 'train/good/bad.png'), 'not a picture');
    await writeFile(join(pictures, 'train/good/notes.txt'), 'not meant as a picture');
    await symlink(pictures, join(pictures, 'train/good/loop'));
    const { added, refused } = await importFolder(open(), pictures);
    expect(added).toBe(20);
    expect(refused).toMatchObject([
      { file: join(pictures, 'train/good/bad.png'), error: { code: 'unreadable-image' } },
    ]);
  });

  it('keeps an image whose mask has another size, without the mask', async () => {
    const other = join(dir, 'other');
    await writeProductFolder(other, 1, 64);
    await cp(join(other, 'ground_truth/bar/0_mask.png'), join(pictures, 'ground_truth/bar/0_mask.png'));
    const { refused } = await importFolder(open(), pictures);
    expect(refused).toMatchObject([{ error: { code: 'mask-mismatch' } }]);
    expect(listImages(product!.db, { label: 'anomalous' }).filter(({ maskFile }) => maskFile === null)).toHaveLength(1);
  });

  it('names an empty folder, a missing one, and a sessions file with a bad line', async () => {
    await mkdir(join(dir, 'empty'));
    await expect(importFolder(open(), join(dir, 'empty'))).rejects.toMatchObject({ code: 'empty-folder' });
    await expect(importFolder(product!, join(dir, 'nowhere'))).rejects.toMatchObject({ code: 'not-found' });
    const sessions = join(dir, 'sessions.csv');
    await writeFile(sessions, 'file,session,part\ntrain/good/0.png,day-1,a\n,day-2,b\n');
    const bad = importFolder(product!, pictures, { sessionsFile: sessions });
    await expect(bad).rejects.toMatchObject({ code: 'bad-config', message: expect.stringContaining('Line 3') });
  });

  it('splits by part: images of one part never stand on two sides', async () => {
    const rows = Array.from({ length: 12 }, (_, i) => `train/good/${i}.png,day-${i % 2},part-${i % 6}`);
    const sessions = join(dir, 'sessions.csv');
    await writeFile(sessions, ['file,session,part', ...rows].join('\n'));
    await importFolder(open(), pictures, { sessionsFile: sessions });
    const sides = new Map<string, Set<string>>();
    for (const { part, split } of listImages(product!.db, { label: 'normal' }).filter(
      ({ split }) => split !== 'test',
    )) {
      sides.set(part, (sides.get(part) ?? new Set()).add(split));
    }
    expect(sides.size).toBe(6);
    expect([...sides.values()].every((side) => side.size === 1)).toBe(true);
    expect(new Set([...sides.values()].flatMap((side) => [...side]))).toEqual(new Set(['train', 'calibration']));
  });

  it('gives two products with the same pictures the same split and order, wherever the pictures lie', async () => {
    await importFolder(open('a'), pictures);
    const first = listImages(product!.db).map(({ hash, split }) => [hash, split]);
    product!.close();
    await cp(pictures, join(dir, 'z', 'elsewhere'), { recursive: true });
    await importFolder(open('b'), join(dir, 'z', 'elsewhere'));
    expect(listImages(product!.db).map(({ hash, split }) => [hash, split])).toEqual(first);
  });

  it('finds moved pictures again by their content', async () => {
    await importFolder(open(), pictures);
    await rename(pictures, join(dir, 'moved'));
    const images = listImages(product!.db, { split: 'train' });
    await expect(ensureCache(product!, images, [view])).rejects.toMatchObject({
      code: 'not-found',
      file: images[0]!.file,
    });
    const { relocated } = await importFolder(product!, join(dir, 'moved'));
    expect(relocated).toHaveLength(20);
    await ensureCache(product!, listImages(product!.db, { split: 'train' }), [view]);
  });

  it('caches pictures as the resize makes them, and makes a cut-off one anew', async () => {
    await importFolder(open(), pictures);
    const images = listImages(product!.db, { split: 'train' });
    await ensureCache(product!, images, [view]);
    const { raster } = await decodeImage(images[0]!.file);
    const expected = resizeToRaster(raster, roiPixels(fullRoi, raster.width, raster.height), view.picture).data;
    const file = pixelFile(product!, images[0]!, view);
    expect(new Uint8Array(await readFile(file))).toEqual(expected);
    await truncate(file, 100);
    await ensureCache(product!, images, [view]);
    expect(new Uint8Array(await readFile(file))).toEqual(expected);
  });

  it('stops an import when cancelled, keeps what it has, and completes it later', async () => {
    const stop = new AbortController();
    const cancelled = importFolder(open(), pictures, {
      signal: stop.signal,
      onProgress: (done) => done === 5 && stop.abort(),
    });
    await expect(cancelled).rejects.toBeInstanceOf(CancelledError);
    const kept = listImages(product!.db).length;
    expect(kept).toBeGreaterThanOrEqual(5);
    expect(kept).toBeLessThan(20);
    expect((await importFolder(product!, pictures)).added).toBe(20 - kept);
  });

  it('lets one process write, many read, and lets go when the writer is killed; its run reads interrupted', async () => {
    await importFolder(open(), pictures);
    insertRun(product!.db, {
      state: 'running',
      step: 3,
      steps: 10,
      seconds: 1,
      createdAt: new Date().toISOString(),
      finishedAt: null,
      config: {
        schema: 1,
        size: 64,
        picture: squareOf(64),
        seed: 0,
        budget: { steps: 10 },
        loss: { feature: 1, score: 1, consistency: 1 },
        priorSet: defaultPriorSet,
      },
      weightChange: null,
      learned: null,
      decision: null,
      reason: null,
      backend: null,
    });
    product!.close();
    product = null;
    const code = `const { openProduct } = await import('#studio/product.ts');
      const db = openProduct(process.argv[1], { mode: 'write' }).db;
      db.prepare("UPDATE runs SET body = json_set(body, '$.state', 'running')").run();
      process.stdout.write('open'); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code, join(dir, 'product')], {
      cwd: projectRoot,
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const locked = expect.objectContaining({
      code: 'product-locked',
      message: expect.stringContaining(String(child.pid)),
    });
    expect(() => open()).toThrowError(locked);
    const reader = openProduct(join(dir, 'product'), { mode: 'read' });
    expect(listRuns(reader.db)).toMatchObject([{ state: 'running' }]);
    reader.close();
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    const reopened = open();
    expect(listRuns(reopened.db)).toMatchObject([{ state: 'interrupted', step: 3 }]);
    const [run] = listRuns(reopened.db);
    saveRun(reopened.db, { ...run!, state: 'paused', reason: null });
    reopened.close();
    product = null;
    expect(listRuns(open().db)).toMatchObject([{ state: 'paused', reason: null }]);
  });

  it('keeps what a lost run needs to go on, and leaves nothing large of one that failed', async () => {
    await importFolder(open(), pictures);
    /** Dies as an engine does that is killed in the middle of a write. */
    const engineThatMeets = (code: 'engine-crashed' | 'checkpoint-damaged'): EngineClient => ({
      ...({ backend: { backend: 'tensorflow-cpu', tensorflow: '0', tfjs: '0' } } as EngineClient),
      describePictures: ({ images }) =>
        Promise.resolve({ rows: images.map(({ id }) => ({ id, values: Array<number>(descriptorLength).fill(0) })) }),
      async train({ runDir }) {
        seen.push((await readdir(runDir)).sort());
        for (const name of ['normal.safetensors', 'checkpoint.safetensors.1.tmp'])
          await writeFile(join(runDir, name), 'x');
        throw new FlawsmithError(code, 'It died.');
      },
    });
    const seen: string[][] = [];
    const left = async (): Promise<string[]> => (await readdir(product!.path('runs', 'run-0001'))).sort();
    const wanted = {
      priorSet: defaultPriorSet,
      budget: { steps: 3 },
      seed: 0,
      size: 64,
      loss: { feature: 1, score: 1, consistency: 1 },
    };
    await expect(trainProduct(product!, engineThatMeets('engine-crashed'), wanted)).rejects.toThrow('It died.');
    expect(listRuns(product!.db)).toMatchObject([{ state: 'interrupted' }]);
    expect(await left()).toEqual(['checkpoint.safetensors.1.tmp', 'config.json', 'normal.safetensors']);
    await expect(resumeRun(product!, engineThatMeets('checkpoint-damaged'))).rejects.toThrow('It died.');
    expect(seen).toEqual([['config.json'], ['config.json', 'normal.safetensors']]);
    expect(listRuns(product!.db)).toMatchObject([{ state: 'failed' }]);
    expect(await left()).toEqual(['config.json']);
  });

  it('tells a damaged product, a later one, and a folder of other files apart', async () => {
    open().close();
    product = null;
    const file = join(dir, 'product', 'product.db');
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 999');
    database.close();
    expect(() => open()).toThrowError(expect.objectContaining({ code: 'product-newer' }));
    await rm(`${file}-wal`, { force: true });
    await writeFile(file, 'this is no database, whatever it was before '.repeat(200));
    expect(() => open()).toThrowError(expect.objectContaining({ code: 'product-damaged', hint: expect.any(String) }));
    expect(() => open('pictures')).toThrowError(expect.objectContaining({ code: 'not-writable' }));
    expect(() => openProduct(join(dir, 'none'), { mode: 'read' })).toThrowError(
      expect.objectContaining({ code: 'not-found' }),
    );
  });

  it('keeps an audit trail that can only grow', () => {
    const { db } = open();
    addAudit(db, { who: 'quality', what: 'limits', old: 1, new: 2, why: 'line trial' });
    expect(listAudit(db)).toMatchObject([{ who: 'quality', old: '1', new: '2', why: 'line trial' }]);
    expect(() => db.exec(`UPDATE audit SET who = 'someone else'`)).toThrow(/cannot be changed/);
    expect(() => db.exec('DELETE FROM audit')).toThrow(/cannot be shortened/);
  });
});
