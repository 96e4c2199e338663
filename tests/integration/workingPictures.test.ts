import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workingUrl } from '#shared/contract/studio.ts';
import { type Roi, fullRoi, roiPixels } from '#shared/domain/images.ts';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { defaultLossWeights, runConfigSchema } from '#shared/domain/runs.ts';
import { resizeToRaster } from '#shared/vision/resize.ts';
import { decodeImage } from '#scoring/decode.ts';
import { loadMask } from '#studio/dataset/imageMask.ts';
import type { Product } from '#studio/product.ts';
import { listImages } from '#studio/store/images.ts';
import { insertRun } from '#studio/store/runs.ts';
import { writeSetting } from '#studio/store/settings.ts';
import { readRunFile, runView, writeRunFile } from '#studio/training/runFolder.ts';
import { writeProductFolder } from '../fixtures/product.ts';
import { type TestStudio, startTestStudio } from '../fixtures/studio.ts';

const own: Roi = { x: 0.25, y: 0, width: 0.5, height: 0.75 };
const later: Roi = { x: 0, y: 0.5, width: 1, height: 0.5 };

describe('pictures as a run saw them', () => {
  let studio: TestStudio;
  let id: string;
  let product: Product;

  beforeAll(async () => {
    studio = await startTestStudio();
    const pictures = join(studio.dir, 'open', 'pictures');
    await writeProductFolder(pictures, 3, 160);
    ({ id } = await studio.client.products.create({ dir: '', name: 'Ring' }));
    await studio.finished(await studio.client.dataset.import({ product: id, folder: pictures }));
    product = studio.server.workspace.product(id);
  });
  afterAll(() => studio.close());

  /** A run of a size and region, as training leaves its record and file. */
  async function addRun(size: number, roi: Roi): Promise<string> {
    const config = runConfigSchema.parse({
      schema: 1,
      size,
      seed: 0,
      budget: { steps: 40 },
      loss: defaultLossWeights,
      priorSet: defaultPriorSet,
    });
    const createdAt = new Date(0).toISOString();
    const blank = {
      step: 0,
      steps: 40,
      seconds: 0,
      finishedAt: null,
      weightChange: null,
      learned: null,
      decision: null,
      reason: null,
    };
    const run = insertRun(product.db, { ...blank, state: 'cancelled', createdAt, config, backend: null });
    const file = { schema: 1 as const, run: run.id, createdAt, config, roi, train: [], calibration: [], versions: {} };
    await writeRunFile(product, file);
    return run.id;
  }

  async function fetched(address: string): Promise<{ width: number; height: number; data: Buffer }> {
    const response = await fetch(studio.origin + address, {
      headers: { authorization: `Bearer ${studio.server.token}` },
    });
    expect(response.status).toBe(200);
    const picture = sharp(Buffer.from(await response.arrayBuffer()))
      .removeAlpha()
      .raw();
    const { data, info } = await picture.toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data };
  }

  it("have the run's own size and region, whatever the product's region is by now", async () => {
    const [cut, whole] = [await addRun(96, own), await addRun(320, fullRoi)];
    writeSetting(product.db, 'roi', JSON.stringify(later));
    const image = listImages(product.db, { split: 'test' })[0]!;
    const { raster } = await decodeImage(image.file);
    for (const [run, roi, side] of [
      [cut, own, 96],
      [whole, fullRoi, 320],
    ] as const) {
      const wanted = resizeToRaster(raster, roiPixels(roi, raster.width, raster.height), { width: side, height: side });
      const { width, height, data } = await fetched(workingUrl(id, run, image.id, 'picture'));
      expect([width, height]).toEqual([side, side]);
      expect(new Uint8Array(data)).toEqual(wanted.data);
      expect((await fetched(workingUrl(id, run, image.id, 'thumb'))).width).toBe(Math.min(side, 256));
    }
  });

  it('cut the mask as the run cut its picture', async () => {
    const view = runView(await readRunFile(product, await addRun(96, own)));
    const image = listImages(product.db, { split: 'test', label: 'anomalous' })[0]!;
    const seen = await loadMask(image, view);
    const all = await loadMask(image, { ...view, roi: fullRoi });
    const share = (mask: typeof seen): number => mask!.data.filter((value) => value !== 0).length / mask!.data.length;
    // The bar lies 0.2 to 0.7 across, a tenth of the side high: in the region 0.25 to 0.7 of 0.25 to 0.75.
    expect(share(all)).toBeCloseTo(0.5 * 0.1, 2);
    expect(share(seen)).toBeCloseTo((0.45 * 0.1) / (0.5 * 0.75), 2);
  });

  it('are not found for a run that is not there', async () => {
    const headers = { authorization: `Bearer ${studio.server.token}` };
    const image = listImages(product.db, { split: 'test' })[0]!;
    for (const address of [
      workingUrl(id, 'run-9999', image.id, 'picture'),
      workingUrl(id, '..%2F..', image.id, 'picture'),
      `/working/${id}/run-0001/${image.id}/full`,
    ]) {
      expect((await fetch(studio.origin + address, { headers })).status).toBe(404);
    }
  });
});
