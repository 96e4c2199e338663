import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importFolder } from '#studio/dataset/import.ts';
import { writeProductFolder } from '../fixtures/product.ts';
import { type StudioPage, openStudioPage } from '../fixtures/page.ts';
import { type TestStudio, startTestStudio } from '../fixtures/studio.ts';

const pages = ['dataset', 'training', 'evaluation', 'export'] as const;

describe('undo on every page of a product', () => {
  let studio: TestStudio;
  let view: StudioPage;
  let product: string;

  beforeEach(async () => {
    studio = await startTestStudio();
    const pictures = join(studio.dir, 'open', 'pictures');
    await writeProductFolder(pictures, 12, 48);
    ({ id: product } = await studio.client.products.create({ dir: '', name: 'Edited' }));
    await importFolder(studio.server.workspace.product(product), pictures);
    view = await openStudioPage(studio.server.link());
  }, 120_000);
  afterEach(async () => {
    await view.browser.close();
    await studio.close();
  });

  const toast = (words: string | RegExp): Promise<void> =>
    view.page.getByTestId('toast-what').getByText(words).waitFor();
  const kinds = async (): Promise<number> =>
    (await studio.client.dataset.images({ product, filter: { kind: 'dent' }, offset: 0, limit: 1 })).total;
  async function markTwo(): Promise<void> {
    const { rows } = await studio.client.dataset.images({
      product,
      filter: { label: 'normal' },
      offset: 0,
      limit: 2,
    });
    const change = { label: 'anomalous', kind: 'dent' } as const;
    await studio.client.dataset.sort({ product, images: rows.map(({ id }) => id), change });
  }
  /** Goes to a page, opened anew so that no toast of before is there, and waits until the frame has heard of the product. */
  async function go(stage: string): Promise<void> {
    await view.stage(product, stage);
    await view.page.reload();
    await view.page.locator('header.head h1, header.head [data-testid]').first().waitFor();
  }

  it('takes back and does again with the words of the step, from each page', async () => {
    const { page, complaints } = view;
    for (const stage of pages) {
      await go(stage);
      await markTwo();
      await page.keyboard.press('Control+z');
      await toast('Undone: 2 pictures: marked NG, dent.');
      await expect.poll(kinds, { message: stage }).toBe(0);
      await page.keyboard.press('Control+Shift+z');
      await toast('Done again: 2 pictures: marked NG, dent.');
      await expect.poll(kinds, { message: stage }).toBe(2);
      await page.getByTestId('toast-undo').click();
      await toast('Undone: 2 pictures: marked NG, dent.');
      await expect.poll(kinds, { message: stage }).toBe(0);
    }
    expect([complaints, await view.faults()]).toEqual([[], []]);
  }, 240_000);

  it('leaves a field of text its own undo, and says when there is nothing', async () => {
    const { page } = view;
    await go('dataset');
    await markTwo();
    await page.getByTestId('search').fill('part');
    await page.keyboard.press('Control+z');
    expect(await kinds()).toBe(2);
    await go('training');
    await page.keyboard.press('Control+z');
    await toast('Undone: 2 pictures: marked NG, dent.');
    await page.keyboard.press('Control+z');
    await toast(/Undone: \d+ pictures added\./);
    await page.keyboard.press('Control+z');
    await toast('There is nothing to undo or do again.');
  }, 240_000);

  it('is the draft’s on the bench, where the data stay as they are', async () => {
    const { page } = view;
    await markTwo();
    await go('synthesis');
    await page.getByTestId('large').waitFor();
    await page.keyboard.press('Control+z');
    expect(await page.getByTestId('undo').isDisabled()).toBe(true);
    await go('evaluation');
    await page.keyboard.press('Control+z');
    await toast('Undone: 2 pictures: marked NG, dent.');
  }, 240_000);

  it('stands in the palette with its words on a page that has no keys of its own for it', async () => {
    const { page } = view;
    await markTwo();
    await go('export');
    await page.keyboard.press('Control+k');
    await page.getByTestId('palette-find').fill('Undo');
    await page.getByText('Undo: 2 pictures: marked NG, dent', { exact: true }).click();
    await toast('Undone: 2 pictures: marked NG, dent.');
    expect(await kinds()).toBe(0);
  }, 240_000);
});
