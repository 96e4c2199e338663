/**
 * Import against sharp's full decode rate of the same files in the same run (budget ≥ 0.8), and the same in processor time, which
 * other work on the machine sways less.
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

interface Cost {
  wallMs: number;
  cpuMs: number;
}

async function costOf(work: () => Promise<unknown>): Promise<Cost> {
  const [began, used] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(used);
  return { wallMs: performance.now() - began, cpuMs: (user + system) / 1000 };
}

const medianOf = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

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
  const samples: { imported: Cost; decoded: Cost }[] = [];
  for (let i = 0; i < repeats; i++) {
    const decoded = await costOf(decode);
    const dir = await mkdtemp(join(tmpdir(), 'flawsmith-import-product-'));
    const product = openProduct(join(dir, 'product'), { mode: 'write', create: true });
    const imported = await costOf(() => importFolder(product, folder));
    product.close();
    await rm(dir, { recursive: true, force: true });
    samples.push({ imported, decoded });
  }
  const ratioOf = (cost: keyof Cost): number =>
    medianOf(samples.map(({ imported, decoded }) => decoded[cost] / imported[cost]));
  const ratios = { ratio: ratioOf('wallMs'), cpuRatio: ratioOf('cpuMs'), budget: '>= 0.8' };
  process.stdout.write(`${JSON.stringify({ benchmark: 'import', images: files.length, ...ratios, samples })}\n`);
} finally {
  await rm(root, { recursive: true, force: true });
}
