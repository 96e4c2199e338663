/**
 * The window: start of the studio, preview after a slider move (budget ≤ 150 ms on 2 free cores), and what 300 previews leave
 * in the page's memory. Needs the built page. node scripts/with-node.mjs benchmarks/window.ts; prints one JSON object.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Request } from 'playwright-core';
import type { PreviewRequest } from '#shared/contract/studio.ts';
import { projectRoot } from '#studio/paths.ts';
import { launchBrowser } from '../tests/fixtures/browser.ts';

const moves = 40;
const previews = 300;
/** Not of the one sharp picture that follows once nothing moves: that one is broken off by the next key, and never finished. */
const isRedraw = (request: Request): boolean =>
  request.url().endsWith('/preview') && (request.postDataJSON() as PreviewRequest).indices.length > 1;
const median = (values: number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

const dir = await mkdtemp(join(tmpdir(), 'flawsmith-window-'));
const began = performance.now();
const entry = join(projectRoot, 'src', 'main', 'server', 'index.ts');
const places = ['--state', join(dir, 'state'), '--products', join(dir, 'products'), '--root', dir];
const studio = spawn(process.execPath, [entry, ...places], { stdio: ['ignore', 'pipe', 'ignore'] });
const { address } = await new Promise<{ address: string }>((resolve) => {
  createInterface({ input: studio.stdout }).once('line', (line) => resolve(JSON.parse(line) as { address: string }));
});
const startMs = performance.now() - began;
const browser = await launchBrowser();
try {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' })).newPage();
  await page.goto(address);
  // asked for, the sample is rendered and no more: at a first start it is trained as well
  await page.getByTestId('sample').click();
  const stage = page.getByTestId('product').getByRole('link', { name: 'Synthesis' });
  const link = await stage.getAttribute('href', { timeout: 600_000 });
  const product = /\/p\/([0-9a-f]{16})/.exec(link ?? '')![1];
  await page.goto(`${new URL(address).origin}/#/p/${product}/synthesis`);
  await page.getByTestId('small').nth(11).waitFor({ timeout: 600_000 });
  const client = await page.context().newCDPSession(page);
  const heap = async (): Promise<number> => {
    await client.send('HeapProfiler.collectGarbage');
    const { usedSize } = await client.send('Runtime.getHeapUsage');
    return usedSize / 2 ** 20;
  };
  /** Presses a key and waits for the answer that redraws all pictures. */
  const redraw = async (key: string): Promise<number> => {
    const at = performance.now();
    const answered = page.waitForResponse((response) => isRedraw(response.request()));
    await page.keyboard.press(key);
    await (await answered).finished();
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
    return performance.now() - at;
  };
  await page.getByTestId('range-contrast').getByRole('slider').first().focus();
  for (let i = 0; i < 8; i++) await redraw('ArrowRight');
  const times: number[] = [];
  for (let i = 0; i < moves; i++) times.push(await redraw(i % 2 ? 'ArrowLeft' : 'ArrowRight'));
  const heapBefore = await heap();
  for (let i = 0; i < previews; i++) await redraw(i % 2 ? 'ArrowLeft' : 'ArrowRight');
  const heapAfter = await heap();
  process.stdout.write(
    `${JSON.stringify({
      benchmark: 'window',
      startMs: Math.round(startMs),
      budgetStartMs: 2000,
      previewMs: Math.round(median(times)),
      previewP90Ms: Math.round([...times].sort((a, b) => a - b)[Math.floor(moves * 0.9)]!),
      budgetPreviewMs: '150 on 2 free cores',
      heapBeforeMb: Math.round(heapBefore),
      heapAfterMb: Math.round(heapAfter),
      previews,
      cores: cpus().length,
      load: Math.round(loadavg()[0]! * 10) / 10,
    })}\n`,
  );
} finally {
  await browser.close();
  studio.kill('SIGTERM');
  await new Promise((resolve) => studio.once('exit', resolve));
  await rm(dir, { recursive: true, force: true });
}
