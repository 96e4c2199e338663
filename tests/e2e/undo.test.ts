import { describe, expect, it } from 'vitest';
import type { StudioPage } from '../fixtures/page.ts';
import { useProductPage } from '../fixtures/productPage.ts';
import type { TestStudio } from '../fixtures/studio.ts';

const pages = ['dataset', 'training', 'evaluation', 'export'] as const;

describe('undo on every page of a product', () => {
  let studio: TestStudio;
  let view: StudioPage;
  let product: string;

  useProductPage({ name: 'Edited' }, (own) => void ({ studio, view, product } = own));

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
  /** Opened anew, so that no toast of before is there. */
  const go = (stage: string): Promise<void> => view.anew(product, stage);

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
  }, 1_800_000);

  it('takes each of three quick presses for a step, and redoes as many, also while one is under way', async () => {
    const { page } = view;
    await go('training');
    const { rows } = await studio.client.dataset.images({ product, filter: { label: 'normal' }, offset: 0, limit: 3 });
    for (const { id } of rows) {
      await studio.client.dataset.sort({ product, images: [id], change: { label: 'anomalous', kind: 'dent' } });
    }
    expect(await kinds()).toBe(3);
    for (const [way, key, left] of [
      ['undo', 'Control+z', 0],
      ['redo', 'Control+Shift+z', 3],
    ] as const) {
      const released = Promise.withResolvers<void>();
      const asked: string[] = [];
      await page.route(`**/rpc/dataset/${way}`, async (route) => {
        asked.push(way);
        await released.promise;
        await route.continue();
      });
      await page.keyboard.press(key);
      await expect.poll(() => asked).toHaveLength(1);
      await page.keyboard.press(key);
      await page.keyboard.press(key);
      expect(asked).toHaveLength(1);
      released.resolve();
      await expect.poll(kinds, { message: way }).toBe(left);
      expect(asked).toHaveLength(3);
    }
  }, 1_800_000);

  it('drops what waits behind a step that failed, and says why it failed', async () => {
    const { page } = view;
    await go('training');
    await markTwo();
    const released = Promise.withResolvers<void>();
    let asked = 0;
    await page.route('**/rpc/dataset/undo', async (route) => {
      asked++;
      await released.promise;
      await route.abort();
    });
    await page.keyboard.press('Control+z');
    await expect.poll(() => asked).toBe(1);
    await page.keyboard.press('Control+z');
    released.resolve();
    await page.getByTestId('toast').getByRole('alert').waitFor();
    await page.unroute('**/rpc/dataset/undo');
    await page.keyboard.press('Control+z');
    await toast('Undone: 2 pictures: marked NG, dent.');
    expect([await kinds(), asked]).toEqual([0, 1]);
  }, 1_800_000);

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
  }, 1_800_000);

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
  }, 1_800_000);

  it('stands in the palette with its words on a page that has no keys of its own for it', async () => {
    const { page } = view;
    await markTwo();
    await go('export');
    await page.keyboard.press('Control+k');
    await page.getByTestId('palette-find').fill('Undo');
    await page.getByText('Undo: 2 pictures: marked NG, dent', { exact: true }).click();
    await toast('Undone: 2 pictures: marked NG, dent.');
    expect(await kinds()).toBe(0);
  }, 1_800_000);
});
