import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { type RunState, defaultLossWeights } from '#shared/domain/runs.ts';
import { noteInWords, splitWarnings } from '#shared/domain/splitWords.ts';
import type { SplitRecord } from '#shared/domain/split.ts';
import { importFolder } from '#studio/dataset/import.ts';
import { bringBack, leaveOut, relabel } from '#studio/dataset/labels.ts';
import { askSplit, readSplit } from '#studio/dataset/split.ts';
import type { EngineClient } from '#studio/engineClient.ts';
import { testImagesOf } from '#studio/evaluation/testImages.ts';
import { projectRoot } from '#studio/paths.ts';
import { type Product, openProduct } from '#studio/product.ts';
import { listImages } from '#studio/store/images.ts';
import { start } from '#studio/store/migrations/0001-start.ts';
import { listAudit, listScores, saveScores } from '#studio/store/records.ts';
import { insertRun } from '#studio/store/runs.ts';
import { type RunFile, runImage, writeRunFile } from '#studio/training/runFolder.ts';
import { trainingImages } from '#studio/training/runPictures.ts';
import { resumeRun } from '#studio/training/train.ts';
import { runCli } from '../fixtures/cli.ts';
import { writeProductFolder } from '../fixtures/product.ts';

const who = 'tester';
let dir: string;
let pictures: string;
let product: Product;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flawsmith-split-'));
  pictures = join(dir, 'pictures');
  await writeProductFolder(pictures, 30, 48);
  product = openProduct(join(dir, 'product'), { mode: 'write', create: true });
});
afterEach(async () => {
  product.close();
  await rm(dir, { recursive: true, force: true });
});

async function writeSessions(sessionOf: (index: number) => string): Promise<string> {
  const file = join(dir, 'sessions.csv');
  const rows = Array.from({ length: 30 }, (_, i) => `train/good/${i}.png,${sessionOf(i)},part-${i}`);
  await writeFile(file, ['file,session,part', ...rows].join('\n'));
  return file;
}
const goods = (split: 'train' | 'calibration') => listImages(product.db, { split, label: 'normal' });
const audits = () => listAudit(product.db).map(({ who: name, what, why }) => ({ who: name, what, why }));

/** A run as training leaves it, on the pictures as they are divided now. */
async function addRun(state: RunState): Promise<RunFile> {
  const config = {
    schema: 1,
    size: 64,
    picture: { width: 64, height: 64 },
    seed: 0,
    budget: { steps: 1 },
    loss: defaultLossWeights,
    priorSet: defaultPriorSet,
  } as const;
  const createdAt = '2026-01-01T00:00:00.000Z';
  const { id } = insertRun(product.db, {
    state,
    step: 1,
    steps: 1,
    seconds: 1,
    createdAt,
    finishedAt: null,
    config,
    weightChange: null,
    learned: null,
    decision: null,
    reason: null,
    backend: null,
  });
  const { train, calibration } = trainingImages(product);
  const file: RunFile = {
    schema: 1,
    run: id,
    createdAt,
    config,
    roi: { x: 0, y: 0, width: 1, height: 1 },
    train: train.map(runImage),
    calibration: calibration.map(runImage),
    versions: {},
  };
  await writeRunFile(product, file);
  return file;
}

describe('the split of a product', () => {
  it('keeps whole sessions apart, says so on import, and keeps the record with an audit row', async () => {
    const { split } = await importFolder(product, pictures, {
      sessionsFile: await writeSessions((i) => `day-${i % 3}`),
      who,
    });
    expect(split).toMatchObject({ by: 'session', chosen: 'auto', parts: { train: 20, calibration: 10, both: 0 } });
    expect(new Set(goods('calibration').map(({ session }) => session)).size).toBe(1);
    expect(new Set(goods('train').map(({ session }) => session)).size).toBe(2);
    expect(noteInWords(split!.why)).toBe(
      'Whole capture sessions are kept apart: 3 sessions have enough good parts for it.',
    );
    expect(audits()).toEqual([{ who, what: 'split', why: `import of ${pictures}` }]);
    await importFolder(product, pictures, { who });
    expect(audits()).toHaveLength(1);
    expect(readSplit(product)).toEqual(split);
  });

  it('is the same for pictures that come in two folders, in either order', async () => {
    const second = join(dir, 'second');
    await mkdir(second);
    for (let i = 20; i < 30; i++) await rename(join(pictures, `train/good/${i}.png`), join(second, `${i}.png`));
    await importFolder(product, pictures);
    await importFolder(product, second, { session: 'session-1' });
    const sides = (one: Product) => listImages(one.db).map(({ hash, split }) => [hash, split]);
    const other = openProduct(join(dir, 'other'), { mode: 'write', create: true });
    await importFolder(other, second, { session: 'session-1' });
    await importFolder(other, pictures);
    const expected = sides(product);
    expect(sides(other)).toEqual(expected);
    other.close();
  });

  it('leaves a validation folder as it is', async () => {
    await mkdir(join(pictures, 'validation/good'), { recursive: true });
    for (let i = 0; i < 12; i++) {
      await rename(join(pictures, `train/good/${i}.png`), join(pictures, `validation/good/${i}.png`));
    }
    const { split } = await importFolder(product, pictures);
    expect(split).toMatchObject({ by: 'folder', why: { code: 'folder', values: { n: 12 } } });
    expect(goods('calibration').map(({ file }) => file.includes('/validation/'))).toEqual(Array(12).fill(true));
    expect(goods('train')).toHaveLength(18);
    const refusal = expect.objectContaining({ code: 'usage', message: expect.stringContaining('validation folder') });
    expect(() => askSplit(product, 'part', who)).toThrowError(refusal);
  });

  it('is set on the command line, with an audit row, and refused where the sessions do not allow it', async () => {
    await importFolder(product, pictures, { sessionsFile: await writeSessions((i) => `day-${i % 2}`) });
    product.close();
    const { dir: folder } = product;
    const [shown] = (await runCli('split', folder)).rows;
    expect(shown).toMatchObject({
      by: 'part',
      chosen: 'auto',
      why: 'By part: 2 capture sessions are too few to keep apart; three would do.',
      parts: { both: 0 },
      groups: 0,
      images: expect.arrayContaining([{ split: 'test', label: 'anomalous', count: 4 }]),
      warnings: [expect.stringContaining('2 of 2 capture sessions stand on both sides')],
    });
    const [asked] = (await runCli('split', folder, '--by', 'session')).rows;
    expect(asked).toMatchObject({
      by: 'session',
      chosen: 'asked',
      warnings: [],
      parts: { train: 15, calibration: 15 },
    });
    const wrong = await runCli('split', folder, '--by', 'lot');
    expect([wrong.code, wrong.rows]).toMatchObject([2, [{ error: { code: 'usage' } }]]);
    product = openProduct(folder, { mode: 'write' });
    expect(audits().at(-1)).toEqual({ who: 'command line', what: 'split', why: 'asked: by session' });
    leaveOut(
      product,
      goods('calibration').map(({ id }) => id),
      who,
    );
    const refusal = expect.objectContaining({ code: 'too-few-images', hint: expect.stringContaining('sessions.csv') });
    expect(() => askSplit(product, 'session', who)).toThrowError(refusal);
    const later = await importFolder(product, pictures);
    expect(splitWarnings(later.split!)).toContain(
      'What was asked with --by cannot be kept with the pictures that are here now.',
    );
  });

  it('of a product of the first version opens as it was, and says who divided it', async () => {
    product.close();
    const old = join(dir, 'old');
    await mkdir(old);
    const db = new DatabaseSync(join(old, 'product.db'));
    db.exec(`${start.sql}; PRAGMA user_version = 1`);
    const insert = db.prepare(`INSERT INTO images (file, hash, width, height, label, split, session, part, fingerprint)
      VALUES (?, ?, 9, 9, 'normal', ?, 's', ?, ?)`);
    for (let i = 0; i < 4; i++) insert.run(`/f/${i}.png`, `h${i}`, i < 3 ? 'train' : 'calibration', `p${i}`, `f${i}`);
    db.exec(`INSERT INTO scores VALUES ('run-0001', 1, 0.5)`);
    db.close();
    product = openProduct(old, { mode: 'write' });
    expect(readSplit(product)).toMatchObject({
      by: 'part',
      why: { code: 'earlier' },
      parts: { train: 3, calibration: 1 },
    });
    expect(listScores(product.db, 'run-0001')).toEqual([{ image: 1, score: 0.5 }]);
  });
});

describe('what a person does to pictures', () => {
  beforeEach(() => importFolder(product, pictures));

  it('a picture marked NG by mistake goes back to its side, and its other pictures are said', async () => {
    const before = listImages(product.db);
    const image = goods('train')[0]!;
    product.db.prepare('UPDATE all_images SET unit = ? WHERE id = ?').run('one', image.id);
    product.db.prepare('UPDATE all_images SET unit = ? WHERE id = ?').run('one', goods('train')[1]!.id);
    const marked = await relabel(product, image.id, 'anomalous', 'dent', who);
    expect(marked).toMatchObject({
      image: { split: 'test', kind: 'dent' },
      notes: [{ code: 'sisters', values: { n: 1 } }],
    });
    await relabel(product, image.id, 'anomalous', 'crack', who);
    expect(await relabel(product, image.id, 'normal', null, who)).toMatchObject({
      image: { split: 'train' },
      notes: [],
    });
    expect(listImages(product.db)).toEqual(before);
    expect(
      audits()
        .slice(-3)
        .map(({ what }) => what),
    ).toEqual(Array(3).fill(`label of image ${image.id}`));
  });

  it('a picture that a run was tested on meanwhile stays in the test; one that the run had learned from does not', async () => {
    const [learned, late] = goods('train');
    await relabel(product, late!.id, 'anomalous', null, who);
    const { run } = await addRun('trained'); // learned from the first, tested on the second
    await relabel(product, learned!.id, 'anomalous', null, who);
    saveScores(product.db, run, [
      { image: learned!.id, score: 0.4 },
      { image: late!.id, score: 0.6 },
    ]);
    expect(await relabel(product, late!.id, 'normal', null, who)).toMatchObject({
      image: { split: 'test' },
      notes: [{ code: 'staysInTest', values: { n: 1 } }],
    });
    expect(await relabel(product, learned!.id, 'normal', null, who)).toMatchObject({
      image: { split: 'train' },
      notes: [],
    });
  });

  it('a defect of the test folder that turns out good stays in the test', async () => {
    const [bar] = listImages(product.db, { label: 'anomalous' });
    expect(await relabel(product, bar!.id, 'normal', null, who)).toMatchObject({
      image: { split: 'test' },
      notes: [{ code: 'maskRests', values: { n: 1 } }],
    });
  });

  it('a picture left out comes back with its scores, though others came meanwhile', async () => {
    const newest = listImages(product.db).reduce((a, b) => (a.id > b.id ? a : b));
    saveScores(product.db, 'run-0001', [{ image: newest.id, score: 0.7 }]);
    expect(leaveOut(product, [newest.id, 9999], who)).toEqual([newest.id]);
    expect(listImages(product.db).some(({ id }) => id === newest.id)).toBe(false);
    const more = join(dir, 'more');
    await writeProductFolder(more, 3, 56);
    await importFolder(product, more);
    const again = await importFolder(product, pictures);
    expect(again).toMatchObject({
      added: 0,
      leftOut: 1,
      warnings: expect.arrayContaining(['Left out of the product by hand, and so still out: 1.']),
    });
    expect(listImages(product.db).filter(({ id }) => id === newest.id)).toEqual([]);
    expect(bringBack(product, [newest.id, newest.id, 1], who)).toEqual([newest.id]);
    expect(listImages(product.db, { hash: newest.hash })).toEqual([newest]);
    expect(listScores(product.db, 'run-0001')).toEqual([{ image: newest.id, score: 0.7 }]);
    expect(audits().map(({ what }) => what)).toEqual(
      expect.arrayContaining(['images left out', 'images brought back']),
    );
  });

  it('a run does not go on with pictures that were marked NG or left out since', async () => {
    const engine = { backend: { backend: 'tensorflow-cpu' } } as EngineClient;
    const [ng, out] = goods('train');
    await addRun('interrupted');
    await relabel(product, ng!.id, 'anomalous', null, who);
    const because = (words: string) =>
      expect.objectContaining({
        code: 'bad-config',
        message: expect.stringContaining(words),
        hint: expect.any(String),
      });
    await expect(resumeRun(product, engine)).rejects.toThrowError(because('marked NG now: 1'));
    await relabel(product, ng!.id, 'normal', null, who);
    leaveOut(product, [out!.id], who);
    await expect(resumeRun(product, engine)).rejects.toThrowError(because('left out of the product now: 1'));
  });

  it('a run is not tested on what it has used, nor on a good near-copy of that', async () => {
    const used = goods('train')[0]!;
    const calibrating = goods('calibration')[0]!;
    const file = await addRun('trained');
    expect(testImagesOf(product, file)).toMatchObject({ leftOut: { used: 0, nearCopies: 0 } });
    for (const image of [used, calibrating]) await relabel(product, image.id, 'anomalous', null, who);
    const [good, twin] = listImages(product.db, { split: 'test', label: 'normal' });
    // Both look like pictures that the run has used; the defective one is a real test all the same.
    const copy = product.db.prepare(
      'UPDATE all_images SET fingerprint = (SELECT fingerprint FROM images WHERE id = ?) WHERE id = ?',
    );
    copy.run(goods('train')[3]!.id, twin!.id);
    copy.run(
      goods('train')[4]!.id,
      listImages(product.db, { split: 'test', label: 'anomalous' }).find(({ kind }) => kind === 'bar')!.id,
    );
    const { images, leftOut } = testImagesOf(product, file);
    expect(leftOut).toEqual({ used: 2, nearCopies: 1 });
    expect(images.map(({ id }) => id)).toContain(good!.id);
    expect(images.filter(({ label }) => label === 'anomalous')).toHaveLength(4);
  });
});

const data = join(projectRoot, '..', 'shared', 'data');
/** Real sets whose parts were photographed in many sessions; skipped where they are not there. */
describe.each([
  ['ball_screw', 13, 10, 4],
  ['magnetic_tile', 6, 33, 1],
])('%s with its sessions', (name, sessions, parts, leastHeld) => {
  const folder = join(data, name);
  it.skipIf(!existsSync(folder))(
    'has no session on two sides, counts parts, and says which parts stand on both',
    async () => {
      const sessionsFile = join(folder, 'sessions.csv');
      const { split } = (await importFolder(product, folder, { sessionsFile })) as { split: SplitRecord };
      const sideOf = new Map<string, Set<string>>();
      for (const { session, split: side } of listImages(product.db, { label: 'normal' })) {
        if (side !== 'test') sideOf.set(session, (sideOf.get(session) ?? new Set()).add(side));
      }
      expect(sideOf.size).toBe(sessions);
      expect([...sideOf.values()].every((sides) => sides.size === 1)).toBe(true);
      const held = [...sideOf.values()].filter((sides) => sides.has('calibration')).length;
      expect(held).toBeGreaterThanOrEqual(leastHeld);
      expect(split).toMatchObject({ by: 'session', chosen: 'auto' });
      expect(split.parts.train + split.parts.calibration - split.parts.both).toBe(parts);
      expect(split.notes.map(({ code }) => code)).toEqual(expect.arrayContaining(['partsOnBoth', 'testSessions']));
      const moved = join(dir, 'elsewhere');
      await cp(join(folder, 'train'), join(moved, 'train'), { recursive: true });
      const other = openProduct(join(dir, 'other'), { mode: 'write', create: true });
      await importFolder(other, moved, { sessionsFile });
      const sides = (one: Product) =>
        listImages(one.db, { label: 'normal' })
          .filter(({ split: side }) => side !== 'test')
          .map(({ hash, split: side }) => [hash, side]);
      const expected = sides(product);
      expect(sides(other)).toEqual(expected);
      other.close();
    },
  );
});
