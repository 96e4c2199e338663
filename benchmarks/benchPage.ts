/** The bench of the sample product in a browser, for what is measured there. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Page, Request } from 'playwright-core';
import type { PreviewRequest } from '#shared/contract/studio.ts';
import { projectRoot } from '#studio/paths.ts';
import { launchBrowser } from '../tests/fixtures/browser.ts';

/** Of the thirteen pictures that follow a slider, and not of the sharp one that comes once nothing moves. */
const isRedraw = (request: Request): boolean =>
  request.url().endsWith('/preview') && (request.postDataJSON() as PreviewRequest).indices.length > 1;
/** Until what has come is on the screen. */
const twoFrames = 'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))';

export interface BenchPage {
  page: Page;
  /** Milliseconds from the start of the process to the studio's address. */
  startMs: number;
  /** Milliseconds from a key to the thirteen pictures that it asks for, on the screen. */
  redraw(key: string): Promise<number>;
  /** Milliseconds until the large picture is as sharp as its photograph, on the screen. */
  sharpen(): Promise<number>;
}

/**
 * Starts a studio with the sample product, opens its bench, and ends both after `measure`. Needs the built page.
 * @throws where the page is not built, or no browser starts
 */
export async function withBench<T>(measure: (bench: BenchPage) => Promise<T>): Promise<T> {
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
    // what is waited for in the page is a string, which the studio's own policy refuses to evaluate
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      locale: 'en-US',
      bypassCSP: true,
    });
    const page = await context.newPage();
    await page.goto(address);
    // asked for, the sample is rendered and no more: at a first start it is trained as well
    await page.getByTestId('sample').click();
    const stage = page.getByTestId('product').getByRole('link', { name: 'Synthesis' });
    const link = await stage.getAttribute('href', { timeout: 600_000 });
    const product = /\/p\/([0-9a-f]{16})/.exec(link ?? '')![1];
    await page.goto(`${new URL(address).origin}/#/p/${product}/synthesis`);
    await page.getByTestId('small').nth(11).waitFor({ timeout: 600_000 });
    return await measure({ page, startMs, redraw: (key) => redraw(page, key), sharpen: () => sharpen(page) });
  } finally {
    await browser.close();
    studio.kill('SIGTERM');
    await new Promise((resolve) => studio.once('exit', resolve));
    await rm(dir, { recursive: true, force: true });
  }
}

async function redraw(page: Page, key: string): Promise<number> {
  const at = performance.now();
  const answered = page.waitForResponse((response) => isRedraw(response.request()));
  await page.keyboard.press(key);
  await (await answered).finished();
  await page.evaluate(twoFrames);
  return performance.now() - at;
}

async function sharpen(page: Page): Promise<number> {
  const at = performance.now();
  await page.waitForFunction("Number(document.querySelector('[data-testid=large]').dataset.side) > 300", undefined, {
    polling: 'raf',
  });
  await page.evaluate(twoFrames);
  return performance.now() - at;
}
