import { copyFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plannedUrl } from '#shared/contract/studio.ts';
import { CancelledError } from '#shared/errors.ts';
import { importFolder } from '#studio/dataset/import.ts';
import { planForWindow } from '#studio/dataset/planSummary.ts';
import { writeDeep, writeGoodBad } from '../fixtures/goodBad.ts';
import { runCli } from '../fixtures/cli.ts';
import { type TestStudio, startTestStudio } from '../fixtures/studio.ts';

describe('what an import understood, before it adds', () => {
  let studio: TestStudio;
  let product: string;
  let folder: string;
  const held = async (): Promise<number> =>
    (await studio.client.dataset.images({ product, filter: {}, offset: 0, limit: 1 })).total;

  beforeAll(async () => {
    studio = await startTestStudio();
    folder = join(studio.dir, 'open', 'parts');
    await writeGoodBad(folder);
    await writeFile(join(folder, 'notes.txt'), 'second shift');
    product = (await studio.client.products.create({ dir: '', name: 'Plate' })).id;
  });
  afterAll(() => studio.close());

  it('counts each folder with what it is taken for and what is left out, and adds nothing', async () => {
    const plan = await studio.client.dataset.plan({ product, folder });
    expect(plan).toMatchObject({ layout: 'good-bad', normal: 10, anomalous: 3, masks: 0, values: null, dataSet: '' });
    expect(plan.folders.map(({ folder: name, count, label, split }) => [name, count, label, split])).toEqual([
      ['bad', 3, 'anomalous', 'test'],
      ['good', 10, 'normal', null],
    ]);
    expect(plan.skipped).toEqual([{ reason: 'notPicture', message: 'not a picture', count: 1, first: ['notes.txt'] }]);
    expect(plan.notes.map(({ code }) => code)).toContain('noMasks');
    const one = (normal: number, anomalous: number) => ({
      ...{ normal, anomalous },
      sessions: { count: 1, first: [{ session: 'session-1', normal, anomalous }] },
    });
    expect(plan.sides).toEqual([
      { split: null, ...one(10, 0) },
      { split: 'test', ...one(0, 3) },
    ]);
    expect(plan.foreseen).toEqual([{ code: 'oneSession', values: {} }]);
    expect(await held()).toBe(0);
  });

  it('shows a few pictures of each folder, from its whole length, and none outside the folders that are open', async () => {
    const { folders } = await studio.client.dataset.plan({ product, folder });
    const [bad, good] = folders.map(({ samples }) => samples.map((file) => basename(file)));
    expect(bad).toHaveLength(3);
    expect(new Set(good).size).toBe(4);
    const shown = (file: string): Promise<Response> =>
      fetch(`${studio.origin}${plannedUrl(file)}`, { headers: { authorization: `Bearer ${studio.server.token}` } });
    const small = await shown(folders[1]!.samples[3]!);
    expect([small.status, small.headers.get('content-type')]).toEqual([200, 'image/webp']);
    const { width, height } = await sharp(await small.arrayBuffer()).metadata();
    expect(Math.min(width, height)).toBeGreaterThan(8);
    const outside = join(studio.dir, 'outside.png');
    await copyFile(folders[1]!.samples[0]!, outside);
    expect((await shown(outside)).status).toBe(404);
    expect((await shown('good/0.png')).status).toBe(404);
  });

  it('follows a label, a layout and a session that are asked for', async () => {
    const all = await studio.client.dataset.plan({ product, folder, label: 'normal', session: 'May' });
    expect([all.normal, all.anomalous, all.sessions]).toEqual([13, 0, 1]);
    expect(all.folders.map(({ sessions }) => sessions.first)).toEqual([['May'], ['May']]);
    const flat = await studio.client.dataset.plan({ product, folder, layout: 'flat' });
    expect([flat.layout, flat.normal]).toEqual(['flat', 13]);
  });

  it('says how many of its pictures are new, exactly as many as the import then adds', async () => {
    const twice = join(studio.dir, 'open', 'twice');
    const { id } = await studio.client.products.create({ dir: '', name: 'Twice' });
    await writeGoodBad(twice, 5, 2);
    await copyFile(join(twice, 'good', '0.png'), join(twice, 'bad', 'called-bad.png'));
    const of = studio.server.workspace.product(id);
    const contents = () => studio.client.dataset.contents({ product: id, folder: twice });
    const before = await contents();
    expect(before).toMatchObject({ fresh: 7, here: { count: 0 }, copies: { count: 1 } });
    expect((await importFolder(of, twice)).added).toBe(before.fresh);
    const { rows } = await studio.client.dataset.images({ product: id, filter: {}, offset: 0, limit: 1 });
    await studio.client.dataset.sort({ product: id, images: [rows[0]!.id], change: { out: true } });
    await writeFile(join(twice, 'good', 'broken.png'), 'not a picture');
    await writeGoodBad(twice, 6, 2);
    expect(await contents()).toMatchObject({ fresh: 2, here: { count: 8, leftOut: 1 }, copies: { count: 0 } });
    const after = await importFolder(of, twice);
    expect([after.added, after.refused.length]).toEqual([1, 1]); // what cannot be read is known once it is decoded
    await studio.client.dataset.undo({ product: id });
    expect((await contents()).fresh).toBe(2);
  });

  it('reads the sessions file of the folder, and says what fails in it', async () => {
    const dated = join(studio.dir, 'open', 'dated');
    await writeGoodBad(dated, 2, 0);
    await writeFile(join(dated, 'sessions.csv'), 'file,session,part\ngood/0.png,Monday,a\ngood/1.png,Tuesday,b\n');
    const plan = await studio.client.dataset.plan({ product, folder: dated });
    expect(plan).toMatchObject({ hasSessionsFile: true, sessions: 2 });
    expect(plan.folders[0]!.sessions).toEqual({ count: 2, first: ['Monday', 'Tuesday'] });
    await writeFile(join(dated, 'sessions.csv'), 'picture\n');
    await expect(studio.client.dataset.plan({ product, folder: dated })).rejects.toMatchObject({
      data: { code: 'bad-config' },
    });
  });

  it('names annotations and masks that belong to no picture, before anything is added and in the report', async () => {
    const lone = join(studio.dir, 'open', 'lone');
    await writeGoodBad(lone, 4, 1);
    await mkdir(join(lone, 'masks'));
    await copyFile(join(lone, 'bad', '0.png'), join(lone, 'masks', 'lost-mask.png'));
    await writeFile(join(lone, 'lost-part.xml'), '<annotation><filename>lost-part.png</filename></annotation>');
    const plan = await studio.client.dataset.plan({ product, folder: lone });
    expect(plan.notes.map(({ code }) => code)).toEqual(expect.arrayContaining(['masksWithout', 'annotationsWithout']));
    expect(plan.skipped.map(({ reason, count, first }) => [reason, count, first])).toEqual(
      expect.arrayContaining([
        ['maskWithoutPicture', 1, ['masks/lost-mask.png']],
        ['annotationWithoutPicture', 1, ['lost-part.xml']],
      ]),
    );
    const dry = await runCli('import', join(studio.dir, 'none'), lone, '--dry-run');
    const warnings = String(dry.rows.at(-1)!['warnings']);
    expect(warnings).toMatch(/1 mask that no picture belongs to: masks\/lost-mask\.png/);
    expect(warnings).toMatch(/1 annotation of pictures that are not here: lost-part\.xml/);
  });

  it('refuses pictures of which no annotation says anything, naming the annotations', async () => {
    const all = join(studio.dir, 'open', 'all-lost');
    await writeGoodBad(join(all, 'x'), 2, 0);
    await rename(join(all, 'x', 'good'), join(all, 'images'));
    await mkdir(join(all, 'Annotations'));
    await writeFile(join(all, 'Annotations', 'lost.xml'), '<annotation><filename>lost.png</filename></annotation>');
    await expect(studio.client.dataset.plan({ product, folder: all })).rejects.toMatchObject({
      data: {
        code: 'empty-folder',
        message: expect.stringMatching(/not here: Annotations\/lost\.xml/) as string,
        hint: expect.stringContaining('--layout flat') as string,
      },
    });
    expect((await studio.client.dataset.plan({ product, folder: all, layout: 'flat' })).normal).toBe(2);
  });

  it('says of deep pictures that they are, and imports them with the depth that is asked for', async () => {
    const deep = join(studio.dir, 'open', 'deep');
    await writeDeep(deep);
    const { id } = await studio.client.products.create({ dir: '', name: 'Deep' });
    const plan = await studio.client.dataset.plan({ product: id, folder: deep });
    expect(plan.values).toEqual({ bits: 16, needsRange: false, kept: null });
    const job = await studio.client.dataset.import({ product: id, folder: deep, scale: { depth: 12 } });
    expect(await studio.finished(job)).toMatchObject({ state: 'done', result: { added: 3 } });
    const again = await studio.client.dataset.plan({ product: id, folder: deep });
    expect(again.values?.kept).toEqual({ depth: 12 });
  });

  it('names an empty folder, an unknown layout and a folder that is not open to it', async () => {
    const empty = join(studio.dir, 'open', 'empty');
    await mkdir(empty);
    const code = (asked: object): Promise<unknown> =>
      studio.client.dataset
        .plan({ product, folder, ...asked })
        .catch((error: { data: { code: string } }) => error.data.code);
    expect(await code({ folder: empty })).toBe('empty-folder');
    expect(await code({ layout: 'mvtek' })).toBe('usage');
    expect(await code({ folder: '/etc' })).toBe('not-found');
  });

  it('ends with the signal of its call', async () => {
    const leaving = new AbortController();
    const asked = studio.client.dataset.plan({ product, folder }, { signal: leaving.signal });
    leaving.abort();
    await expect(asked).rejects.toThrow();
    const { signal } = leaving;
    const inside = planForWindow(studio.server.workspace.product(product), folder, { signal });
    await expect(inside).rejects.toBeInstanceOf(CancelledError);
    expect(await held()).toBe(0);
  });

  it('imports what was confirmed', async () => {
    const order = { product, folder, layout: 'good-bad', session: 'May' };
    const job = await studio.client.dataset.import(order);
    expect(await studio.finished(job)).toMatchObject({ state: 'done', result: { added: 13, sessions: ['May'] } });
  });
});
