import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mostStrokes } from '#shared/domain/labeling.ts';
import type { Mask } from '#shared/vision/raster.ts';
import { undoEdit } from '#studio/dataset/edit/undo.ts';
import { readImageMask } from '#studio/dataset/imageMask.ts';
import { importFolder } from '#studio/dataset/import.ts';
import { addKind, productKinds } from '#studio/labeling/kinds.ts';
import { queueRows, readQueue } from '#studio/labeling/queue.ts';
import { readLabel } from '#studio/labeling/readLabel.ts';
import { saveStrokes } from '#studio/labeling/saveStrokes.ts';
import { type Product, openProduct } from '#studio/product.ts';
import { findImage } from '#studio/store/gallery.ts';
import { listImages } from '#studio/store/images.ts';
import { addSeen } from '#studio/store/labels.ts';
import { listAudit } from '#studio/store/records.ts';
import { lineStroke, startPainter } from '../fixtures/painting.ts';
import { writeProductFolder } from '../fixtures/product.ts';

const who = 'tester';
const side = 64;
let dir: string;
let product: Product;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flawsmith-label-'));
  await writeProductFolder(join(dir, 'pictures'), 8, side);
  product = openProduct(join(dir, 'product'), { mode: 'write', create: true });
  await importFolder(product, join(dir, 'pictures'));
}, 120_000);
afterEach(async () => {
  product.close();
  await rm(dir, { recursive: true, force: true });
});

const empty = (): Mask => ({ width: side, height: side, data: new Uint8Array(side * side) });
const picture = (name: string) => listImages(product.db).find(({ file }) => file.endsWith(name))!;
const save = (image: number, revision: number, ...actions: Parameters<typeof saveStrokes>[1]['actions']) =>
  saveStrokes(product, { image, revision, batch: crypto.randomUUID(), actions }, who);
const maskOf = async (image: number): Promise<Uint8Array | undefined> =>
  (await readImageMask(listImages(product.db).find(({ id }) => id === image)!))?.mask.data;

describe('painting on a good part', () => {
  it('leaves a lossless mask of one bit with exactly these pixels, marks the part NG and is audited', async () => {
    const { id, hash } = picture('train/good/0.png');
    const mask = empty();
    const saved = await save(
      id,
      0,
      lineStroke(mask, 'scratch', [5, 5, 50, 30]),
      lineStroke(mask, 'scratch', [9, 9, 9, 60]),
    );
    expect(saved).toMatchObject({ revision: 1, edit: { code: 'label', values: { kind: 'scratch' } } });
    const now = picture('train/good/0.png');
    expect(now).toMatchObject({ label: 'anomalous', kind: 'scratch', split: 'test' });
    expect(now.maskFile).toBe(product.path('masks', `${hash}-scratch-${now.maskHash!.slice(0, 16)}.png`));
    const bytes = readFileSync(now.maskFile!);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(now.maskHash);
    const { data, info } = await sharp(bytes).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: side, height: side, channels: 1 });
    expect(Buffer.compare(data, mask.data)).toBe(0);
    expect(await maskOf(id)).toEqual(mask.data);
    expect(listAudit(product.db).filter(({ what }) => what === `mask of image ${id}`)).toHaveLength(1);
    undoEdit(product, who);
    expect(picture('train/good/0.png')).toMatchObject({ label: 'normal', kind: null, split: 'train' });
  });

  it('keeps kinds apart and unites them in the mask that counts', async () => {
    const { id } = picture('train/good/1.png');
    const [scratch, pit] = [empty(), empty()];
    await save(id, 0, lineStroke(scratch, 'scratch', [5, 5, 50, 5]), lineStroke(pit, 'pit / deep', [40, 5, 60, 60]));
    const label = readLabel(product, id);
    expect(label.layers.map(({ kind, area }) => [kind, area])).toEqual([
      ['pit / deep', pit.data.filter(Boolean).length],
      ['scratch', scratch.data.filter(Boolean).length],
    ]);
    expect(await maskOf(id)).toEqual(scratch.data.map((value, i) => value || pit.data[i]!));
    expect(queueRows(product, [id])[0]).toMatchObject({ marked: ['pit / deep', 'scratch'], isSeen: false });
    expect(productKinds(product)).toEqual(['bar', 'pit / deep', 'scratch']);
    expect(addKind(product, 'aged', who)).toEqual(['bar', 'pit / deep', 'scratch', 'aged']);
  });

  it('can be painted all over', async () => {
    const { id } = picture('train/good/2.png');
    const runs = Buffer.from([0, 0x80, 0x20]).toString('base64'); // none unchanged, 4,096 changed
    const patch = { left: 0, top: 0, width: side, height: side, runs, added: side * side, removed: 0 };
    await save(id, 0, { do: 'stroke', kind: 'dirt', tool: 'invert', patch });
    expect(await maskOf(id)).toEqual(new Uint8Array(side * side).fill(255));
  });
});

describe('strokes', () => {
  it('are taken back and done again one at a time, also after the program was closed', async () => {
    const { id } = picture('train/good/0.png');
    const mask = empty();
    const first = lineStroke(mask, 'scratch', [5, 5, 50, 30]);
    const afterFirst = mask.data.slice();
    await save(id, 0, first, lineStroke(mask, 'scratch', [5, 50, 50, 30]), { do: 'undo' });
    expect(await maskOf(id)).toEqual(afterFirst);
    product.close();
    product = openProduct(join(dir, 'product'), { mode: 'write' });
    expect(readLabel(product, id).strokes.map(({ isUndone }) => isUndone)).toEqual([false, true]);
    await save(id, 1, { do: 'redo' });
    expect(await maskOf(id)).toEqual(mask.data);
    await save(id, 2, { do: 'undo' }, { do: 'undo' });
    expect(await maskOf(id)).toBeUndefined();
    await expect(save(id, 3, { do: 'undo' })).rejects.toMatchObject({ code: 'usage' });
    await save(id, 3, lineStroke(empty(), 'scratch', [1, 1, 9, 9]));
    expect(readLabel(product, id).strokes).toHaveLength(1);
  });

  it(`are kept ${mostStrokes} deep`, async () => {
    const { id } = picture('train/good/0.png');
    const mask = empty();
    // rows that are painted whole, and of which the right half is taken away again
    const line = (on: Mask, i: number) => {
      const y = 6 * (Math.floor(i / 2) % 10) + 4;
      return lineStroke(on, 'scratch', [i % 2 === 0 ? 4 : 34, y, 60, y], i % 2 === 0);
    };
    const lines = Array.from({ length: mostStrokes + 20 }, (_, i) => line(mask, i));
    await save(id, 0, ...lines);
    expect(readLabel(product, id).strokes).toHaveLength(mostStrokes);
    expect(await maskOf(id)).toEqual(mask.data);
    await save(id, 1, ...lines.slice(20).map(() => ({ do: 'undo' }) as const));
    const early = empty();
    for (let i = 0; i < 20; i++) line(early, i);
    expect(await maskOf(id)).toEqual(early.data);
  });

  it('are taken once where they are sent twice, and refused where others came between or they do not fit', async () => {
    const { id } = picture('train/good/0.png');
    const mask = empty();
    const asked = {
      image: id,
      revision: 0,
      batch: crypto.randomUUID(),
      actions: [lineStroke(mask, 'pit', [5, 5, 9, 9])],
    };
    await Promise.all([saveStrokes(product, asked, who), saveStrokes(product, asked, who)]);
    expect(readLabel(product, id)).toMatchObject({ revision: 1, strokes: [{ tool: 'brush' }] });
    await expect(save(id, 0, ...asked.actions)).rejects.toMatchObject({ code: 'usage' });
    await expect(save(id, 1, ...asked.actions)).rejects.toThrow('does not fit');
    expect(await maskOf(id)).toEqual(mask.data);
  });
});

describe('an imported mask', () => {
  it('is never written over: the edit is a copy, which another import leaves alone', async () => {
    const before = picture('test/bar/0.png');
    const imported = readFileSync(before.maskFile!);
    const mask = { ...empty(), data: (await maskOf(before.id))!.slice() };
    expect(readLabel(product, before.id)).toMatchObject({
      revision: 0,
      source: before.maskFile,
      layers: [{ kind: 'bar' }],
    });
    await save(before.id, 0, lineStroke(mask, 'bar', [2, 2, 60, 2]));
    expect(readFileSync(before.maskFile!)).toEqual(imported);
    const now = picture('test/bar/0.png');
    expect(now.maskFile).not.toBe(before.maskFile);
    expect(await maskOf(now.id)).toEqual(mask.data);
    expect(readLabel(product, now.id).source).toBe(before.maskFile);
    await importFolder(product, join(dir, 'pictures'));
    expect(picture('test/bar/0.png')).toEqual(now);
    await save(now.id, 1, { do: 'undo' });
    expect(await maskOf(now.id)).toEqual(mask.data.map((value, i) => (i < 5 * side ? 0 : value)));
  });
});

describe('painted masks', () => {
  it('are found where the product was moved to, and one that was changed by another program is named', async () => {
    const { id } = picture('train/good/0.png');
    const mask = empty();
    await save(id, 0, lineStroke(mask, 'scratch', [5, 5, 50, 30]));
    product.close();
    await rename(join(dir, 'product'), join(dir, 'moved'));
    product = openProduct(join(dir, 'moved'), { mode: 'write' });
    expect(await maskOf(id)).toEqual(mask.data);
    const { maskFile } = findImage(product.db, id);
    writeFileSync(maskFile!, 'something else');
    await expect(save(id, 1, lineStroke(mask, 'scratch', [5, 60, 50, 60]))).rejects.toMatchObject({
      code: 'mask-changed',
    });
    await expect(maskOf(id)).rejects.toMatchObject({ code: 'mask-changed' });
  });

  it('lose nothing that was said to be saved when the program is killed', async () => {
    const { id } = picture('train/good/0.png');
    product.close();
    const painter = startPainter(join(dir, 'product'), id);
    let told: { revision: number; mask: string } | undefined;
    await new Promise<void>((resolve, reject) => {
      painter.on('message', (message) => {
        told = message as typeof told;
        if (told!.revision === 9) painter.kill('SIGKILL');
      });
      painter.on('exit', (_code, signal) => (signal === 'SIGKILL' ? resolve() : reject(new Error('it ended itself'))));
    });
    product = openProduct(join(dir, 'product'), { mode: 'write' });
    const label = readLabel(product, id);
    expect(label.revision).toBeGreaterThanOrEqual(told!.revision);
    expect(label.strokes).toHaveLength(label.revision);
    const [now, then] = [(await maskOf(id))!, Buffer.from(told!.mask, 'base64')];
    expect(then.every((value, i) => !value || now[i])).toBe(true);
    const back = label.strokes.slice(told!.revision).map(() => ({ do: 'undo' }) as const);
    if (back.length > 0) await save(id, label.revision, ...back);
    expect(await maskOf(id)).toEqual(new Uint8Array(then));
  }, 120_000);
});

describe('the queue', () => {
  it('goes through all pictures, and tells how many were looked at and marked', () => {
    const all = listImages(product.db)
      .map(({ id }) => id)
      .sort((a, b) => a - b);
    const seen = all.slice(0, 3);
    expect(addSeen(product.db, [...seen, 99_999], who)).toBe(3);
    expect(addSeen(product.db, seen, who)).toBe(0);
    expect(readQueue(product, 'arrival')).toMatchObject({
      ids: all,
      total: 16,
      seen: 3,
      masked: 4,
      contrary: 0,
      run: null,
    });
    expect(readQueue(product, 'unseen').ids).toEqual(all.slice(3));
    expect(readQueue(product, 'unsure').ids).toEqual([]);
  });
});
