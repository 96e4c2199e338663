/**
 * From a folder of good parts to the first verdict in words, as a person does it in a browser: the clicks it takes, the time
 * that the person is asked to wait, and the rest, which is the page's own. Aim: 8 clicks. DATA=folder of good parts (ball_screw
 * where absent), MINUTES of training (1), SIZE of the pictures (256).
 * node scripts/with-node.mjs benchmarks/firstVerdict.ts; prints one JSON object.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { projectRoot } from '#studio/paths.ts';
import { startStudioServer } from '../src/main/server/server.ts';
import { launchBrowser } from '../tests/fixtures/browser.ts';

const folder = process.env['DATA'] ?? join(projectRoot, '..', 'shared', 'data', 'ball_screw', 'train', 'good');
const minutes = process.env['MINUTES'] ?? '1';
const size = process.env['SIZE'] ?? '256';
if (!existsSync(folder)) throw new Error(`There is no ${folder}: name a folder of good parts with DATA.`);

const dir = await mkdtemp(join(tmpdir(), 'flawsmith-verdict-'));
const [stateDir, productsDir] = [join(dir, 'state'), join(dir, 'products')];
const server = await startStudioServer({ port: 0, stateDir, productsDir, roots: [dir, folder], log: () => undefined });
const browser = await launchBrowser();
const waits: Record<string, number> = {};
let clicks = 0;
let fields = 0;

async function click(what: Locator): Promise<void> {
  await what.click({ timeout: 60_000 });
  clicks++;
}
async function type(what: Locator, text: string): Promise<void> {
  await what.fill(text);
  await what.press('Enter');
  fields++;
}
async function wait(name: string, what: Locator): Promise<void> {
  const began = performance.now();
  await what.waitFor({ timeout: 3_600_000 });
  waits[`${name}Seconds`] = Number(((performance.now() - began) / 1000).toFixed(1));
}

try {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' })).newPage();
  await page.goto(server.link());
  const began = performance.now();
  await click(page.getByTestId('new-product'));
  await page.getByTestId('product-name').fill('Ball screw');
  await page.getByTestId('product-folder').fill(folder);
  fields += 2;
  await click(page.getByTestId('create-product'));
  await wait('understanding', page.getByTestId('plan-row').first());
  await click(page.getByTestId('plan-import'));
  await wait('import', page.getByTestId('gallery'));
  await page.locator('body').press('3');
  await type(page.getByTestId('minutes'), minutes);
  await page.getByTestId('plan-size').selectOption(size);
  clicks++;
  await click(page.getByTestId('start-training'));
  await wait('training', page.getByTestId('evaluate-run'));
  await click(page.getByTestId('evaluate-run'));
  if (!page.url().endsWith('/evaluation')) await page.locator('body').press('4');
  await wait('evaluation', page.getByTestId('verdict-words'));
  const all = (performance.now() - began) / 1000;
  const waited = Object.values(waits).reduce((sum, seconds) => sum + seconds, 0);
  const verdict = await page.getByTestId('verdict-words').innerText();
  const figures = { clicks, fields, ...waits, pageSeconds: Number((all - waited).toFixed(1)), verdict };
  process.stdout.write(
    `${JSON.stringify({ benchmark: 'firstVerdict', ...figures, minutes, size, budgetClicks: 8 })}\n`,
  );
} finally {
  await browser.close();
  await server.close();
  await rm(dir, { recursive: true, force: true });
}
