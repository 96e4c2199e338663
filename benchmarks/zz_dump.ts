// usage: dump.ts PRODUCT OUT  : evidence of all normals & test images of the newest trained run
import { writeFileSync, mkdirSync } from 'node:fs';
import { openProduct } from '#studio/product.ts';
import { listImages } from '#studio/store/images.ts';
import { listRuns } from '#studio/store/runs.ts';
import { pixelRefs } from '#studio/training/pixels.ts';
import { loadMask } from '#studio/dataset/cache.ts';
import { loadBackbone } from '#engine/model/backbone.ts';
import { loadDetector } from '#engine/training/checkpoint.ts';
import { createScorer } from '#engine/model/detector.ts';
import { readPixels } from '#engine/training/pictures.ts';
import { backboneFile } from '#studio/paths.ts';
const [dir, out] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const product = openProduct(dir, { mode: 'read' });
const run = listRuns(product.db).findLast((r) => r.state === 'trained')!;
const { detector } = await loadDetector(product.path('runs', run.id, 'checkpoint.safetensors'));
const backbone = await loadBackbone(backboneFile);
const scorer = createScorer(backbone, detector);
const size = detector.layout.size;
const images = listImages(product.db);
const refs = await pixelRefs(product, images, size);
const rows = [];
const g2 = detector.layout.grid ** 2;
const n = detector.outputs.cells.length;
const all = new Float32Array(images.length * n * g2);
const masks = new Uint8Array(images.length * 256 * 256);
for (let i = 0; i < images.length; i += 8) {
  const pix = await Promise.all(refs.slice(i, i + 8).map((r) => readPixels(r, size)));
  for (const [j, e] of scorer.evidence(pix).entries()) {
    e.maps.forEach((m, k) => all.set(m, ((i + j) * n + k) * g2));
    const im = images[i + j];
    rows.push({ split: im.split, label: im.label, kind: im.kind, context: e.context, file: im.file });
    const mask = await loadMask(product, im, 256);
    if (mask) masks.set(mask.data, (i + j) * 65536);
  }
}
writeFileSync(`${out}/maps.f32`, new Uint8Array(all.buffer));
writeFileSync(`${out}/masks.u8`, masks);
writeFileSync(`${out}/rows.json`, JSON.stringify({ n, grid: detector.layout.grid, size, outputs: detector.outputs, rows, step: run.step, seconds: run.seconds }));
console.log(dir, run.step, run.seconds);
