import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkForWindow, checkProduct, lookAt, oddIds } from '#studio/dataset/check/index.ts';
import { leaveOut } from '#studio/dataset/labels.ts';
import { backboneFile, projectRoot } from '#studio/paths.ts';
import { type Product, openProduct } from '#studio/product.ts';
import { pageIds, pageImages } from '#studio/store/galleryPage.ts';
import { listMeasures } from '#studio/store/measures.ts';
import { listAudit } from '#studio/store/records.ts';
import { runCli } from '../fixtures/cli.ts';
import { texturedPart } from '../fixtures/parts.ts';

const data = join(projectRoot, '..', 'shared', 'data');
const side = 96;

const picture = (pixels: Uint8Array, width = side, height = side): Sharp =>
  sharp(pixels, { raw: { width, height, channels: 3 } });
/** A brass part. */
const brass = (seed: number): Uint8Array =>
  texturedPart(side, seed).data.map((value, i) => Math.min(255, value * [1, 0.85, 0.6][i % 3]!));

const findHash = ({ db }: Product, image: number): string =>
  (db.prepare('SELECT hash FROM all_images WHERE id = ?').get(image) as { hash: string }).hash;

type Row = { file: string; problem: string; value: number; of?: string };
const short = (rows: readonly Record<string, unknown>[]): string[] =>
  rows.map(
    ({ file, problem, of }) =>
      `${problem as string} ${basename(file as string)}${of ? ` ${basename(of as string)}` : ''}`,
  );

describe('check, on the command line', () => {
  let dir: string;
  let product: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'flawsmith-check-'));
    product = join(dir, 'product');
    const good = join(dir, 'parts', 'train', 'good');
    const test = join(dir, 'parts', 'test', 'good');
    await mkdir(good, { recursive: true });
    await mkdir(test, { recursive: true });
    for (let seed = 0; seed < 24; seed++) await picture(brass(seed)).toFile(join(good, `part-${seed}.png`));
    await picture(brass(30)).blur(1.5).toFile(join(good, 'soft.png'));
    await picture(brass(31).map((value) => value * 0.45)).toFile(join(good, 'dark.png'));
    await picture(brass(32).map((value, i) => (i % 3 === 1 ? value : value * 0.8))).toFile(join(good, 'green.png'));
    await picture(brass(33)).greyscale().toFile(join(good, 'grey.png'));
    await picture(brass(34)).resize(192, 64, { fit: 'fill' }).toFile(join(good, 'wide.png'));
    await picture(brass(5).map((value) => value * 1.03 + 2)).toFile(join(test, 'again.png'));
    const imported = await runCli('import', product, join(dir, 'parts'));
    expect(imported.code).toBe(0);
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('names each odd picture with its problem and figure, and no other', async () => {
    const { code, rows, stderr } = await runCli('check', product);
    expect(code).toBe(0);
    const found = rows.filter(({ file }) => file !== undefined) as unknown as Row[];
    const expected = [
      'leak again.png part-5.png',
      'blur soft.png',
      'exposure dark.png',
      'colour green.png',
      'colour grey.png',
      'size wide.png',
    ];
    expect(short(rows).filter((row) => !/^(undefined|other-part|blur wide)/.test(row))).toEqual(expected);
    for (const { value } of found) expect(Number.isFinite(value)).toBe(true);
    expect(found.find(({ problem }) => problem === 'exposure')!.value).toBeLessThan(-1.5);
    expect(stderr).toMatch(/\d+ to check, 0 looked at before; 30 good pictures compared\./);
    if (!existsSync(backboneFile)) expect(stderr).toContain('Other parts are left out.');
  });

  it('keeps what was looked at, once, with an audit row, and names it again on demand', async () => {
    const before = (await runCli('check', product)).rows.filter(({ file }) => file !== undefined);
    const kept = await runCli('check', product, '--keep', join(dir, 'parts', 'train', 'good', 'soft.png'), 'dark.png');
    expect(kept.code).toBe(0);
    expect(short(kept.rows).filter((row) => /soft|dark/.test(row))).toEqual([]);
    expect((await runCli('check', product)).rows).toHaveLength(kept.rows.length);
    const all = (await runCli('check', product, '--all')).rows.filter(({ file }) => file !== undefined);
    expect(all).toHaveLength(before.length);
    expect(short(all.filter(({ lookedAt }) => lookedAt)).every((row) => /soft|dark/.test(row))).toBe(true);
    await runCli('check', product, '--again', 'soft.png', 'dark.png');
    expect((await runCli('check', product)).rows.filter(({ file }) => file !== undefined)).toEqual(before);
    const unknown = await runCli('check', product, '--keep', 'part-3.png');
    expect(unknown.code).toBe(1);
    expect(unknown.rows.at(-1)).toMatchObject({ file: 'part-3.png', error: { code: 'not-found' } });
    const open = openProduct(product, { mode: 'read' });
    expect(
      listAudit(open.db)
        .map(({ what }) => what)
        .filter((what) => what.startsWith('odd')),
    ).toEqual(['odd pictures kept', 'odd pictures to check again']);
    open.close();
  });

  it('is measured at import; what is left out is no longer looked at', async () => {
    const open = openProduct(product, { mode: 'write' });
    try {
      expect(listMeasures(open.db).size).toBe(30);
      const { odd } = await checkProduct(open);
      const dark = odd.find(({ problem }) => problem === 'exposure')!;
      leaveOut(open, [dark.image], 'tester');
      expect((await checkProduct(open)).odd.filter(({ image }) => image === dark.image)).toEqual([]);
    } finally {
      open.close();
    }
  });

  it('keeps what it found until something is written, by this process or another', async () => {
    const open = openProduct(product, { mode: 'read' });
    try {
      const first = await checkForWindow(open);
      expect(await checkForWindow(open)).toBe(first);
      expect((await runCli('check', product, '--keep', 'soft.png')).code).toBe(0);
      const second = await checkForWindow(open);
      expect(second).not.toBe(first);
      const looked = ({ rows }: typeof first): string[] =>
        rows.filter(({ isLookedAt }) => isLookedAt).map(({ image }) => basename(image.file));
      expect([new Set(looked(first)), new Set(looked(second))]).toEqual([new Set(), new Set(['soft.png'])]);
      expect((await runCli('check', product, '--again', 'soft.png')).code).toBe(0);
      expect(await checkForWindow(open)).toEqual(first);
    } finally {
      open.close();
    }
  });

  it('compares anew after each change of its own, and while a file is not there', async () => {
    const open = openProduct(product, { mode: 'write' });
    try {
      const first = await checkForWindow(open);
      const { image, problem, of } = first.rows[0]!;
      lookAt(open, [{ image: image.id, problem, of: of?.id ?? null }], true, 'tester');
      expect((await checkForWindow(open)).rows[0]!.isLookedAt).toBe(true);
      lookAt(open, [{ image: image.id, problem, of: of?.id ?? null }], false, 'tester');
      expect(await checkForWindow(open)).toEqual(first);
      const measured = listMeasures(open.db).get(findHash(open, image.id))!;
      await rename(image.file, `${image.file}.away`);
      open.db.prepare('DELETE FROM measures WHERE hash = ?').run(findHash(open, image.id));
      expect((await checkForWindow(open)).unread).toHaveLength(1);
      await rename(`${image.file}.away`, image.file);
      expect((await checkForWindow(open)).unread).toEqual([]);
      expect(listMeasures(open.db).get(findHash(open, image.id))).toEqual(measured);
    } finally {
      open.close();
    }
  });

  it('orders the gallery by what it found: the gravest first, what was kept after it, then the others', async () => {
    const open = openProduct(product, { mode: 'write' });
    try {
      const { rows } = await checkForWindow(open);
      const [gravest] = rows;
      const all = pageIds(open.db, {}, { order: 'arrival' });
      const odd = new Set(rows.map(({ image }) => image.id));
      const others = all.filter((id) => !odd.has(id));
      expect(others.length).toBeGreaterThan(0);
      const order = { order: 'odd', odd: await oddIds(open) } as const;
      expect(order.odd[0]).toBe(gravest!.image.id);
      expect(pageIds(open.db, {}, order)).toEqual([...odd, ...others]);
      const own = rows.filter(({ image }) => image.id === gravest!.image.id);
      const looked = own.map(({ image, problem, of }) => ({ image: image.id, problem, of: of?.id ?? null }));
      lookAt(open, looked, true, 'tester');
      const after = { order: 'odd', odd: await oddIds(open) } as const;
      expect(after.odd.at(-1)).toBe(gravest!.image.id);
      expect(pageIds(open.db, {}, after)).toEqual([...after.odd, ...others]);
      const page = pageImages(open.db, {}, { ...after, offset: odd.size - 1, limit: 2 });
      expect(page.rows.map(({ id }) => id)).toEqual([gravest!.image.id, others[0]]);
      lookAt(open, looked, false, 'tester');
    } finally {
      open.close();
    }
  });

  it('measures what an earlier version imported, and says what it cannot read', async () => {
    const open = openProduct(product, { mode: 'write' });
    try {
      const before = await checkProduct(open);
      open.db.exec('DELETE FROM measures');
      const again = await checkProduct(open);
      expect(again.odd).toEqual(before.odd);
      expect(listMeasures(open.db).size).toBe(29);
      open.db.exec('DELETE FROM measures');
      const { file } = before.odd.find(({ problem }) => problem === 'blur')!;
      const bytes = await sharp(file).png().toBuffer();
      await rm(file);
      const { unread, odd } = await checkProduct(open);
      expect(unread.map((one) => [one.file, one.error.code])).toEqual([[file, 'not-found']]);
      expect(odd.filter((one) => one.file === file && one.problem !== 'other-part')).toEqual([]);
      await writeFile(file, bytes);
      expect(lookAt(open, before.odd.slice(0, 1), true, 'tester')).toBe(1);
      expect(lookAt(open, before.odd.slice(0, 1), true, 'tester')).toBe(0);
      expect((await checkProduct(open)).odd[0]!.isLookedAt).toBe(true);
    } finally {
      open.close();
    }
  });
});

/** Skipped where the real parts or the weights are not there; benchmarks/oddPictures.ts has the other sets. */
describe.skipIf(!existsSync(join(data, 'cookie')) || !existsSync(backboneFile))('check, of real parts', () => {
  it('finds a cookie among bottles, and nothing else among 60 of them', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'flawsmith-check-'));
    try {
      const folder = join(dir, 'parts');
      await mkdir(folder);
      for (let i = 0; i < 60; i++) {
        const name = `${String(i).padStart(3, '0')}.jpg`;
        await symlink(join(data, 'bottle', 'train', 'good', name), join(folder, name));
      }
      await sharp(join(data, 'cookie', 'train', 'good', 'normal-1.jpg'))
        .resize(512, 512)
        .toFile(join(folder, 'cookie.png'));
      await runCli('import', join(dir, 'product'), folder);
      const { rows } = await runCli('check', join(dir, 'product'));
      expect(rows.every(({ file }) => (file as string).endsWith('cookie.png'))).toBe(true);
      expect(rows.map(({ problem }) => problem)).toContain('other-part');
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });
});
