/**
 * First paint of each page of a product without pictures, from a reload with a warm cache: the browser's first contentful
 * paint, and when the page's own heading stands. Budget 300 ms. Needs the built page; PAGE=folder measures another build.
 * node scripts/with-node.mjs benchmarks/paint.ts; prints one JSON object.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stageWords } from '#shared/domain/stages.ts';
import { startStudioServer } from '../src/main/server/server.ts';
import { launchBrowser } from '../tests/fixtures/browser.ts';

const times = 9;
const median = (values: number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

const dir = await mkdtemp(join(tmpdir(), 'flawsmith-paint-'));
const server = await startStudioServer({
  port: 0,
  stateDir: join(dir, 'state'),
  productsDir: dir,
  roots: [dir],
  log: () => undefined,
  ...(process.env['PAGE'] && { pageDir: process.env['PAGE'] }),
});
const { id } = server.workspace.openProduct(join(dir, 'part'), { name: 'Part' });
const browser = await launchBrowser();
try {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' })).newPage();
  await page.goto(server.link());
  const figures: Record<string, number> = {};
  const places = { home: '/', ...Object.fromEntries(stageWords.map((stage) => [stage, `/p/${id}/${stage}`])) };
  for (const [name, place] of Object.entries(places)) {
    await page.goto(`http://127.0.0.1:${server.port}/#${place}`);
    const [paints, headings]: [number[], number[]] = [[], []];
    for (let i = 0; i <= times; i++) {
      await page.reload();
      await page.locator('header.head').waitFor();
      const at = (await page.evaluate('performance.now()')) as number;
      const paint = (await page.evaluate(
        "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? performance.now()",
      )) as number;
      if (i === 0) continue; // fills the cache
      paints.push(paint);
      headings.push(at);
    }
    figures[`${name}PaintMs`] = Math.round(median(paints));
    figures[`${name}HeadingMs`] = Math.round(median(headings));
  }
  process.stdout.write(`${JSON.stringify({ benchmark: 'paint', ...figures, times, budgetPaintMs: 300 })}\n`);
} finally {
  await browser.close();
  await server.close();
  await rm(dir, { recursive: true, force: true });
}
