import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Job } from '#shared/contract/studio.ts';
import { backboneFile } from '#studio/paths.ts';
import { writeGoodBad } from '../fixtures/goodBad.ts';
import { type StudioPage, openStudioPage } from '../fixtures/page.ts';
import { texturedPart } from '../fixtures/parts.ts';
import { type TestStudio, startTestStudio } from '../fixtures/studio.ts';

/** The machine may be slow. */
const patience = { timeout: 240_000 };

describe('which folder and which product is meant', () => {
  let studio: TestStudio;
  let view: StudioPage;
  const open = (...names: string[]): string => join(studio.dir, 'open', ...names);

  beforeAll(async () => {
    studio = await startTestStudio();
    await writeGoodBad(open('parts'));
    await writeGoodBad(open('others'));
    view = await openStudioPage(studio.server.link());
    await studio.client.products.create({ dir: '', name: 'Cover plate' });
  });
  afterAll(async () => {
    await view.browser.close();
    await studio.close();
  });
  const field = () => view.page.getByTestId('folder-path');
  const listed = (path: string) => expect.poll(() => field().inputValue(), patience).toBe(path);

  /** The home page as it is opened anew: an address that differs by nothing but its hash keeps open dialogs. */
  async function home(): Promise<void> {
    await view.page.goto('about:blank');
    await view.page.goto(`${studio.origin}/#/`);
  }

  async function askForFolder(): Promise<void> {
    const { page } = view;
    await home();
    await page.getByTestId('new-product').click();
    await page.getByTestId('product-name').fill('New one');
    await page.getByRole('button', { name: 'Choose…' }).click();
    await listed(open());
  }

  it('takes the path that is typed, without Go, and never the folder that was listed before', async () => {
    const { page } = view;
    await askForFolder();
    await field().fill(open('parts'));
    await page.getByTestId('folder-pick').click();
    await expect.poll(() => page.getByTestId('product-folder').inputValue(), patience).toBe(open('parts'));
  });

  it('leads from the label page of a product without pictures to where some are added', async () => {
    const { page } = view;
    const { id } = (await studio.client.products.list()).find(({ name }) => name === 'Cover plate')!;
    await view.anew(id, 'dataset/label');
    await page.getByRole('link', { name: 'Add pictures' }).click();
    await page.getByTestId('import').waitFor();
    expect(page.url()).toMatch(/\/dataset$/);
  });

  it('refuses a path that is not there, says so, and takes nothing', async () => {
    const { page } = view;
    await askForFolder();
    await page
      .locator('.dialog')
      .getByRole('button', { name: /^others/ })
      .click();
    await listed(open('others'));
    await field().fill(open('nowhere'));
    await page.getByTestId('folder-pick').click();
    await page.getByTestId('folder-dialog').getByRole('alert').waitFor();
    expect(await page.getByTestId('folder-dialog').count()).toBe(1);
    await field().fill('/');
    await page.getByTestId('folder-pick').click();
    await page.getByText('its folder dialog reaches every drive').waitFor();
    expect(await page.getByTestId('product-folder').inputValue()).toBe('');
    expect(await view.faults()).toEqual([]);
  });

  it('shows the way, how many pictures lie below, what will be understood, and what was chosen before', async () => {
    const { page } = view;
    await askForFolder();
    await page.getByRole('button', { name: /^parts.*13 pictures/ }).click();
    await page
      .getByTestId('folder-look')
      .getByText('Folders of good and defective parts: 13 pictures, 10 OK, 3 NG')
      .waitFor();
    expect(await page.getByTestId('folder-crumbs').innerText()).toMatch(/open\s*›\s*parts$/);
    await page.getByTestId('folder-crumbs').getByRole('button', { name: /open$/ }).click();
    await listed(open());
    await page.getByRole('group', { name: 'Chosen before' }).getByRole('button', { name: '…/open/parts' }).click();
    await listed(open('parts'));
    await page.keyboard.press('Escape');
  });

  it('refuses a name that is there while it is typed, and adds to that product on demand', async () => {
    const { page } = view;
    await home();
    await page.getByTestId('new-product').click();
    await page.getByTestId('product-folder').fill(open('parts'));
    await page.getByTestId('product-name').fill('  cover  PLATE');
    await page.getByTestId('name-taken').getByText('“Cover plate” is there already.').waitFor();
    expect(await page.getByTestId('create-product').isDisabled()).toBe(true);
    expect(await view.faults()).toEqual([]);
    await page.getByTestId('add-to-product').click();
    await page.getByTestId('plan-row').first().waitFor();
    expect((await studio.client.products.list()).map(({ name }) => name)).toEqual(['Cover plate']);
    await expect(studio.client.products.create({ dir: '', name: 'COVER PLATE' })).rejects.toMatchObject({
      data: { code: 'usage' },
    });
    await expect(studio.client.products.create({ dir: '', name: 'Cover-plate' })).rejects.toMatchObject({
      data: { code: 'usage' },
    });
  });

  it('makes no product for a folder that is not there', async () => {
    const { page } = view;
    await home();
    await page.getByTestId('new-product').click();
    await page.getByTestId('product-name').fill('Mistake');
    await page.getByTestId('product-folder').fill(open('nowhere'));
    await page.getByTestId('create-product').click();
    await page.getByRole('alert').waitFor();
    expect((await studio.client.products.list()).map(({ name }) => name)).toEqual(['Cover plate']);
  });

  it('says of an address that it knows no such product, with the way back', async () => {
    const { page } = view;
    await page.goto(`${studio.origin}/#/p/0123456789abcdef/dataset`);
    await page.getByTestId('unknown-product').getByRole('link').click();
    await page.waitForURL(/#\/$/);
  });

  it('opens a product by its whole card, a stage by its word, and takes back what was taken off the list', async () => {
    const { page } = view;
    await home();
    const card = page.getByTestId('product').first();
    const box = (await card.boundingBox())!;
    await page.mouse.click(box.x + box.width * 0.6, box.y + 8);
    await page.waitForURL(/\/dataset$/);
    await home();
    await card.getByRole('link', { name: 'Training' }).click();
    await page.waitForURL(/\/training$/);
    await home();
    await card.getByRole('button', { name: /Take off this list/ }).click();
    await page.getByTestId('forgotten').getByRole('button', { name: 'Undo' }).click();
    await expect
      .poll(async () => (await studio.client.products.list()).map(({ name }) => name), patience)
      .toEqual(['Cover plate']);
  });

  it('renames, copies and deletes a product, and names before what is lost', async () => {
    const { page } = view;
    await home();
    const names = async (): Promise<string[]> => (await studio.client.products.list()).map(({ name }) => name).sort();
    const choose = async (product: string, item: string): Promise<void> => {
      await page.getByRole('button', { name: `More for ${product}`, exact: true }).click();
      await page.getByRole('menuitem', { name: item }).click();
    };
    await choose('Cover plate', 'Duplicate');
    await page.getByTestId('name-confirm').click();
    await expect.poll(names, patience).toEqual(['Cover plate', 'Cover plate (copy)']);
    await choose('Cover plate (copy)', 'Rename');
    await page.getByTestId('name-field').fill('cover PLATE');
    expect(await page.getByTestId('name-confirm').isDisabled()).toBe(true);
    await page.getByTestId('name-field').fill('Second plate');
    await page.getByTestId('name-confirm').click();
    await expect.poll(names, patience).toEqual(['Cover plate', 'Second plate']);
    await choose('Second plate', 'Delete for good');
    await page
      .getByTestId('ask-dialog')
      .getByText(/Lost are labels and sides of pictures: 0/)
      .waitFor();
    expect(await view.faults()).toEqual([]);
    await page.getByTestId('ask-confirm').click();
    await expect.poll(names, patience).toEqual(['Cover plate']);
  });

  it('complained about nothing but what the studio refused', () => {
    expect(view.complaints.filter((words) => !/422|404/.test(words))).toEqual([]);
  });
});

describe('pictures to check', () => {
  let studio: TestStudio;
  let view: StudioPage;
  let product = '';

  beforeAll(async () => {
    studio = await startTestStudio();
    const folder = join(studio.dir, 'open', 'parts');
    await mkdir(folder);
    for (let seed = 0; seed < 16; seed++) {
      const { width, height, data } = texturedPart(96, seed);
      const picture = sharp(data, { raw: { width, height, channels: 3 } });
      await (seed === 3 ? picture.blur(1.5) : picture).toFile(join(folder, `part-${seed}.png`));
      if (seed === 5) await picture.resize(192, 64, { fit: 'fill' }).toFile(join(folder, 'wide.png'));
    }
    ({ id: product } = await studio.client.products.create({ dir: '', name: 'Plate' }));
    await studio.finished(await studio.client.dataset.import({ product, folder }));
    view = await openStudioPage(studio.server.link());
    await view.stage(product, 'dataset');
  });
  afterAll(async () => {
    await view.browser.close();
    await studio.close();
  });
  const tab = () => view.page.getByTestId('tab-check');
  const row = (name: string) => view.page.getByTestId('odd').filter({ hasText: name });
  async function snapshotJobs(): Promise<Job[]> {
    for await (const event of await studio.client.system.events()) if (event.type === 'snapshot') return event.jobs;
    return [];
  }
  const pictures = async (): Promise<number> => (await studio.client.products.list())[0]!.images;

  it('are listed with their reason and figure', async () => {
    await expect.poll(() => tab().innerText(), patience).toMatch(/To check\s*2/);
    await tab().click();
    await row('part-3.png')
      .getByText(/% of the usual fine detail; from \d+ % on is usual/)
      .waitFor();
    await row('wide.png')
      .getByText(/% of the usual width/)
      .waitFor();
    expect(await view.faults()).toEqual([]);
    await view.theme('light');
    expect(await view.faults()).toEqual([]);
    await view.theme('dark');
  });

  it('are compared with the other parts without a click, once the tab is open', async () => {
    const ended = async () => (await snapshotJobs()).find(({ kind, state }) => kind === 'check' && state !== 'running');
    await expect.poll(ended, { timeout: 180_000 }).toBeDefined();
    const job = (await ended())!;
    if (!existsSync(backboneFile)) {
      expect(job.state).toBe('failed');
      await view.page.getByTestId('to-check').getByRole('alert').waitFor();
      return;
    }
    expect(job).toMatchObject({ product, state: 'done' });
    expect(await studio.client.check.list({ product })).toMatchObject({ undescribed: 0, good: { n: 17 } });
    await view.page.getByTestId('not-compared').waitFor({ state: 'detached' });
    expect((await snapshotJobs()).filter(({ kind }) => kind === 'check')).toHaveLength(1);
  }, 240_000);

  it('are kept by one click, which is remembered, and left out by one', async () => {
    await row('part-3.png').getByTestId('odd-keep').click();
    await expect.poll(() => tab().innerText(), patience).toMatch(/To check\s*1/);
    await view.page.reload();
    await expect.poll(() => tab().innerText(), patience).toMatch(/To check\s*1/);
    await tab().click();
    expect(await pictures()).toBe(17);
    await row('wide.png').getByTestId('odd-out').click();
    await expect.poll(pictures, patience).toBe(16);
    await view.page.getByText('Nothing stands out.').waitFor();
    await view.page.getByRole('button', { name: 'Looked at and kept: 1' }).click();
    await row('part-3.png').getByTestId('odd-keep').click();
    await expect.poll(() => tab().innerText(), patience).toMatch(/To check\s*1/);
    expect(view.complaints).toEqual([]);
  });
});
