/**
 * From a folder of good parts to the first verdict in words, as a person does it in a browser: the clicks it takes, as the page
 * counts them, the time that the person is asked to wait, and the rest. Aims: 8 clicks, and 180 s of the person's own.
 * DATA=folder of good parts (ball_screw where absent), MINUTES of training and SIZE of the pictures (the page's own where absent).
 * node scripts/with-node.mjs benchmarks/firstVerdict.ts; prints one JSON object.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '#studio/paths.ts';
import { startStudioServer } from '../src/main/server/server.ts';
import { launchBrowser } from '../tests/fixtures/browser.ts';
import { reachFirstVerdict } from '../tests/fixtures/firstVerdict.ts';

const folder = process.env['DATA'] ?? join(projectRoot, '..', 'shared', 'data', 'ball_screw', 'train', 'good');
const { MINUTES: minutes, SIZE: size } = process.env;
if (!existsSync(folder)) throw new Error(`There is no ${folder}: name a folder of good parts with DATA.`);

const dir = await mkdtemp(join(tmpdir(), 'flawsmith-verdict-'));
const [stateDir, productsDir] = [join(dir, 'state'), join(dir, 'products')];
const server = await startStudioServer({ port: 0, stateDir, productsDir, roots: [dir, folder], log: () => undefined });
const browser = await launchBrowser();

try {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' })).newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(server.link());
  const { waits, ...figures } = await reachFirstVerdict(page, {
    name: 'Ball screw',
    folder,
    ...(minutes && { minutes }),
    ...(size && { size }),
  });
  const waited = Object.fromEntries(Object.entries(waits).map(([name, seconds]) => [`${name}Seconds`, seconds]));
  process.stdout.write(
    `${JSON.stringify({ benchmark: 'firstVerdict', ...figures, ...waited, minutes, size, budgetClicks: 8, budgetOwnSeconds: 180 })}\n`,
  );
} finally {
  await browser.close();
  await server.close();
  await rm(dir, { recursive: true, force: true });
}
