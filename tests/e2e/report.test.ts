import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addEvaluation, addTrainedRun, pictureProduct } from '../fixtures/judgedRuns.ts';
import { type StudioPage, openStudioPage } from '../fixtures/page.ts';
import { type TestStudio, startTestStudio } from '../fixtures/studio.ts';

describe('the report for the quality manager, from the window', () => {
  let studio: TestStudio;
  let view: StudioPage;
  let product: string;

  beforeAll(async () => {
    studio = await startTestStudio();
    const made = await pictureProduct(join(studio.dir, 'open'));
    made.close();
    ({ id: product } = await studio.client.products.open({ dir: made.dir }));
    const own = studio.server.workspace.product(product);
    const run = await addTrainedRun(own);
    await addEvaluation(own, run, (isAnomalous, number) => (isAnomalous ? 0.7 : 0.2) + number / 100);
    view = await openStudioPage(studio.server.link());
    await view.stage(product, 'evaluation');
    await view.page.getByTestId('verdict').waitFor();
  });
  afterAll(async () => {
    await view.browser.close();
    await studio.close();
  });

  /** Saves the report by its button. */
  async function save(): Promise<{ name: string; page: string }> {
    const download = view.page.waitForEvent('download');
    await view.page.getByTestId('save-report').click();
    const file = await download;
    return { name: file.suggestedFilename(), page: await readFile((await file.path())!, 'utf8') };
  }

  it('is one file named after product and run, in the language of the window', async () => {
    const { page } = view;
    expect(await page.getByTestId('save-report').isEnabled()).toBe(true);
    const english = await save();
    expect(english.name).toBe('product-run-0001.html');
    expect(english.page).toContain('<html lang="en">');
    expect(english.page).toContain('Ring');
    await page.getByRole('combobox', { name: 'Language' }).selectOption('de');
    await expect.poll(() => page.getByTestId('save-report').innerText()).toBe('Bericht…');
    expect((await save()).page).toContain('<html lang="de">');
    await page.getByRole('combobox', { name: 'Sprache' }).selectOption('en');
    expect(await view.faults()).toEqual([]);
    expect(view.complaints).toEqual([]);
  });

  it('says why where it cannot be written', async () => {
    const { page } = view;
    await rm(studio.server.workspace.product(product).path('runs', 'run-0001'), { recursive: true });
    await page.getByTestId('save-report').click();
    await page.locator('main [role=alert]').first().waitFor();
    expect(await page.getByTestId('save-report').innerText()).toBe('Report…');
  });
});
