import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeDeep, writeFloat, writeGoodBad } from '../fixtures/goodBad.ts';
import { readScale } from '#studio/store/settings.ts';
import { type StudioPage, openStudioPage } from '../fixtures/page.ts';
import { type TestStudio, startTestStudio } from '../fixtures/studio.ts';

describe('adding pictures through the window', () => {
  let studio: TestStudio;
  let view: StudioPage;
  let product = '';
  const parts = (): string => join(studio.dir, 'open', 'parts');

  beforeAll(async () => {
    studio = await startTestStudio();
    await writeGoodBad(parts());
    await writeDeep(join(studio.dir, 'open', 'deep'));
    await writeFloat(join(studio.dir, 'open', 'float'));
    await mkdir(join(studio.dir, 'open', 'empty'));
    ({ id: product } = await studio.client.products.create({ dir: '', name: 'Plate' }));
    view = await openStudioPage(studio.server.link());
  });
  afterAll(async () => {
    await view.browser.close();
    await studio.close();
  });
  const text = (id: string): Promise<string> => view.page.getByTestId(id).innerText();
  const held = async (): Promise<number> =>
    (await studio.client.dataset.images({ product, filter: {}, offset: 0, limit: 1 })).total;

  /** Picks a folder in the dialog that is open. */
  async function pick(folder: string): Promise<void> {
    const { page } = view;
    // The first listing, when it comes, puts its own path into the field.
    await expect.poll(() => page.getByTestId('folder-path').inputValue()).not.toBe('');
    await page.getByTestId('folder-path').fill(folder);
    await page.getByTestId('folder-path').press('Enter');
    await expect.poll(() => page.getByTestId('folder-path').inputValue()).toBe(folder);
    await page.getByTestId('folder-pick').click();
  }

  async function look(): Promise<void> {
    await view.stage(product, 'dataset');
    await view.page.getByTestId('import').click();
    await pick(parts());
    await view.page.getByTestId('plan-row').first().waitFor();
  }

  /** Each folder with what it is taken for and what it serves, as the page has it. */
  const rows = async (): Promise<string[][]> =>
    Promise.all(
      (await view.page.getByTestId('plan-row').all()).map(async (row) => {
        const side = row.getByTestId('plan-row-split');
        const isOpen = (await side.count()) > 0;
        return [
          (await row.getByRole('rowheader').innerText()).trim(),
          await row.getByTestId('plan-row-label').inputValue(),
          isOpen
            ? (await side.locator('option:checked').innerText()).trim()
            : await row.getByTestId('plan-row-side').innerText(),
        ];
      }),
    );

  it('shows what a folder is taken for before anything is added', async () => {
    await look();
    expect(await text('plan-sum')).toContain('13 pictures: 10 OK, 3 NG');
    expect(await rows()).toEqual([
      ['bad', 'anomalous', 'Test'],
      ['good', 'normal', 'Train and calibration'],
    ]);
    const samples = view.page.getByTestId('plan-row-samples');
    await expect
      .poll(() =>
        samples
          .first()
          .locator('img')
          .evaluateAll(
            (shown) => shown.filter((img) => (img as unknown as { naturalWidth: number }).naturalWidth > 0).length,
          ),
      )
      .toBe(2); // those beyond have no room in a window of this width
    expect(await samples.first().locator('img').count()).toBe(3);
    expect(await samples.nth(1).locator('img').count()).toBe(4);
    expect(await text('plan-notes')).toContain('No mask');
    expect(await text('split-open')).toMatch(/^Train and calibration\s+10 OK$/);
    expect(await text('split-test')).toMatch(/^Test\s+3 NG$/);
    await view.page.getByTestId('plan-foreseen').getByText('all good parts are of one capture session').waitFor();
    await expect.poll(() => text('plan-import')).toBe('Import 13 pictures');
    expect(await held()).toBe(0);
    expect(await view.faults()).toEqual([]);
    await view.theme('light');
    expect(await view.faults()).toEqual([]);
    await view.theme('dark');
  });

  it('follows label and layout at once', async () => {
    const { page } = view;
    await page.getByTestId('plan-label-normal').click();
    await expect.poll(() => text('plan-sum')).toContain('13 OK, 0 NG');
    await page.getByTestId('plan-label-found').click();
    await page.getByTestId('plan-layout-choice').selectOption('flat');
    await expect.poll(() => text('plan-layout')).toContain('Pictures without order');
    await page.getByTestId('plan-layout-choice').selectOption('visa');
    await page.getByRole('alert').waitFor();
    expect(await page.getByTestId('plan-import').isDisabled()).toBe(true);
    await page.getByTestId('plan-layout-choice').selectOption('');
    await page.getByTestId('plan-row').first().waitFor();
  });

  it('is left by Esc with nothing added, and Another folder looks into that one', async () => {
    const { page } = view;
    await page.keyboard.press('Tab'); // out of the choice of a layout, which has keys of its own
    await page.getByTestId('plan-layout').click();
    await page.keyboard.press('Escape');
    await page.waitForURL(/\/dataset$/);
    expect(await held()).toBe(0);
    await look();
    await page.getByTestId('plan-another').click();
    await pick(join(studio.dir, 'open', 'empty'));
    await page.getByRole('alert').getByText('There is no image to import').waitFor();
    expect(await view.faults()).toEqual([]);
    await page.getByTestId('plan-another').click();
    await pick(join(studio.dir, 'open', 'deep'));
    await page.getByTestId('plan-values').getByText('16 bits a value').waitFor();
    expect(await view.faults()).toEqual([]);
  });

  it('imports what was confirmed, with the session that was named, and reports it', async () => {
    const { page } = view;
    await look();
    await page.getByTestId('plan-session').fill('Spring');
    await page.getByTestId('plan-import').click();
    await page.waitForURL(/\/dataset$/);
    await page.getByTestId('gallery').waitFor();
    await page.getByText('13 pictures', { exact: true }).waitFor();
    await page.getByTestId('last-import').getByText('Added', { exact: true }).waitFor();
    const { rows } = await studio.client.dataset.images({ product, filter: {}, offset: 0, limit: 50 });
    expect([...new Set(rows.map(({ session }) => session))]).toEqual(['Spring']);
    expect(rows.filter(({ label }) => label === 'anomalous')).toHaveLength(3);
  });

  /** A new product, and what a folder below `open` would become in it. */
  async function lookAt(name: string, folder: string): Promise<string> {
    const { id } = await studio.client.products.create({ dir: '', name });
    await view.stage(id, 'dataset');
    await view.page.getByTestId('import').click();
    await pick(join(studio.dir, 'open', folder));
    await view.page.getByTestId('plan-values').waitFor();
    return id;
  }
  const scaleOf = (id: string): unknown => readScale(studio.server.workspace.product(id).db);

  it('takes folder by folder what a person says of it, at once and as one step to undo', async () => {
    const { page } = view;
    const { id } = await studio.client.products.create({ dir: '', name: 'Said' });
    await view.stage(id, 'dataset');
    await page.getByTestId('import').click();
    await pick(parts());
    const row = (name: string) => page.getByTestId('plan-row').filter({ has: page.getByRole('rowheader', { name }) });
    await row('good').getByTestId('plan-row-split').selectOption('calibration');
    await row('good').getByTestId('plan-row-session').fill('May');
    await row('good').getByTestId('plan-row-part').fill('P7');
    await row('bad').getByTestId('plan-row-kind').fill('chip');
    await row('bad').getByTestId('plan-row-session').fill('June');
    await row('bad').getByTestId('plan-row-session').press('Tab');
    await row('bad').getByTestId('plan-row-label').selectOption('normal');
    await expect.poll(() => text('plan-sum')).toContain('13 OK, 0 NG');
    await row('bad').getByTestId('plan-row-label').selectOption('anomalous');
    await row('bad').getByTestId('plan-row-kind').fill('chip');
    await row('bad').getByTestId('plan-row-kind').press('Tab');
    await expect.poll(() => text('plan-sum')).toContain('10 OK, 3 NG');
    expect(await view.faults()).toEqual([]);
    await page.getByTestId('plan-import').click();
    await page.getByText('13 pictures', { exact: true }).waitFor();
    const { rows: held } = await studio.client.dataset.images({ product: id, filter: {}, offset: 0, limit: 50 });
    const said = held.map(({ label, kind, split, session }) => [label, kind, split, session].join());
    expect([...new Set(said)].sort()).toEqual(['anomalous,chip,test,June', 'normal,,calibration,May']);
    expect(held.filter(({ part }) => part === 'P7')).toHaveLength(10);
    // a thumbnail that is asked for while its picture is taken back is a complaint of the browser
    const loaded = "[...document.querySelectorAll('[data-testid=gallery] img')].every(({ complete }) => complete)";
    await expect.poll(() => page.evaluate(loaded), { timeout: 60_000 }).toBe(true);
    await page.keyboard.press('Control+z');
    await page.getByTestId('toast-what').getByText('Undone: 13 pictures added.').waitFor();
    expect((await studio.client.dataset.images({ product: id, filter: {}, offset: 0, limit: 1 })).total).toBe(0);
  });

  it('counts on its button what really comes in: not what is here, and copies once', async () => {
    const { page } = view;
    const { id } = await studio.client.products.create({ dir: '', name: 'Copies' });
    const folder = join(studio.dir, 'open', 'copies');
    await writeGoodBad(folder, 4, 1);
    const total = async (): Promise<number> =>
      (await studio.client.dataset.images({ product: id, filter: {}, offset: 0, limit: 1 })).total;
    const enter = async (): Promise<void> => {
      await view.stage(id, 'dataset');
      await page.getByTestId('import').click();
      await pick(folder);
      await page.getByTestId('plan-row').first().waitFor();
    };
    const add = async (words: string): Promise<void> => {
      await expect.poll(() => text('plan-import')).toBe(words);
      expect(await view.faults()).toEqual([]);
      await page.getByTestId('plan-import').click();
      await page.waitForURL(/\/dataset$/);
    };
    await copyFile(join(folder, 'good', '0.png'), join(folder, 'good', 'again.png'));
    await copyFile(join(folder, 'bad', '0.png'), join(folder, 'bad', 'again.png'));
    await enter();
    await add('Import 5 pictures');
    await page.getByText('5 pictures', { exact: true }).waitFor();
    await writeGoodBad(folder, 6, 1);
    await copyFile(join(folder, 'good', '5.png'), join(folder, 'good', 'twice.png'));
    await enter();
    await expect.poll(() => text('plan-news')).toContain('New: 2. Here already: 7. Copies: 1.');
    expect(await text('plan-same')).toContain('good/twice.png = good/5.png');
    await add('Import 2 pictures');
    await page.getByText('7 pictures', { exact: true }).waitFor();
    await enter();
    await add('Update 10 pictures');
    await page.getByTestId('gallery').waitFor();
    expect(await total()).toBe(7);
  });

  it('takes back what was said of a folder by one button', async () => {
    const { page } = view;
    await look();
    const row = page.getByTestId('plan-row').first();
    expect(await row.getByTestId('plan-row-back').count()).toBe(0);
    await row.getByTestId('plan-row-label').selectOption('normal');
    await expect.poll(() => text('plan-sum')).toContain('13 OK, 0 NG');
    await row.getByTestId('plan-row-back').click();
    await expect.poll(() => text('plan-sum')).toContain('10 OK, 3 NG');
    await page.getByTestId('plan-cancel').click();
    await page.waitForURL(/\/dataset$/);
  });

  it('takes 12-bit pictures with the bits that were chosen, and says so to the next ones', async () => {
    const { page } = view;
    const id = await lookAt('Deep', 'deep');
    await page.getByTestId('plan-depth').selectOption('14');
    await page.getByTestId('plan-import').click();
    await page.getByText('3 pictures', { exact: true }).waitFor();
    expect(scaleOf(id)).toEqual({ depth: 14 });
    await page.getByTestId('import').click();
    await pick(join(studio.dir, 'open', 'deep'));
    await page.getByTestId('plan-values').getByText('14 bits').waitFor();
    expect(await page.getByTestId('plan-depth').count()).toBe(0);
  });

  it('adds float pictures only with the range that was typed', async () => {
    const { page } = view;
    const id = await lookAt('Float', 'float');
    const canAdd = (): Promise<boolean> => page.getByTestId('plan-import').isEnabled();
    expect(await page.getByTestId('plan-depth').count()).toBe(0);
    expect(await canAdd()).toBe(false);
    await page.getByTestId('plan-low').fill('4000');
    await page.getByTestId('plan-high').fill('0');
    await page.getByRole('alert').getByText('White must lie above black').waitFor();
    expect(await canAdd()).toBe(false);
    await page.getByTestId('plan-low').fill('0');
    await page.getByTestId('plan-high').fill('4000');
    await expect.poll(canAdd).toBe(true);
    expect(await view.faults()).toEqual([]);
    await page.getByTestId('plan-import').click();
    await page.getByText('3 pictures', { exact: true }).waitFor();
    expect(scaleOf(id)).toEqual({ range: [0, 4000] });
  });

  it('asks at a new product too', async () => {
    const { page } = view;
    await page.goto(`${studio.origin}/#/`);
    await page.getByTestId('new-product').click();
    await page.getByTestId('product-name').fill('Second');
    await page.getByTestId('product-folder').fill(parts());
    await page.getByTestId('create-product').click();
    await page.getByTestId('plan-row').first().waitFor();
    expect((await studio.client.products.list()).find(({ name }) => name === 'Second')?.images).toBe(0);
    await page.keyboard.press('Control+Enter');
    await page.getByText('13 pictures', { exact: true }).waitFor();
  });

  it('complained about nothing but what the studio refused', () => {
    expect(view.complaints.filter((words) => !/422/.test(words))).toEqual([]);
  });
});
