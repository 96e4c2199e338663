/**
 * The bench after a slider's move, in a browser on the sample product: thirteen pictures at 256 px (budget ≤ 150 ms on 2 free
 * cores), then the large one as sharp as its photograph (within another 150 ms). And what forging alone takes, by kind and by
 * threads, and what the slowest fifth of draws have in common. Needs the built page.
 * node scripts/with-node.mjs benchmarks/preview.ts; prints one JSON object.
 */
import { cpus, loadavg } from 'node:os';
import type { Page } from 'playwright-core';
import { withBench } from './benchPage.ts';
import { drawMany, explainSlow, ownSide, rounded, shareOf, timeKinds, timeThreads } from './forgingTimes.ts';

const [seeds, movesOfSeed] = [12, 5];
const [draws, drawsOfKind, rounds] = [400, 40, 20];

/** Notes, after two frames, when a key was pressed and when the large picture had which side. */
const watch = `
  window.seen = [];
  const note = (what) => {
    requestAnimationFrame(() => requestAnimationFrame(() => window.seen.push({ what, at: performance.now() })));
  };
  window.addEventListener('keydown', () => (window.seen = [{ what: 0, at: performance.now() }]), true);
  const large = document.querySelector('[data-testid=large]');
  new MutationObserver(() => note(Number(large.dataset.side))).observe(large, { attributeFilter: ['data-side'] });
`;
interface Seen {
  what: number;
  at: number;
}

async function isSharp(page: Page): Promise<void> {
  await page.waitForFunction("Number(document.querySelector('[data-testid=large]').dataset.side) > 300");
}

/** Milliseconds from a key to the thirteen pictures, and from these to the sharp one. */
async function move(page: Page, key: string): Promise<{ quick: number; sharp: number }> {
  await isSharp(page);
  await page.keyboard.press(key);
  await page.waitForFunction('window.seen.length >= 3 && window.seen.at(-1).what > 300');
  const [pressed, quick, sharp] = (await page.evaluate('window.seen')) as [Seen, Seen, Seen];
  return { quick: quick.at - pressed.at, sharp: sharp.at - quick.at };
}

const moved = await withBench(async ({ page }) => {
  await isSharp(page);
  await page.evaluate(watch);
  const times: Awaited<ReturnType<typeof move>>[] = [];
  for (let seed = 0; seed < seeds; seed++) {
    await page.getByTestId('seed').fill(String(seed));
    await page.getByTestId('seed').press('Enter');
    await page.getByTestId('range-contrast').getByRole('slider').first().focus();
    await move(page, 'ArrowRight'); // new parts are read
    for (let i = 0; i < movesOfSeed; i++) times.push(await move(page, i % 2 ? 'ArrowRight' : 'ArrowLeft'));
  }
  return times;
});
const [quick, sharp] = [moved.map((one) => one.quick), moved.map((one) => one.sharp)];
const many = drawMany(draws);
process.stdout.write(
  `${JSON.stringify({
    benchmark: 'preview',
    moves: moved.length,
    quickP50Ms: Math.round(shareOf(quick, 0.5)),
    quickP95Ms: Math.round(shareOf(quick, 0.95)),
    sharpSide: ownSide,
    sharpP50Ms: Math.round(shareOf(sharp, 0.5)),
    sharpP95Ms: Math.round(shareOf(sharp, 0.95)),
    budgetMs: '150 and 150 more, on 2 free cores',
    draws,
    forging256Ms: rounded(
      shareOf(
        many.map((one) => one.small),
        0.5,
      ),
    ),
    forgingOwnMs: rounded(
      shareOf(
        many.map((one) => one.own),
        0.5,
      ),
    ),
    byKind: timeKinds(drawsOfKind),
    byThreads: await timeThreads(rounds),
    slowest: { 256: explainSlow(many, 'small'), [ownSide]: explainSlow(many, 'own') },
    cores: cpus().length,
    load: Math.round(loadavg()[0]! * 10) / 10,
  })}\n`,
);
