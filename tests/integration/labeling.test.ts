import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mostStrokes } from '#shared/domain/labeling.ts';
import type { Mask } from '#shared/vision/raster.ts';
import { redoEdit, undoEdit } from '#studio/dataset/edit/undo.ts';
import { readImageMask } from '#studio/dataset/imageMask.ts';
import { importFolder } from '#studio/dataset/import.ts';
import { addKind, colourKind, listKinds, productKinds } from '#studio/labeling/kinds.ts';
import { queueRows, readQueue } from '#studio/labeling/queue.ts';
import { readLabel } from '#studio/labeling/readLabel.ts';
import { renameKind } from '#studio/labeling/renameKind.ts';
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

describe('a kind that is called otherwise', () => {
  const kindsOf = (image: number): string[] => readLabel(product, image).layers.map(({ kind }) => kind);

  it('is so on pictures, layers, strokes and in the list, in one step that can be undone and done again', async () => {
    const { id } = picture('test/bar/0.png');
    const mask = new Uint8Array((await maskOf(id))!);
    const before = { width: side, height: side, data: mask };
    await save(id, 0, lineStroke(before, 'bar', [2, 60, 60, 60]));
    const bars = listImages(product.db).filter(({ kind }) => kind === 'bar').length;
    addKind(product, 'dent', who);
    expect(await renameKind(product, { kind: 'bar', to: ' stripe ' }, who)).toMatchObject({
      ...{ pictures: bars, united: 0, edit: { code: 'kindRenamed', values: { kind: 'bar', to: 'stripe', n: bars } } },
    });
    const isNow = (kind: string): void => {
      expect(listImages(product.db).filter((image) => image.kind === kind)).toHaveLength(bars);
      expect(kindsOf(id)).toEqual([kind]);
      expect(readLabel(product, id).strokes.map((stroke) => stroke.kind)).toEqual([kind]);
      expect(productKinds(product)).toEqual([kind, 'dent']);
    };
    isNow('stripe');
    expect(await maskOf(id)).toEqual(before.data);
    await expect(save(id, 1, lineStroke(empty(), 'bar', [1, 1, 9, 9]))).rejects.toMatchObject({ code: 'usage' });
    expect(undoEdit(product, who)).toMatchObject({ kept: 0 });
    isNow('bar');
    expect(redoEdit(product, who)).toMatchObject({ kept: 0 });
    isNow('stripe');
    const { revision } = readLabel(product, id);
    await save(id, revision, { do: 'undo' });
    expect(await maskOf(id)).not.toEqual(before.data);
    expect(listAudit(product.db).filter(({ what }) => what === 'kind of defect renamed')).toHaveLength(1);
  });

  it('becomes one with another that is called so, and comes apart again by undo', async () => {
    const { id } = picture('train/good/1.png');
    const [one, other] = [empty(), empty()];
    await save(id, 0, lineStroke(one, 'a', [5, 5, 50, 5]), lineStroke(other, 'b', [5, 6, 50, 40]));
    const both = one.data.map((value, i) => value || other.data[i]!);
    expect(await maskOf(id)).toEqual(both);
    expect(await renameKind(product, { kind: 'b', to: 'a' }, who)).toMatchObject({ pictures: 1, united: 1 });
    const united = readLabel(product, id);
    expect(united.layers).toEqual([
      { kind: 'a', hash: united.layers[0]!.hash, area: both.filter((value) => value > 0).length },
    ]);
    expect(united.strokes).toEqual([]);
    expect(await maskOf(id)).toEqual(both);
    expect(undoEdit(product, who)).toMatchObject({ kept: 0 });
    expect(kindsOf(id)).toEqual(['a', 'b']);
    const [first] = readLabel(product, id).layers;
    expect(first!.area).toBe(one.data.filter((value) => value > 0).length);
    redoEdit(product, who);
    await save(id, readLabel(product, id).revision, lineStroke({ ...one, data: both }, 'a', [9, 50, 60, 50]));
    expect(undoEdit(product, who).kept).toBe(1); // painted on since: its layers stay
    expect(kindsOf(id)).toEqual(['a']);
  });

  it('is refused where there is none of it, or the name is none; a colour is kept', async () => {
    await expect(renameKind(product, { kind: 'rust', to: 'x' }, who)).rejects.toMatchObject({ code: 'not-found' });
    await expect(renameKind(product, { kind: 'bar', to: ' ' }, who)).rejects.toMatchObject({ code: 'usage' });
    await expect(renameKind(product, { kind: 'bar', to: 'bar' }, who)).rejects.toMatchObject({ code: 'usage' });
    colourKind(product, { kind: 'bar', colour: 5 }, who);
    expect(listKinds(product)).toEqual([{ kind: 'bar', letter: 'B', colour: 5, pictures: 4 }]);
    await renameKind(product, { kind: 'bar', to: 'stripe' }, who);
    expect(listKinds(product)).toMatchObject([{ kind: 'stripe', colour: 5 }]);
    undoEdit(product, who);
    undoEdit(product, who);
    expect(listKinds(product)).toMatchObject([{ kind: 'bar', colour: 1 }]);
  });
});
