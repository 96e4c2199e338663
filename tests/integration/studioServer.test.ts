import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { previewHeaderSchema } from '#shared/contract/studio.ts';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { openProduct } from '#studio/product.ts';
import { backboneFile } from '#studio/paths.ts';
import { addRelease } from '#studio/store/records.ts';
import { synthesizeToFolder } from '#studio/synthesis/synthesizeToFolder.ts';
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
    const changed = await studio.client.dataset.setLabel({
      product,
      image: before.id,
      label: 'anomalous',
      kind: 'dent',
    });
    expect(changed).toMatchObject({ label: 'anomalous', kind: 'dent', split: 'test' });
    const { undo } = await studio.client.dataset.remove({ product, images: [before.id] });
    expect((await studio.client.dataset.images({ product, filter: {}, offset: 0, limit: 1 })).total).toBe(21);
    await studio.client.dataset.restore({ product, undo });
    expect(
      (await studio.client.dataset.images({ product, filter: { kind: 'dent' }, offset: 0, limit: 5 })).rows,
    ).toEqual([changed]);
  });

  it('previews the very bytes that synthesize writes with the same seed', async () => {
    const request = { product, priorSet: defaultPriorSet, seed: 11, indices: [0, 1, 2], size: 128 };
    const response = await fetch(`${studio.origin}/preview`, {
      method: 'POST',
      body: JSON.stringify(request),
      headers: { authorization: `Bearer ${studio.server.token}`, 'content-type': 'application/json' },
    });
    const body = Buffer.from(await response.arrayBuffer());
    const length = body.readUInt32LE(0);
    const header = previewHeaderSchema.parse(JSON.parse(body.toString('utf8', 4, 4 + length)));
    expect(header.items.map(({ index }) => index)).toEqual([0, 1, 2]);
    const { dir } = studio.server.workspace.product(product);
    const reader = openProduct(dir, { mode: 'read' });
    const out = join(studio.dir, 'forged');
    await synthesizeToFolder(reader, { count: 3, seed: 11, out, priorSet: defaultPriorSet, size: 128 });
    reader.close();
    const stride = 128 * 128 * 7;
    for (let i = 0; i < 3; i++) {
      const start = 4 + length + i * stride;
      const image = await sharp(await readFile(join(out, `000${i}.png`)))
        .raw()
        .toBuffer();
      expect(body.subarray(start, start + 128 * 128 * 3).equals(image)).toBe(true);
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
        steps: 20,
        seed: 2,
        size: 128,
        loss: { feature: 1, score: 1, consistency: 1 },
        priorSet: defaultPriorSet,
      };
      const trained = await studio.finished(await studio.client.training.start(start));
      expect(trained).toMatchObject({ state: 'done', result: { run: 'run-0001' } });
      expect(await studio.client.training.losses({ product, run: 'run-0001' })).toHaveLength(20);
      expect(await studio.finished(await studio.client.evaluation.start({ product, run: 'run-0001' }))).toMatchObject({
        state: 'done',
      });
      const report = (await studio.client.evaluation.report({ product, run: 'run-0001' }))!;
      expect(report.scores).toHaveLength(9);
      expect(report.figures.imageAuroc).toBeGreaterThan(0.8);
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
      const bar = report.scores.find(({ image }) => image.kind === 'bar')!;
      const [row] = await studio.client.export.tryOut({ product, dir: pack.dir, files: [bar.image.file] });
      expect(row.score).toBeCloseTo(bar.score, 3);
      const [bad] = await studio.client.export.tryOut({ product, dir: pack.dir, files: ['/etc/passwd'] });
      expect(bad).toMatchObject({ score: null, error: { code: 'not-found' } });
    },
  );
});
