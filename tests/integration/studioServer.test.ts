import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Manifest } from '#shared/domain/manifest.ts';
import { backbones, defaultBackbone } from '#shared/domain/backbones.ts';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { openProduct } from '#studio/product.ts';
import { backboneFile } from '#studio/paths.ts';
import { addRelease } from '#studio/store/records.ts';
import { synthesizeToFolder } from '#studio/synthesis/synthesizeToFolder.ts';
import { readPreview } from '../../src/renderer/client/previewBody.ts';
import { fixturePackage } from '../fixtures/package.ts';
import { writeProductFolder } from '../fixtures/product.ts';
import { type TestStudio, startTestStudio } from '../fixtures/studio.ts';

describe('the studio over its contract', () => {
  let studio: TestStudio;
  let product: string;
  let pictures: string;

  beforeAll(async () => {
    studio = await startTestStudio();
    pictures = join(studio.dir, 'open', 'pictures');
    await writeProductFolder(pictures, 14, 160);
    product = (await studio.client.products.create({ dir: '', name: 'Ring' })).id;
  });
  afterAll(() => studio.close());

  it('imports as a job that is seen to its end, and pages the gallery', async () => {
    const job = await studio.client.dataset.import({ product, folder: pictures });
    expect(await studio.finished(job)).toMatchObject({ state: 'done', result: { added: 22 } });
    const { total, rows } = await studio.client.dataset.images({
      product,
      filter: { split: 'test' },
      offset: 6,
      limit: 5,
    });
    expect(total).toBe(8);
    expect(rows).toHaveLength(2);
    const [summary] = await studio.client.products.list();
    expect(summary).toMatchObject({
      name: 'Ring',
      images: 22,
      stages: { dataset: { state: 'done' }, training: { state: 'need' } },
    });
  });

  it('relabels with an audit row, and brings a left-out picture back as it was', async () => {
    const { rows } = await studio.client.dataset.images({
      product,
      filter: { label: 'normal', split: 'train' },
      offset: 0,
      limit: 1,
    });
    const [before] = rows;
    const { image: changed } = await studio.client.dataset.setLabel({
      product,
      image: before!.id,
      label: 'anomalous',
      kind: 'dent',
    });
    expect(changed).toMatchObject({ label: 'anomalous', kind: 'dent', split: 'test' });
    const { images } = await studio.client.dataset.remove({ product, images: [before!.id] });
    expect((await studio.client.dataset.images({ product, filter: {}, offset: 0, limit: 1 })).total).toBe(21);
    await studio.client.dataset.restore({ product, images });
    expect(
      (await studio.client.dataset.images({ product, filter: { kind: 'dent' }, offset: 0, limit: 5 })).rows,
    ).toEqual([expect.objectContaining(changed)]);
  });

  it('previews the very bytes that synthesize writes with the same seed', async () => {
    const request = { product, priorSet: defaultPriorSet, seed: 11, indices: [0, 1, 2], size: 128 };
    const response = await fetch(`${studio.origin}/preview`, {
      method: 'POST',
      body: JSON.stringify(request),
      headers: { authorization: `Bearer ${studio.server.token}`, 'content-type': 'application/json' },
    });
    const { items } = readPreview(await response.arrayBuffer());
    expect(items.map(({ header }) => header.index)).toEqual([0, 1, 2]);
    const { dir } = studio.server.workspace.product(product);
    const reader = openProduct(dir, { mode: 'read' });
    const out = join(studio.dir, 'forged');
    await synthesizeToFolder(reader, { count: 3, seed: 11, out, priorSet: defaultPriorSet, size: 128 });
    reader.close();
    for (const [i, { image }] of items.entries()) {
      const written = await sharp(await readFile(join(out, `000${i}.png`)))
        .raw()
        .toBuffer();
      expect(written.equals(image)).toBe(true);
    }
  });

  it('gives pictures by address, and 404 where there is none', async () => {
    const headers = { authorization: `Bearer ${studio.server.token}` };
    const type = async (path: string): Promise<string | null> =>
      (await fetch(studio.origin + path, { headers })).headers.get('content-type');
    expect(await type(`/pictures/${product}/1/thumb`)).toBe('image/webp');
    expect(await type(`/pictures/${product}/1/full`)).toBe('image/png');
    expect((await fetch(`${studio.origin}/pictures/${product}/9999/thumb`, { headers })).status).toBe(404);
  });

  it('shows golden pictures of a release, and nothing outside its package', async () => {
    const headers = { authorization: `Bearer ${studio.server.token}` };
    const status = async (path: string): Promise<number> => (await fetch(studio.origin + path, { headers })).status;
    const dir = await fixturePackage(studio.dir);
    const { db } = studio.server.workspace.product(product);
    const number = addRelease(db, { run: 'run-1', package: dir });
    const golden = await fetch(`${studio.origin}/goldens/${product}/${number}/0`, { headers });
    expect([golden.status, golden.headers.get('content-type')]).toEqual([200, 'image/webp']);
    expect(await status(`/goldens/${product}/${number}/99`)).toBe(404);
    expect(await status(`/goldens/${product}/${number + 1}/0`)).toBe(404);
    const manifest = await readFile(join(dir, 'manifest.json'), 'utf8');
    const changed = JSON.parse(manifest) as { golden: { file: string }[] };
    changed.golden[0]!.file = '../open/pictures/train/good/0.png';
    await writeFile(join(dir, 'manifest.json'), JSON.stringify(changed));
    expect(await status(`/goldens/${product}/${number}/0`)).toBe(404);
    db.prepare('DELETE FROM releases WHERE number = ?').run(number);
  });

  it.skipIf(!existsSync(backboneFile))(
    'trains, evaluates, moves limits with an audit row, exports and tries out',
    async () => {
      const start = {
        product,
        budget: { steps: 6 },
        seed: 2,
        size: 64,
        loss: { feature: 1, score: 1, consistency: 1 },
        priorSet: defaultPriorSet,
      };
      const trained = await studio.finished(await studio.client.training.start(start));
      expect(trained).toMatchObject({ state: 'done', result: { run: 'run-0001' } });
      expect(await studio.client.training.losses({ product, run: 'run-0001' })).toHaveLength(6);
      const { rows, samples } = await studio.client.training.validation({ product, run: 'run-0001' });
      expect(rows.map(({ step }) => step)).toEqual([0, 6]);
      expect(samples!.moments.map(({ step }) => step)).toEqual([0, 6]);
      const [run] = await studio.client.training.runs({ product });
      expect(run).toMatchObject({ validation: rows[1], forecast: { steps: 6 } });
      expect(run!.memoryMb).toBeGreaterThan(100);
      expect(await studio.finished(await studio.client.evaluation.start({ product, run: 'run-0001' }))).toMatchObject({
        state: 'done',
      });
      const report = (await studio.client.evaluation.report({ product, run: 'run-0001' }))!;
      expect(report.scores).toHaveLength(9);
      expect(report.figures.imageAuroc).toBeGreaterThan(0.6);
      await studio.client.evaluation.setLimits({
        product,
        run: 'run-0001',
        acceptLimit: 0.41,
        rejectLimit: 0.52,
        why: 'test',
      });
      const exported = await studio.finished(await studio.client.export.start({ product, run: 'run-0001' }));
      expect(exported).toMatchObject({ state: 'done' });
      const [pack] = await studio.client.export.packages({ product });
      expect(pack).toMatchObject({
        isWhole: true,
        limits: { acceptLimit: 0.41, rejectLimit: 0.52 },
        parity: { verdictsEqual: true },
      });
      const { preprocessing, backbone } = JSON.parse(
        await readFile(join(pack!.dir, 'manifest.json'), 'utf8'),
      ) as Manifest;
      expect(report.judged!.share).toBe(preprocessing.judgedShare);
      expect(backbone).toMatchObject({ name: backbones[defaultBackbone].name });
      expect(run!.config.backbone).toEqual(backbone);
      const { roi } = report.view!;
      const isWholeWindow = Math.abs(report.judged!.share - roi.width * roi.height) < 1e-9;
      expect(report.judged!.outline.length === 0).toBe(isWholeWindow);
      await expectSamples(studio, product, samples!.parts.length);
      const bar = report.scores.find(({ image }) => image.kind === 'bar')!;
      const paths = [bar.image.file, '/etc/passwd'];
      await studio.finished(await studio.client.export.tryOut({ product, release: pack!.release, paths }));
      const tried = (await studio.client.export.tried({ product, from: 0 }))!;
      expect(tried.rows.find(({ file }) => file === bar.image.file)!.score).toBeCloseTo(bar.score, 3);
      expect(tried.rows.find(({ error }) => error)).toMatchObject({ score: null, error: { code: 'not-found' } });
    },
  );
});

describe.skipIf(!existsSync(backboneFile))('runs that wait for each other', () => {
  let studio: TestStudio;
  afterAll(() => studio.close());

  it('starts a queued run after the one that trains; one taken out ends at once and lets nobody past', async () => {
    studio = await startTestStudio();
    const pictures = join(studio.dir, 'open', 'pictures');
    await writeProductFolder(pictures, 8, 96);
    const { id: product } = await studio.client.products.create({ dir: '', name: 'Ring' });
    await studio.finished(await studio.client.dataset.import({ product, folder: pictures }));
    const loss = { feature: 1, score: 1, consistency: 1 };
    const wanted = { product, budget: { steps: 3 }, size: 64, loss, priorSet: defaultPriorSet };
    const first = await studio.client.training.start({ ...wanted, seed: 1 });
    const second = await studio.client.training.start({ ...wanted, seed: 2 });
    const third = await studio.client.training.start({ ...wanted, seed: 3 });
    await studio.client.system.cancelJob({ job: second.id });
    expect(await studio.finished(second)).toMatchObject({ state: 'cancelled' });
    const [begun, , waits] = studio.server.workspace.jobs.list().filter(({ kind }) => kind === 'train');
    expect(begun).toMatchObject({ state: 'running', waits: false });
    expect(waits).toMatchObject({ state: 'running', waits: true, about: 'default · 3 steps · 64 px · seed 3' });
    expect(await studio.finished(third)).toMatchObject({ state: 'done', result: { run: 'run-0002' } });
    expect(await studio.finished(first)).toMatchObject({ state: 'done', result: { run: 'run-0001' } });
    const runs = await studio.client.training.runs({ product });
    expect(runs.map(({ state, config }) => [state, config.seed])).toEqual([
      ['trained', 1],
      ['trained', 3],
    ]);
  });
});

/** Every sample part has its picture and maps; whatever else an address names is not found, and no file of the run comes. */
async function expectSamples(studio: TestStudio, product: string, parts: number): Promise<void> {
  const headers = { authorization: `Bearer ${studio.server.token}` };
  const get = (path: string): Promise<Response> => fetch(`${studio.origin}/samples/${product}/${path}`, { headers });
  for (let part = 0; part < parts; part++) {
    expect((await get(`run-0001/${part}/picture`)).headers.get('content-type')).toBe('image/png');
    const map = await get(`run-0001/${part}/map/6`);
    expect(['x-map-width', 'x-map-height'].map((name) => map.headers.get(name))).toEqual(['64', '64']);
    expect((await map.arrayBuffer()).byteLength).toBe(64 * 64 * 4);
  }
  expect((await (await get('run-0001/0/mask')).arrayBuffer()).byteLength).toBe(64 * 64);
  for (const wrong of [
    `run-0001/${parts}/picture`,
    'run-0001/1/mask', // the good part
    'run-0001/0/map/7',
    'run-0001/0/map/..%2f..%2fcheckpoint.safetensors',
    'run-0009/0/picture',
    '..%2f..%2frun-0001/0/picture',
    'run-0001/__proto__/picture',
    'run-0001/-1/picture',
  ]) {
    expect((await get(wrong)).status, wrong).toBe(404);
  }
}
