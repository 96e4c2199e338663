import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mapUrl } from '#shared/contract/studio.ts';
import { importFolder } from '#studio/dataset/import.ts';
import { findMapFile } from '#studio/evaluation/mapFiles.ts';
import { backboneFile } from '#studio/paths.ts';
import type { Product } from '#studio/product.ts';
import { listImages } from '#studio/store/images.ts';
import { runCli } from '../fixtures/cli.ts';
import { writeProductFolder } from '../fixtures/product.ts';
import { type TestStudio, startTestStudio } from '../fixtures/studio.ts';

describe.skipIf(!existsSync(backboneFile))('what a run proposes on a picture', () => {
  let studio: TestStudio;
  let product: string;
  const opened = (): Product => studio.server.workspace.product(product);

  beforeAll(async () => {
    studio = await startTestStudio();
    const pictures = join(studio.dir, 'open', 'pictures');
    await writeProductFolder(pictures, 6, 64);
    ({ id: product } = await studio.client.products.create({ dir: '', name: 'Ring' }));
    await importFolder(opened(), pictures);
  });
  afterAll(() => studio.close());

  it('is nothing before one is trained, its map of a learned picture once it looked, and what an evaluation says of a test picture', async () => {
    const { db, dir } = opened();
    const [learned] = listImages(db, { split: 'train' });
    const [tested] = listImages(db, { split: 'test', label: 'anomalous' });
    const ask = (image: number) => studio.client.labeling.proposal({ product, image });
    expect(await ask(learned!.id)).toBeNull();
    await expect(studio.client.labeling.propose({ product, images: [learned!.id] })).rejects.toThrow('no trained run');

    studio.server.workspace.forget(product);
    const train = await runCli('train', dir, '--steps', '2', '--size', '64', '--moved', '0');
    expect(train).toMatchObject({ code: 0 });
    await studio.client.products.open({ dir });
    expect(await ask(learned!.id)).toMatchObject({
      run: 'run-0001',
      hasMap: false,
      window: { x: 0, y: 0, width: 1, height: 1 },
    });

    const images = [learned!.id, tested!.id];
    const job = await studio.client.labeling.propose({ product, images });
    expect((await studio.client.labeling.propose({ product, images: [tested!.id] })).id).toBe(job.id);
    expect(await studio.finished(job)).toMatchObject({ state: 'done', result: { run: 'run-0001' } });
    expect(await ask(learned!.id)).toMatchObject({ hasMap: true });
    const address = `${studio.origin}${mapUrl(product, 'run-0001', learned!.id)}`;
    const response = await fetch(address, { headers: { authorization: `Bearer ${studio.server.token}` } });
    expect(response.headers.get('x-map-width')).toBe('64');
    const ofLearned = new Float32Array(await response.arrayBuffer());
    expect(ofLearned).toHaveLength(64 * 64);

    const mapOfTested = async (): Promise<Float32Array> => {
      const { buffer, byteOffset, byteLength } = await readFile(findMapFile(opened(), 'run-0001', tested!.hash)!);
      return new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
    };
    const asked = await mapOfTested();
    const apart = (one: Float32Array): number => Math.max(...one.map((value, i) => Math.abs(value - asked[i]!)));
    expect(apart(ofLearned)).toBeGreaterThan(0.01);
    expect(await studio.finished(await studio.client.evaluation.start({ product, run: 'run-0001' }))).toMatchObject({
      state: 'done',
    });
    expect(findMapFile(opened(), 'run-0001', tested!.hash)!).toContain(`maps`);
    // beside other pictures, by threads that add in any order
    expect(apart(await mapOfTested())).toBeLessThan(1e-4);
    expect(await ask(learned!.id)).toMatchObject({ hasMap: true }); // an evaluation leaves what it did not judge
  }, 400_000);
});
