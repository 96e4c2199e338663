import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importFolder } from '#studio/dataset/import.ts';
import { writeProductFolder } from '../fixtures/product.ts';
import { type StudioPage, openStudioPage } from '../fixtures/page.ts';
import { type TestStudio, startTestStudio } from '../fixtures/studio.ts';

const many = 100_000;

describe('a gallery of a hundred thousand pictures', () => {
  let studio: TestStudio;
  let view: StudioPage;
  let product: string;

  beforeAll(async () => {
    studio = await startTestStudio();
    const pictures = join(studio.dir, 'open', 'pictures');
    await writeProductFolder(pictures, 4, 48);
    ({ id: product } = await studio.client.products.create({ dir: '', name: 'Many' }));
    const opened = studio.server.workspace.product(product);
    await importFolder(opened, pictures);
    // The same few files under many names: what is tested is the number of rows.
    opened.db
      .exec(`INSERT INTO all_images (file, hash, width, height, label, kind, split, session, part, mask_file, fingerprint)
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${many})
      SELECT file || '#' || i, hash || i, width, height, 'normal', NULL, 'train', 'day-' || (i % 7), 'part-' || i, NULL, fingerprint || i
      FROM n, (SELECT * FROM images LIMIT 1)`);
    view = await openStudioPage(studio.server.link());
  });
  afterAll(async () => {
    await view.browser.close();
    await studio.close();
  });

  it('shows its rows from the first to the last with few elements in the page', async () => {
    const { page } = view;
    await view.stage(product, 'dataset');
    await page.getByText(`${(many + 12).toLocaleString('en-US')} pictures`).waitFor();
    const tiles = (): Promise<number> => page.locator('[role=option]').count();
    expect(await tiles()).toBeLessThan(120);
    const firstTile = (): Promise<number> =>
      page.evaluate("Number(document.querySelector('[role=option]').id.slice(5))");
    await page.getByTestId('gallery').waitFor(); // the tab counts the pictures before their rows have come
    const scrollTo = (top: string): Promise<unknown> =>
      page.evaluate(
        `(() => { const gallery = document.querySelector('[data-testid=gallery]'); gallery.scrollTop = ${top}; })()`,
      );
    for (const share of [0.25, 0.5, 0.99]) {
      await scrollTo(`gallery.scrollHeight * ${share}`);
      await expect.poll(firstTile).toBeGreaterThan(many * share - 200);
      expect(await tiles()).toBeLessThan(120);
    }
    await scrollTo('1e9');
    await page
      .locator(`#tile-${many + 11}`)
      .getByText(`#${many}`)
      .waitFor();
  });

  it('answers filters over all rows', async () => {
    const { page } = view;
    await page.getByTestId('tab-anomalous').click();
    await page.getByText('4 pictures', { exact: true }).waitFor();
  });
});
