import { existsSync } from 'node:fs';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgedOnLimits } from '#shared/vision/limitForgeries.ts';
import { backboneFile } from '#studio/paths.ts';
import { type FirstVerdict, reachFirstVerdict } from '../fixtures/firstVerdict.ts';
import { type StudioPage, openStudioPage } from '../fixtures/page.ts';
import { writeProductFolder } from '../fixtures/product.ts';
import { ballScrews } from '../fixtures/realPart.ts';
import { type TestStudio, startTestStudio } from '../fixtures/studio.ts';

const run = 'run-0001';
const count = 36;

/** Photographs of good ball screws, or drawn parts where there are none. */
async function takeGoodParts(folder: string): Promise<void> {
  if (ballScrews.length === 0) {
    await writeProductFolder(folder, count, 96);
    for (const name of ['test', 'ground_truth']) await rm(join(folder, name), { recursive: true });
    return;
  }
  await mkdir(folder);
  for (const file of ballScrews.slice(0, count)) await copyFile(file, join(folder, basename(file)));
}

describe.skipIf(!existsSync(backboneFile))('from good parts alone to a verdict', () => {
  let studio: TestStudio;
  let view: StudioPage;
  let product: string;

  let first: FirstVerdict;

  beforeAll(async () => {
    studio = await startTestStudio();
    const folder = join(studio.dir, 'open', 'parts');
    await takeGoodParts(folder);
    view = await openStudioPage(studio.server.link());
    // what the page orders is made short on its way
    await view.page.route('**/rpc/training/start', async (route) => {
      const order = route.request().postDataJSON() as { json: object };
      const json = { ...order.json, size: 64, budget: { steps: 8 } };
      await route.continue({ postData: JSON.stringify({ ...order, json }) });
    });
    first = await reachFirstVerdict(view.page, { name: 'Good alone', folder });
    product = /\/p\/([0-9a-f]{16})\//.exec(view.page.url())![1]!;
  }, 1_800_000);
  afterAll(async () => {
    await view.browser.close();
    await studio.close();
  });
  const text = (id: string): Promise<string> => view.page.getByTestId(id).innerText();
  const shownSeries = (): Promise<(string | null)[]> =>
    view.page
      .getByTestId('score-tile')
      .evaluateAll((tiles) => [...new Set(tiles.map((tile) => tile.getAttribute('data-series')))]);

  it('comes from a folder of good parts to a verdict in eight clicks or fewer and three minutes of a person, waiting apart', () => {
    process.stderr.write(`First verdict: ${JSON.stringify(first)}\n`);
    expect(first.clicks).toBeLessThanOrEqual(8);
    expect(first.ownSeconds).toBeLessThanOrEqual(180);
    expect(first.verdict).not.toBe('');
  });

  it('says in words that the parts are too few and of one session, and what to do next', async () => {
    const { page } = view;
    expect(await text('verdict-words')).toMatch(/good parts? (is|are) too few to release/i);
    expect(await text('next-step')).toBe('Add good parts…');
    expect(await page.getByTestId('reason').allInnerTexts()).toEqual(
      expect.arrayContaining([expect.stringMatching(/^All good parts are of one session/)]),
    );
    expect(await page.locator('.btn.primary').count()).toBe(1);
    expect(await view.faults()).toEqual([]);
  }, 1_800_000);

  it('shows three lanes: good parts, forged ones, and an empty one that says so', async () => {
    const { page } = view;
    const report = (await studio.client.evaluation.report({ product, run }))!;
    expect(report.good.length).toBeGreaterThan(2);
    const lane = (name: string): Promise<string | null> =>
      page.getByTestId(`lane-${name}`).first().getAttribute('data-count');
    expect(await lane('good')).toBe(String(report.good.length));
    expect(await lane('forged')).toBe(String(forgedOnLimits));
    expect(await lane('test')).toBe('0');
    expect(await page.getByTestId('empty-test-lane').textContent()).toContain('no test parts');
    expect(await text('escape')).toMatch(/forged defects passed as OK[\s\S]*Forged, not real/);
    expect(await text('overkill')).toContain('calibration');
    // the pictures judged now are those that the limits were judged by
    const [first, second] = [report.forged!, report.calibration!.forged!];
    first.forEach(({ kind, score }, i) => {
      expect(kind).toBe(second[i]!.kind);
      expect(score).toBeCloseTo(second[i]!.score, 4);
    });
  });

  it('has both series in the gallery, with heatmaps, and narrows it by kind, zone and what is wrong', async () => {
    const { page } = view;
    await page.locator('[data-testid=score-tile] canvas[data-drawn=true]').first().waitFor();
    const { good } = (await studio.client.evaluation.report({ product, run }))!;
    expect(await text('gallery-count')).toBe(`${good.length + forgedOnLimits} pictures`);
    await page.getByTestId('series').selectOption('good');
    expect(await shownSeries()).toEqual(['good']);
    expect(await text('photograph-size')).toBe(ballScrews.length > 0 ? '512 × 208 px' : '96 × 96 px');
    expect(await text('part-notes')).toMatch(/^hottest at \(\d+, \d+\) px$/);
    await page.getByTestId('series').selectOption('');
    // a view that the pointer chose leaves the arrows to the gallery
    await page.getByTestId('heat-view-photo').click();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.getByTestId('score-tile').nth(1).getAttribute('aria-pressed')).toBe('true');
    expect(await page.getByTestId('heat-view-photo').getAttribute('aria-checked')).toBe('true');
    await page.getByTestId('heat-view-heatmap').click();
    await page.locator('[data-testid^=kind-]').first().click();
    await expect.poll(shownSeries).toEqual(['forged']);
    await expect.poll(() => text('part-notes')).toContain('forged mask outlined');
    await page.getByTestId('filter-chip').first().click();
    await page.getByTestId('series').selectOption('');
    await page.getByTestId('zone-ng').click();
    expect(await page.locator('[data-testid=score-tile] .v').allInnerTexts()).not.toContain('OK');
    await page.getByTestId('filter-chip').click();
    await page.getByTestId('only-wrong').check();
    await page.getByTestId('only-wrong').uncheck();
    expect(await view.faults()).toEqual([]);
  });

  it('shows the part larger by F, with nothing above it, and Escape brings verdict and scores back', async () => {
    const { page } = view;
    const height = async (): Promise<number> =>
      (await page.locator('[data-testid=heat] .canvas').boundingBox())!.height;
    const before = await height();
    await page.keyboard.press('f');
    await page.getByTestId('verdict').waitFor({ state: 'detached' });
    expect(await page.getByTestId('desk').count()).toBe(0);
    await expect.poll(height).toBeGreaterThan(before + 200);
    expect(await page.getByTestId('larger').getAttribute('aria-pressed')).toBe('true');
    await page.keyboard.press('Escape');
    await page.getByTestId('desk').waitFor();
    expect(await page.getByTestId('verdict').count()).toBe(1);
    await expect.poll(height).toBe(before);
  });

  it('says lengths in mm as soon as the product has a scale, and in pixels once it has none', async () => {
    const { page } = view;
    const words = await text('verdict-words');
    await page.getByTestId('series').selectOption('forged');
    await page.getByTestId('zone-ng').click();
    await studio.client.products.saveScale({ product, stated: { mm: 1, pixels: 10 } });
    await expect.poll(() => text('verdict-words')).toMatch(/from [\d.]+\smm \(\d+\spx\)/);
    await expect
      .poll(() => text('part-notes'))
      .toMatch(/^hottest at \([\d.]+, [\d.]+\) mm · marked there: [\d.]+ mm long/);
    const hint = (await page.getByTestId('part-notes').getAttribute('title'))!;
    expect(hint).toMatch(/mm, \(\d+, \d+\) px · marked there: [\d.]+ mm \(\d+ px\) long/);
    expect(await text('forged-kinds')).toMatch(/[\d.]+ mm/);
    expect(await page.getByTestId('score-tile').first().innerText()).toMatch(/ · [\d.]+ mm$/);
    expect(await view.faults()).toEqual([]);
    await studio.client.products.saveScale({ product, stated: null });
    await expect.poll(() => text('verdict-words')).toBe(words);
    await page.getByTestId('filter-chip').first().click();
    await page.getByTestId('series').selectOption('');
  });

  it('follows the limits while they are moved, and keeps them where the page is left', async () => {
    const { page } = view;
    const before = [await text('zone-ok'), await text('escape')];
    await page.getByTestId('acceptLimit').focus();
    for (let i = 0; i < 12; i++) await page.keyboard.press('Shift+ArrowLeft');
    const stopped = await text('shift');
    await page.getByRole('textbox', { name: 'Parts of a shift' }).fill('6400');
    await page.keyboard.press('Enter');
    expect(await text('shift')).not.toBe(stopped);
    await page.getByTestId('acceptLimit').focus();
    const moved = await page.getByTestId('field-acceptLimit').inputValue();
    expect([await text('zone-ok'), await text('escape')]).not.toEqual(before);
    expect(await text('status-unsaved-limits')).toContain(run);
    await page.keyboard.press('1');
    await page.waitForURL(/\/dataset$/);
    await page.getByTestId('status-unsaved-limits').click();
    await page.getByTestId('field-acceptLimit').waitFor();
    await expect.poll(() => page.getByTestId('field-acceptLimit').inputValue()).toBe(moved);
    await page.getByRole('button', { name: 'Reset' }).click();
    await page.getByTestId('status-unsaved-limits').waitFor({ state: 'detached' });
  });

  it('says why it could not be evaluated again and keeps what was known; another try, once that is mended, ends well', async () => {
    const { page } = view;
    const checkpoint = join(studio.server.workspace.product(product).dir, 'runs', run, 'checkpoint.safetensors');
    const evaluatedAt = async () => (await studio.client.evaluation.report({ product, run }))!.evaluatedAt;
    const before = await evaluatedAt();
    const verdict = await text('verdict');
    await view.stage(product, 'evaluation');
    await rename(checkpoint, `${checkpoint}.away`);
    await page.getByTestId('evaluate').click();
    const card = page.locator('.error-card');
    await card.waitFor({ timeout: 1_200_000 });
    expect(await card.innerText()).toContain('checkpoint.safetensors');
    expect(await text('verdict')).toBe(verdict);
    expect(await evaluatedAt()).toBe(before);
    await rename(`${checkpoint}.away`, checkpoint);
    await card.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(evaluatedAt, { timeout: 1_200_000 }).not.toBe(before);
    await expect.poll(() => card.count()).toBe(0);
    await page.getByTestId('verdict').waitFor();
  }, 1_800_000);

  it('complained about nothing on its console', () => {
    expect(view.complaints).toEqual([]);
  });
});
