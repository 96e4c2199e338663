/**
 * The bench after a slider's move, in a browser on the sample product: thirteen pictures at 256 px (budget ≤ 150 ms on 2 free
 * cores), then the large one as sharp as its photograph (within another 150 ms); of a slider of one kind, which leaves most pictures
 * as they are, and of one that draws all of them anew. And what forging alone takes, by kind and by
 * threads, and what the slowest fifth of draws have in common. Needs the built page.
 * node scripts/with-node.mjs benchmarks/preview.ts; prints one JSON object.
 */
import { cpus, loadavg } from 'node:os';
import type { Locator, Page } from 'playwright-core';
import { withBench } from './benchPage.ts';
import { drawMany, explainSlow, ownSide, rounded, shareOf, timeKinds, timeThreads } from './forgingTimes.ts';

const [seeds, movesOfSeed] = [12, 5];
const [draws, drawsOfKind, rounds] = [400, 40, 20];

/** Notes when a key was pressed, and when, two frames after they came, the thirteen pictures were on the screen. */
const watch = `
  window.seen = {};
  const note = (what) => requestAnimationFrame(() => requestAnimationFrame(() => (window.seen[what] ??= performance.now())));
  window.addEventListener('keydown', () => (window.seen = { pressed: performance.now() }), true);
  const send = window.fetch;
  window.fetch = async (url, init) => {
    const answer = await send(url, init);
    if (String(url).endsWith('/preview') && JSON.parse(init.body).indices.length > 1) {
      const bytes = await answer.arrayBuffer();
      answer.arrayBuffer = async () => (note('quick'), bytes);
    }
    return answer;
  };
`;
interface Seen {
  pressed: number;
  quick: number;
}
const isSharp = "Number(document.querySelector('[data-testid=large]').dataset.side) > 300";

/** Milliseconds from a key to the thirteen pictures, and from these to the sharp one: 0 where that stays as it was. */
async function move(page: Page, key: string): Promise<{ quick: number; sharp: number }> {
  await page.waitForFunction(isSharp);
  await page.keyboard.press(key);
  await page.waitForFunction('window.seen.quick');
  await page.waitForFunction(isSharp, undefined, { polling: 'raf' });
  const { pressed, quick } = (await page.evaluate('window.seen')) as Seen;
  const now = (await page.evaluate('performance.now()')) as number;
  return { quick: quick - pressed, sharp: now - quick };
}

type Moves = Awaited<ReturnType<typeof move>>[];

/** Moves a control up and down on each seed's pictures. */
async function moveOn(page: Page, control: Locator): Promise<Moves> {
  const times: Moves = [];
  for (let seed = 0; seed < seeds; seed++) {
    await page.getByTestId('seed').fill(String(seed));
    await page.getByTestId('seed').press('Enter');
    await control.focus();
    await move(page, 'ArrowUp'); // new parts are read
    for (let i = 0; i < movesOfSeed; i++) times.push(await move(page, i % 2 ? 'ArrowUp' : 'ArrowDown'));
  }
  return times;
}

const moved = await withBench(async ({ page }) => {
  await page.waitForFunction(isSharp);
  await page.evaluate(watch);
  return {
    kind: await moveOn(page, page.getByTestId('range-contrast').getByRole('slider').first()),
    all: await moveOn(page, page.getByTestId('nuisance')),
  };
});
const shares = (moves: Moves) => {
  const [quick, sharp] = [moves.map((one) => one.quick), moves.map((one) => one.sharp)];
  const at = (times: number[], share: number): number => Math.round(shareOf(times, share));
  const [quickP50Ms, quickP95Ms] = [at(quick, 0.5), at(quick, 0.95)];
  return { moves: moves.length, quickP50Ms, quickP95Ms, sharpP50Ms: at(sharp, 0.5), sharpP95Ms: at(sharp, 0.95) };
};
const many = drawMany(draws);
process.stdout.write(
  `${JSON.stringify({
    benchmark: 'preview',
    ...shares(moved.kind),
    /** Of a slider on which all pictures hang. */
    allAnew: shares(moved.all),
    sharpSide: ownSide,
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
