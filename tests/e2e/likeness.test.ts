import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { CancelledError } from '#shared/errors.ts';
import { changePictures } from '#studio/dataset/edit/changePictures.ts';
import { importFolder } from '#studio/dataset/import.ts';
import { listImages } from '#studio/store/images.ts';
import { searchPriors } from '#studio/synthesis/searchPriors.ts';
import { type StudioPage, openStudioPage } from '../fixtures/page.ts';
import { writeProductFolder } from '../fixtures/product.ts';
import { type TestStudio, startTestStudio } from '../fixtures/studio.ts';

let studio: TestStudio;
let view: StudioPage;
let product = '';

beforeAll(async () => {
  studio = await startTestStudio();
  const pictures = join(studio.dir, 'open', 'bars');
  await writeProductFolder(pictures, 4, 64);
  const { id } = await studio.client.products.create({ dir: '', name: 'Bars' });
  await importFolder(studio.server.workspace.product(id), pictures);
  product = id;
  view = await openStudioPage(studio.server.link());
  await view.stage(id, 'synthesis');
});
afterAll(async () => {
  await view.browser.close();
  await studio.close();
});

it('holds forged defects beside labelled ones on demand, and says when a change made that out of date', async () => {
  const { page } = view;
  await page.getByTestId('kind-uneven').click();
  await page.getByTestId('likeness-compare').click();
  const found = page.getByTestId('likeness-found');
  await found.waitFor({ timeout: 240_000 });
  const text = await found.innerText();
  expect(text).toMatch(/\d+ forged beside 4 real: \d+\.\d\d deviations/);
  expect(text).toContain('test pictures');
  expect(await found.locator('svg').count()).toBe(4);
  expect(await found.getByRole('status').count()).toBe(0);
  await page.getByTestId('choice-sign').selectOption('darker');
  await found.getByRole('status').waitFor();
  expect(await view.faults()).toEqual([]);
});

it('has a network tell forged from real on demand, can be stopped, and claims nothing of four parts', async () => {
  const { page } = view;
  const begin = page.getByTestId('told-start');
  expect(await begin.innerText()).toBe('Can a network tell them apart?');
  await begin.focus();
  await page.keyboard.press('Enter');
  const found = page.getByTestId('told-found');
  await found.waitFor({ timeout: 240_000 });
  expect(await found.innerText()).toContain('lie on 4 parts, 10 are needed');
  expect(await page.getByTestId('told-old').count()).toBe(0);
  await page.getByTestId('choice-sign').selectOption('brighter');
  await page.getByTestId('told-old').waitFor();
  expect(await view.faults()).toEqual([]);

  // a telling under way, as the studio would run it, until it is stopped
  const { jobs } = studio.server.workspace;
  jobs.start('tell', product, 'Telling them apart', ({ signal }) => {
    const { promise, reject } = Promise.withResolvers<never>();
    signal.addEventListener('abort', () => reject(new CancelledError()));
    return promise;
  });
  await page.getByTestId('told').getByRole('progressbar').waitFor();
  expect(await begin.count()).toBe(0);
  await page.getByTestId('told').getByTestId('cancel-job').click();
  await page.getByRole('button', { name: 'Cancel it' }).click();
  await begin.waitFor();

  // what an engine would say of more parts
  const share = { nReal: 30, nForged: 200, realParts: 30, forgedParts: 20 };
  const beside = { ...share, accuracy: 0.52, low: 0.43, high: 0.61 };
  const told = {
    ...share,
    accuracy: 0.81,
    low: 0.72,
    high: 0.88,
    scope: 'kind',
    kind: 'bar',
    as: 'uneven',
    isTest: true,
  };
  const asked = { priorSet: defaultPriorSet, seed: 0 };
  jobs.start('tell', product, 'Telling them apart', () => Promise.resolve({ ...told, beside, asked }));
  await found.waitFor();
  const text = await found.innerText();
  expect(text).toContain('Told apart: uneven finish beside bar.');
  expect(text).toContain(
    'Right in 81 % (72 to 88 %; 50 %: not at all), of 30 real ones on 30 parts and 200 forged on 20.',
  );
  expect(text).toContain('Places without a defect: 52 % (43 to 61 %).');
  expect(await view.faults()).toEqual([]);
});

it('shows the ranges of labelled defects beside those on the bench, and takes them as one step', async () => {
  const { page } = view;
  await page.getByTestId('kind-dent').click();
  expect(await page.getByTestId('estimate-start').innerText()).toBe('Estimate by test pictures');
  await page.getByTestId('estimate-start').click();
  const found = page.getByTestId('estimate-found');
  await found.waitFor({ timeout: 60_000 });
  expect(await found.innerText()).toContain('From 4 defects in 4 pictures.');
  const size = page.getByTestId('estimate-size').locator('td');
  expect(await size.first().innerText()).toBe('10 – 60');
  const labelled = await size.last().innerText();
  expect(labelled).not.toBe('10 – 60');
  await page.getByTestId('estimate-take').click();
  await expect.poll(() => size.first().innerText()).toBe(labelled);
  expect(await page.getByTestId('estimate-take').isDisabled()).toBe(true);
  await page.getByTestId('undo').click();
  await expect.poll(() => size.first().innerText()).toBe('10 – 60');
  await page.getByTestId('kind-stamp').click();
  expect(await page.getByTestId('stamp-off').innerText()).toContain('no labelled defect with a mask');
  await page.getByTestId('kind-uneven').click();
  expect(await view.faults()).toEqual([]);
});

it('offers the change that would have prevented a defect, and begins with a surface, each a step that can be undone', async () => {
  const { page } = view;
  await page.getByTestId('reject').first().selectOption('size');
  const offer = page.getByTestId('prevention');
  await offer.waitFor();
  expect(await offer.innerText()).toMatch(/^Size: [\d.]+ – [\d.]+ → [\d.]+ – [\d.]+$/);
  await page.getByTestId('prevent').click();
  await offer.waitFor({ state: 'detached' });
  await page.getByTestId('surface').selectOption('glass');
  await page.getByTestId('take-surface').click();
  const isOn = (kind: string) => page.getByTestId(`enable-${kind}`).isChecked();
  await expect.poll(() => isOn('hairline')).toBe(true);
  expect([await isOn('chip'), await isOn('warp')]).toEqual([true, false]);
  expect(await view.faults()).toEqual([]);
  await page.getByRole('button', { name: 'Undo' }).first().click();
  await expect.poll(() => isOn('hairline')).toBe(false);
});

it('searches ranges by labelled defects of training alone, shows what it found and takes it only when told to', async () => {
  const { page } = view;
  expect(await page.getByTestId('search-start').isDisabled()).toBe(true);
  expect(await page.getByTestId('search-off').innerText()).toContain('no labelled bar stands in training');
  const { workspace } = studio.server;
  const bars = listImages(workspace.product(product).db, { label: 'anomalous' }).map(({ id }) => id);
  await changePictures(workspace.product(product), bars.slice(0, 3), { split: 'train' }, 'test');
  await page.reload();
  await page.getByTestId('kind-scratch').click();
  await page.getByTestId('search-start').click();
  await page.getByTestId('search').getByRole('progressbar').waitFor();
  await page.getByTestId('search').getByTestId('cancel-job').click();
  await page.getByRole('button', { name: 'Cancel it' }).click();
  await page.getByTestId('search-start').waitFor();

  // a small one, as the studio would run it
  const order = { kind: 'bar', as: 'scratch', priorSet: defaultPriorSet, rounds: 1, count: 10, seed: 0 } as const;
  const job = workspace.jobs.start('search', product, 'Searching a recipe', () =>
    searchPriors(workspace.product(product), order),
  );
  expect(await workspace.jobs.ended(job.id)).toMatchObject({ state: 'done' });
  const found = page.getByTestId('search-found');
  await found.waitFor();
  expect(await found.innerText()).toMatch(/Apart\s+\d+\.\d\d\s+\d+\.\d\d/);
  await expect.poll(() => page.getByTestId('search-pictures').locator('canvas').count()).toBe(6);
  expect(await page.getByTestId('choice-sign').inputValue()).toBe('both');
  expect(await view.faults()).toEqual([]);
  await page.getByTestId('search-take').click();
  await expect.poll(() => page.getByTestId('choice-sign').inputValue()).toBe('darker');
  expect(await found.count()).toBe(0);
  await page.getByTestId('undo').click();
  await expect.poll(() => page.getByTestId('choice-sign').inputValue()).toBe('both');
});
