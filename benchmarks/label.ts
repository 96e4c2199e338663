/**
 * Painting in a real browser: the page's own script time of each frame of a brush stroke (Chrome's ScriptDuration, which waits for no
 * other program but is stretched by them), on a photograph of 4,000 × 3,000, and on one of 10,000 × 5,000 with 300 regions and up to 100
 * strokes; and of the wand and what changes a whole layer there. Budget 8 ms a frame, p95. Needs the built page.
 * node scripts/with-node.mjs benchmarks/label.ts; prints one JSON object.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import sharp from 'sharp';
import { quantileOf } from '#shared/domain/usual.ts';
import { createRandom } from '#shared/vision/random.ts';
import { sweepDisc } from '#shared/vision/labeling/brush.ts';
import { beginStroke, endStroke } from '#shared/vision/labeling/stroke.ts';
import { createMask } from '#shared/vision/raster.ts';
import { importFolder } from '#studio/dataset/import.ts';
import { saveStrokes } from '#studio/labeling/saveStrokes.ts';
import type { Product } from '#studio/product.ts';
import { listImages } from '#studio/store/images.ts';
import { startStudioServer } from '../src/main/server/server.ts';
import { launchBrowser } from '../tests/fixtures/browser.ts';

const regions = 300;
const shapes = { small: { width: 4000, height: 3000 }, large: { width: 10_000, height: 5000 } } as const;
const strokesOn = { small: { count: 5, frames: 20 }, large: { count: 100, frames: 3 } } as const;
type Name = keyof typeof shapes;

const rounded = (value: number): number => Math.round(value * 10) / 10;

async function writePhotographs(folder: string): Promise<void> {
  const random = createRandom(1);
  await mkdir(folder, { recursive: true });
  for (const [name, { width, height }] of Object.entries(shapes)) {
    const grain = Buffer.from(Array.from({ length: 512 * 512 }, () => random.integer(90, 150)));
    const tile = await sharp(grain, { raw: { width: 512, height: 512, channels: 1 } })
      .png()
      .toBuffer();
    await sharp({ create: { width, height, channels: 3, background: '#777' } })
      .composite([{ input: tile, tile: true }])
      .jpeg()
      .toFile(join(folder, `${name}.jpg`));
  }
}

/** Marks 300 places far from each other, as one stroke of the studio's own. */
async function markRegions(product: Product, image: number): Promise<void> {
  const { width, height } = shapes.large;
  const stroke = beginStroke(createMask(width, height));
  for (let i = 0; i < regions; i++) {
    const at = [200 + (i % 20) * 480, 200 + Math.floor(i / 20) * 310] as const;
    sweepDisc(stroke, [...at], [at[0] + 60, at[1] + 20], 20, true);
  }
  const patch = endStroke(stroke)!;
  const action = { do: 'stroke', kind: 'pit', tool: 'brush' } as const;
  const runs = Buffer.from(patch.runs).toString('base64');
  const asked = { image, revision: 0, batch: crypto.randomUUID() };
  await saveStrokes(product, { ...asked, actions: [{ ...action, patch: { ...patch, runs } }] }, 'benchmark');
}

/** Script time that work takes on the page, ms. */
async function scriptMs(page: Page, cdp: CDPSession, work: () => Promise<unknown>): Promise<number> {
  const now = async (): Promise<number> => {
    const { metrics } = await cdp.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'ScriptDuration')!.value * 1000;
  };
  const before = await now();
  await work();
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  return (await now()) - before;
}

async function paint(
  page: Page,
  cdp: CDPSession,
  { count, frames: framesPerStroke }: (typeof strokesOn)[Name],
): Promise<number[]> {
  const box = (await page.getByTestId('label-canvas').boundingBox())!;
  const frames: number[] = [];
  for (let stroke = 0; stroke < count; stroke++) {
    const y = box.y + box.height * (0.2 + (0.6 * stroke) / count);
    await page.mouse.move(box.x + box.width * 0.2, y);
    await page.mouse.down();
    for (let i = 1; i <= framesPerStroke; i++) {
      const x = box.x + box.width * (0.2 + (0.6 * i) / framesPerStroke);
      frames.push(await scriptMs(page, cdp, () => page.mouse.move(x, y + 10 * Math.sin(i))));
    }
    await page.mouse.up();
  }
  return frames;
}

const dir = await mkdtemp(join(tmpdir(), 'flawsmith-label-bench-'));
await writePhotographs(join(dir, 'pictures'));
const server = await startStudioServer({
  ...{ port: 0, stateDir: join(dir, 'state'), productsDir: dir, roots: [dir], log: () => undefined },
});
const { id } = server.workspace.openProduct(join(dir, 'part'), { name: 'Part' });
const product = server.workspace.product(id);
await importFolder(product, join(dir, 'pictures'));
const imageOf = (name: Name): number => listImages(product.db).find(({ file }) => file.endsWith(`${name}.jpg`))!.id;
await markRegions(product, imageOf('large'));
const browser = await launchBrowser();
try {
  const page = await (await browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: 'en-US' })).newPage();
  page.setDefaultTimeout(240_000);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable');
  await page.goto(server.link());
  const figures: Record<string, number> = {};
  for (const name of Object.keys(shapes) as Name[]) {
    await page.goto(`http://127.0.0.1:${server.port}/#/p/${id}/dataset/label?image=${imageOf(name)}`);
    await page.getByTestId('saved').getByText('saved', { exact: true }).waitFor();
    const frames = await paint(page, cdp, strokesOn[name]);
    process.stderr.write(`${name}: ${frames.length} frames\n`);
    figures[`${name}P50Ms`] = rounded(quantileOf(frames, 0.5));
    figures[`${name}P95Ms`] = rounded(quantileOf(frames, 0.95));
    figures[`${name}Frames`] = frames.length;
  }
  for (const edit of ['holes', 'grow', 'shrink', 'invert'] as const)
    figures[`${edit}Ms`] = rounded(await scriptMs(page, cdp, () => page.getByTestId(`edit-${edit}`).click()));
  process.stdout.write(`${JSON.stringify({ benchmark: 'label', ...figures, regions, budgetP95Ms: 8 })}\n`);
} finally {
  await browser.close();
  await server.close();
  await rm(dir, { recursive: true, force: true });
}
