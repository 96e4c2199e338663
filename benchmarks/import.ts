/**
 * Import against sharp's full decode rate of the same files in the same run (budget ≥ 0.8).
 * node scripts/with-node.mjs benchmarks/import.ts [--folder DIR]; prints one JSON object.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { createRandom } from '#shared/vision/random.ts';
import { forEachParallel } from '#studio/dataset/parallel.ts';
import { importFolder } from '#studio/dataset/import.ts';
import { openProduct } from '#studio/product.ts';

const images = 160;
const [width, height] = [1024, 768];
const repeats = 3;

/** Photographs of some detail: noise on a gradient compresses like a machined surface. */
async function writePhotographs(dir: string): Promise<void> {
  const pixels = new Uint8Array(width * height * 3);
  for (let i = 0; i < images; i++) {
    const random = createRandom(i);
    for (let p = 0; p < pixels.length; p++) pixels[p] = 60 + ((p / 3) % width) / 8 + 24 * random.next();
    await sharp(pixels, { raw: { width, height, channels: 3 } })
      .jpeg({ quality: 92 })
      .toFile(join(dir, `${i}.jpg`));
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

const { values } = parseArgs({ options: { folder: { type: 'string' } } });
const root = await mkdtemp(join(tmpdir(), 'flawsmith-import-'));
try {
  const folder = values.folder ?? root;
  if (!values.folder) await writePhotographs(root);
  const files = (await readdir(folder, { recursive: true }))
    .filter((name) => /\.(jpe?g|png)$/i.test(name))
    .map((name) => join(folder, name));
  const decode = (): Promise<void> =>
    forEachParallel(files, availableParallelism() + 2, async (file) => void (await sharp(file).raw().toBuffer()));
  await decode(); // warm file cache and code
  const ratios: { importMs: number; sharpMs: number }[] = [];
  for (let i = 0; i < repeats; i++) {
    const sharpMs = await timed(decode);
    const dir = await mkdtemp(join(tmpdir(), 'flawsmith-import-product-'));
    const product = openProduct(join(dir, 'product'), { mode: 'write', create: true });
    const importMs = await timed(() => importFolder(product, folder));
    product.close();
    await rm(dir, { recursive: true, force: true });
    ratios.push({ importMs, sharpMs });
  }
  const rates = ratios.map(({ importMs, sharpMs }) => sharpMs / importMs).sort((a, b) => a - b);
  process.stdout.write(
    `${JSON.stringify({ benchmark: 'import', images: files.length, ratio: rates[repeats >> 1], budget: '>= 0.8', samples: ratios })}\n`,
  );
} finally {
  await rm(root, { recursive: true, force: true });
}
