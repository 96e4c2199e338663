import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addTrainedRun, pictureProduct } from '../fixtures/judgedRuns.ts';
import { type StudioPage, openStudioPage } from '../fixtures/page.ts';
import { type TestStudio, startTestStudio } from '../fixtures/studio.ts';

describe('the palette finds what a product holds', () => {
  let dir: string;
  let studio: TestStudio;
  let product: string;
  let view: StudioPage;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'flawsmith-palette-'));
    const made = await pictureProduct(dir);
    for (let i = 0; i < 12; i++) await addTrainedRun(made);
    made.close();
    studio = await startTestStudio([dir]);
    ({ id: product } = await studio.client.products.open({ dir: join(dir, 'product') }));
    await studio.client.training.describe({ product, run: 'run-0003', name: 'Night shift' });
    view = await openStudioPage(studio.server.link());
  });
  afterAll(async () => {
    await view.browser.close();
    await studio.close();
    await rm(dir, { recursive: true, force: true });
  });
  beforeEach(async () => {
    await view.stage(product, 'export');
    await view.page.locator('header.head h1').waitFor();
  });

  /** What the palette shows for the words, once it shows `first` before all else. */
  async function find(words: string, first: string): Promise<string[]> {
    const { page } = view;
    await page.keyboard.press('Control+k');
    await page.getByTestId('palette-find').fill(words);
    const entries = page.getByTestId('palette').getByRole('option');
    await expect
      .poll(() =>
        entries
          .first()
          .innerText({ timeout: 1000 })
          .catch(() => ''),
      )
      .toBe(first);
    return entries.allInnerTexts();
  }

  it('pictures by file name: Enter shows the one that is meant, wherever the gallery stood', async () => {
    const { page } = view;
    const { rows } = await studio.client.dataset.images({ product, filter: {}, offset: 0, limit: 100 });
    const meant = rows.find(({ file }) => file.endsWith(join('bar', '2.png')))!;
    expect(await find('bar/2.png', `Picture: ${meant.shown}`)).toHaveLength(1);
    expect(await view.faults()).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByTestId('large-view').getByText(meant.shown).first().waitFor();
    await expect.poll(() => page.url()).toMatch(/\/dataset$/);
    await page.getByTestId('close-large').click();
    await page.getByTestId('search').fill('good');
    await page.getByTestId('search').press('Enter');
    await page.getByText('16 pictures', { exact: true }).waitFor();
    await find('bar/2.png', `Picture: ${meant.shown}`);
    await page.keyboard.press('Enter');
    await page.getByTestId('large-view').getByText(meant.shown).first().waitFor();
  });

  it('runs by name or number, the number that is typed first', async () => {
    const { page } = view;
    const found = await find('run 2', 'Run: run-0002');
    expect(found).toContain('Run: run-0012');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByTestId('shown-run').innerText()).toContain('run-0002');
    expect(await find('night', 'Run: Night shift (run-0003)')).toHaveLength(1);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByTestId('shown-run').innerText()).toContain('Night shift');
    await expect.poll(() => page.url()).toMatch(/\/training$/);
  });

  it('nothing of a product where none is open, nothing left out, and says so', async () => {
    const { page } = view;
    const bars = { product, filter: { search: 'bar/' }, order: 'name', offset: 0, limit: 9 } as const;
    const [out, next] = (await studio.client.dataset.images(bars)).rows;
    await find('bar/', `Picture: ${out!.shown}`);
    await page.keyboard.press('Escape');
    const { images } = await studio.client.dataset.remove({ product, images: [out!.id] });
    expect(await find('bar/', `Picture: ${next!.shown}`)).not.toContain(`Picture: ${out!.shown}`);
    await studio.client.dataset.restore({ product, images });
    await page.keyboard.press('Escape');
    await page.goto(`${studio.origin}/#/`);
    await page.getByTestId('new-product').waitFor();
    await page.keyboard.press('Control+k');
    await page.getByTestId('palette-find').fill('bar/');
    await page.getByText('Nothing is called “bar/”').waitFor();
    expect(view.complaints).toEqual([]);
  });
});
