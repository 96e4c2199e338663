import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { cp, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { figureWords } from '#shared/domain/figureWords.ts';
import { type StageWord, stageWords } from '#shared/contract/studio.ts';
import { backboneFile, projectRoot } from '#studio/paths.ts';
import { runCli } from '../fixtures/cli.ts';
import { type StudioPage, openStudioPage } from '../fixtures/page.ts';
import { type TestStudio, startTestStudio } from '../fixtures/studio.ts';
import { writeProductFolder } from '../fixtures/product.ts';

const realParts = join(projectRoot, '..', 'shared', 'data', 'cookie');
const hasRealParts = existsSync(realParts);

/** What each stage shows once it is there. */
const shown: Record<StageWord, string> = {
  dataset: '[role=option] img',
  synthesis: '[data-testid=small] canvas',
  training: '[data-testid=curves]',
  evaluation: '[data-testid=heat] canvas',
  export: '[data-testid=golden] img',
};

/** A part of the real photographs, enough for every stage. @returns how many */
async function takeRealParts(dir: string): Promise<number> {
  let count = 0;
  for (const [folder, most] of [
    ['train/good', 15],
    ['test/good', 5],
    ['test/cracked', 8],
  ] as const) {
    await mkdir(join(dir, folder), { recursive: true });
    const names = (await readdir(join(realParts, folder))).sort().slice(0, most);
    for (const name of names) await cp(join(realParts, folder, name), join(dir, folder, name));
    count += names.length;
  }
  await cp(join(realParts, 'ground_truth'), join(dir, 'ground_truth'), { recursive: true });
  return count;
}

/** Pids of this process's children whose command line fits. */
function childrenLike(words: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const parent = Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')[1]);
        return parent === process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(words);
      } catch {
        return false; // it ended while we looked
      }
    });
}

describe.skipIf(!existsSync(backboneFile))('the whole job in a browser', () => {
  let studio: TestStudio;
  let view: StudioPage;
  let product = '';
  let counted = 24; // of drawn parts
  const parts = (): string => join(studio.dir, 'open', 'pictures');

  beforeAll(async () => {
    studio = await startTestStudio();
    if (hasRealParts) counted = await takeRealParts(parts());
    else await writeProductFolder(parts(), 16, 160);
    view = await openStudioPage(studio.server.link());
  });
  afterAll(async () => {
    await view.browser.close();
    await studio.close();
  });
  const text = (id: string): Promise<string> => view.page.getByTestId(id).innerText();

  it('makes a product from a name and a folder, and shows its pictures', async () => {
    const { page } = view;
    await page.getByTestId('new-product').click();
    await page.getByTestId('product-name').fill('Cookie line 1');
    await page.getByTestId('product-folder').fill(parts());
    await page.getByTestId('create-product').click();
    await page.getByTestId('plan-row').first().waitFor();
    product = /\/p\/([0-9a-f]{16})\//.exec(page.url())![1]!;
    const { total } = await studio.client.dataset.images({ product, filter: {}, offset: 0, limit: 1 });
    expect(total).toBe(0);
    expect(await view.faults()).toEqual([]);
    await page.getByTestId('plan-import').click();
    await page.waitForURL(/\/dataset$/);
    await page.getByTestId('gallery').waitFor();
    await page.getByText(`${counted} pictures`, { exact: true }).waitFor();
    await page.locator('[role=option] img').first().waitFor();
    expect(await view.faults()).toEqual([]);
  });

  it('redraws the pseudo-defects when a prior moves, and not when nothing does', async () => {
    const { page } = view;
    await view.stage(product, 'synthesis');
    await page.getByTestId('small').nth(11).waitFor();
    const pixels = (): Promise<string> =>
      page.evaluate(
        "[...document.querySelectorAll('[data-testid=small] canvas')].map((canvas) => canvas.toDataURL()).join()",
      );
    const before = await pixels();
    expect(before.length).toBeGreaterThan(10_000);
    await page.getByTestId('kind-stain').click();
    expect(await pixels()).toBe(before);
    const thumb = page.getByTestId('range-contrast').getByRole('slider').first();
    await thumb.focus();
    for (let i = 0; i < 10; i++) await page.keyboard.press('ArrowRight');
    await expect.poll(pixels, { timeout: 120_000 }).not.toBe(before);
    await page.getByTestId('unsaved').waitFor();
    expect(await view.faults()).toEqual([]);
  });

  it('trains with the real engine while the curves move, and loses nothing when the page is reopened', async () => {
    const { page } = view;
    await view.stage(product, 'training');
    await page.getByTestId('minutes').fill('0.4');
    await page.getByTestId('minutes').press('Enter');
    await page.getByTestId('plan-backbone').selectOption('lite0'); // half the time, and no other page
    await page.getByTestId('plan-size').selectOption('256');
    await expect.poll(() => text('about-size')).toContain('(pit) spans 3 px');
    await page.getByTestId('use-advised').click();
    expect(await page.getByTestId('plan-size').inputValue()).toBe('384');
    expect(await text('about-size')).toContain('spans 4.5 px');
    await page.getByTestId('plan-size').selectOption('256');
    await page.getByTestId('start-training').click();
    const points = async (): Promise<number> =>
      Number((await page.getByTestId('curves').getAttribute('data-points')) ?? 0);
    await page.getByTestId('curves').waitFor({ timeout: 960_000 });
    const early = await points();
    await expect.poll(points, { timeout: 960_000 }).toBeGreaterThan(early);
    await page.getByTestId('validation-curves').waitFor();
    await page.locator('[data-testid=sample][data-drawn=true]').first().waitFor();
    await page.getByTestId('pause-training').click();
    await expect.poll(() => text('state-run-0001'), { timeout: 480_000 }).toBe('paused');
    await page.getByTestId('resume').click();
    await expect.poll(() => text('state-run-0001'), { timeout: 960_000 }).toBe('running');
    await page.reload();
    await page.getByTestId('curves').waitFor();
    expect(await points()).toBeGreaterThanOrEqual(early);
    await page.getByTestId('validation-curves').waitFor();
    // on a machine that others use too, a run by the clock may be trained with less than half of its steps
    await expect.poll(() => text('state-run-0001'), { timeout: 1_920_000 }).toMatch(/^(trained|stopped early)$/);
    // Judged at the start and at the end at least, each moment with the map of every part.
    const { rows, samples } = await studio.client.training.validation({ product, run: 'run-0001' });
    expect(rows.length).toBeGreaterThanOrEqual(2);
    const judged = (): Promise<string | null> => page.getByTestId('validation-curves').getAttribute('data-points');
    await expect.poll(judged).toBe(String(rows.length));
    const drawn = page.locator('[data-testid=sample][data-drawn=true]');
    await expect.poll(() => drawn.count()).toBe(samples!.parts.length * samples!.moments.length);
    // the photographs' shape at the area of 256 × 256
    expect(await text('run-details')).toContain(hasRealParts ? '224 × 288 px' : '256 px');
    const last = rows.at(-1)!;
    expect(await text('imageAuroc-run-0001')).toBe(figureWords(last.imageAuroc, last.ranges!.imageAuroc));
    expect(await text('runs')).toMatch(/\d+\s*\/ ≈ \d+/); // by the clock: steps were but expected
    expect(await view.faults()).toEqual([]);
  }, 1_800_000);

  it('judges the run: metrics, heatmap, and limits whose counts follow', async () => {
    const { page } = view;
    await page.getByTestId('evaluate-run').click();
    await page.getByTestId('imageAuroc').waitFor({ timeout: 960_000 });
    expect(Number(/\d\.\d+/.exec(await text('imageAuroc'))![0])).toBeGreaterThan(0.6);
    await page.locator('[data-testid=heat] canvas').first().waitFor();
    const { judged } = (await studio.client.evaluation.report({ product, run: 'run-0001' }))!;
    if (hasRealParts) expect(judged!.share).toBeLessThan(1);
    const unjudged = judged!.share < 1 ? [`not inspected: ${Math.round(100 * (1 - judged!.share))} %`] : [];
    expect(await page.getByTestId('unjudged').allInnerTexts()).toEqual(unjudged);
    expect(await text('limits-origin')).toBe('as learned');
    const said = await text('statement');
    const before = await text('zone-ok');
    await page.getByTestId('acceptLimit').focus();
    for (let i = 0; i < 30; i++) await page.keyboard.press('Shift+ArrowLeft');
    expect(await text('zone-ok')).not.toBe(before);
    expect(await text('limits-origin')).toBe('as drawn, not saved');
    expect(await text('statement')).not.toBe(said);
    await page.getByTestId('save-limits').click();
    await page.getByTestId('why').fill('tried on the line');
    await page.getByTestId('confirm-limits').click();
    await page.getByTestId('save-limits').waitFor({ state: 'detached' });
    expect(await view.faults()).toEqual([]);
  });

  it('exports, and the command line gives the verdicts that the page shows', async () => {
    const { page } = view;
    await view.stage(product, 'export');
    await page.getByTestId('start-export').click();
    // a run that stopped early, on a machine that others use too, is asked about
    await page.getByTestId('ask-confirm').or(page.getByTestId('cancel-job')).first().waitFor();
    if (await page.getByTestId('ask-confirm').isVisible()) await page.getByTestId('ask-confirm').click();
    await page.getByTestId('package-dir').waitFor({ timeout: 960_000 });
    expect(await text('parity')).toContain('all equal');
    await page.getByTestId('try-some').click();
    const names = page.locator('[data-testid=try-rows] button .mono[title]');
    await expect.poll(() => names.count(), { timeout: 960_000 }).toBeGreaterThan(6);
    await page.getByTestId('try-files').waitFor({ timeout: 960_000 }); // all are scored
    const shown = await page.locator('[data-testid=try-rows] .v').allInnerTexts();
    const files = await names.evaluateAll((cells) => cells.map((cell) => (cell as { title: string }).title));
    const { code, rows } = await runCli('score', await text('package-dir'), ...files);
    expect(code).toBe(0);
    expect(rows.map((row) => (row['verdict'] as string).toUpperCase())).toEqual(shown);
    expect(await view.faults()).toEqual([]);
  });

  it('has no serious fault for axe on any page, dark or light', async () => {
    const { page } = view;
    for (const theme of ['light', 'dark'] as const) {
      for (const stage of stageWords) {
        await view.stage(product, stage);
        await view.theme(theme);
        await page.locator(shown[stage]).first().waitFor({ timeout: 480_000 });
        expect(await view.faults(), `${stage}, ${theme}`).toEqual([]);
      }
      await page.goto(`${studio.origin}/#/doctor`);
      await page.getByRole('table').waitFor({ timeout: 960_000 });
      expect(await view.faults(), `doctor, ${theme}`).toEqual([]);
      await page.goto(`${studio.origin}/#/`);
      await page.getByTestId('product').waitFor();
      expect(await view.faults(), `home, ${theme}`).toEqual([]);
    }
  });

  it('has none on a wide screen either, where stages show more', async () => {
    const { page } = view;
    await page.setViewportSize({ width: 1920, height: 1080 });
    for (const stage of stageWords) {
      await view.stage(product, stage);
      await page.locator(shown[stage]).first().waitFor({ timeout: 480_000 });
      expect(await view.faults(), stage).toEqual([]);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  it('has every word and control within its part of the frame, narrow and wide, English and German', async () => {
    const { page } = view;
    for (const language of ['de', 'en']) {
      await page.locator('footer.status select').selectOption(language);
      for (const width of [1024, 1280, 1920]) {
        await page.setViewportSize({ width, height: 800 });
        for (const stage of stageWords) {
          await view.stage(product, stage);
          await page.locator(shown[stage]).first().waitFor({ timeout: 480_000 });
          expect(await view.cutOff(), `${stage}, ${language}, ${width}`).toEqual([]);
        }
      }
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  it('is walked by Tab from the rail to the status line, with no trap', async () => {
    const { page } = view;
    for (const stage of stageWords) {
      await view.stage(product, stage);
      await page.locator(shown[stage]).first().waitFor();
      expect(await view.focusOrder(), stage).toEqual(['rail', 'header', 'main', 'inspector', 'status']);
    }
  });

  it('finds any action by Ctrl K, and says by ? which keys the page has', async () => {
    const { page } = view;
    await view.stage(product, 'evaluation');
    await page.getByTestId('score-tile').first().waitFor();
    await page.keyboard.press('?');
    await page.getByTestId('key-sheet').getByText('next part').waitFor();
    expect(await view.faults()).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByTestId('key-sheet').waitFor({ state: 'detached' });
    await page.keyboard.press('ArrowRight');
    await page.locator('[data-testid=score-tile][aria-pressed=true]').nth(0).waitFor();
    expect(await page.getByTestId('score-tile').nth(1).getAttribute('aria-pressed')).toBe('true');
    await page.keyboard.press('Control+k');
    await page.getByTestId('palette-find').fill('dataset');
    expect(await view.faults()).toEqual([]);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/dataset$/);
    await page.keyboard.press('5');
    await page.waitForURL(/\/export$/);
  });

  it('starts a run by its key, says that the engine died in mid-training, resumes, and cancels at rest once asked', async () => {
    const { page } = view;
    await view.stage(product, 'training');
    await page.getByTestId('minutes').fill('2');
    await page.getByTestId('plan-size').selectOption('256');
    await page.getByTestId('state-run-0001').click(); // the choice lets go of the keys
    await page.keyboard.press('s');
    await expect.poll(() => text('training-status'), { timeout: 960_000 }).toMatch(/Training · \d/);
    // A checkpoint is written every 15 s at the latest.
    await expect
      .poll(
        () => existsSync(studio.server.workspace.product(product).path('runs', 'run-0002', 'checkpoint.safetensors')),
        { timeout: 960_000 },
      )
      .toBe(true);
    for (const pid of childrenLike('engine/index.ts')) process.kill(pid, 'SIGKILL');
    await expect.poll(() => text('state-run-0002'), { timeout: 480_000 }).toBe('interrupted');
    await page.getByTestId('resume').click();
    await expect.poll(() => text('state-run-0002'), { timeout: 960_000 }).toBe('running');
    await page.getByTestId('pause-training').click();
    await expect.poll(() => text('state-run-0002'), { timeout: 480_000 }).toBe('paused');
    await page.getByTestId('cancel-training').click();
    await page.getByTestId('ask-dialog').getByText('cannot be resumed').waitFor();
    expect(await view.faults()).toEqual([]);
    await page.getByTestId('ask-confirm').click();
    await expect.poll(() => text('state-run-0002')).toBe('cancelled');
    await page.getByTestId('start-training').waitFor();
  });

  it('complained about nothing on its console', () => {
    expect(view.complaints).toEqual([]);
  });
});
