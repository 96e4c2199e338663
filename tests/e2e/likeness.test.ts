import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { importFolder } from '#studio/dataset/import.ts';
import { type StudioPage, openStudioPage } from '../fixtures/page.ts';
import { writeProductFolder } from '../fixtures/product.ts';
import { type TestStudio, startTestStudio } from '../fixtures/studio.ts';

let studio: TestStudio;
let view: StudioPage;

beforeAll(async () => {
  studio = await startTestStudio();
  const pictures = join(studio.dir, 'open', 'bars');
  await writeProductFolder(pictures, 4, 64);
  const { id } = await studio.client.products.create({ dir: '', name: 'Bars' });
  await importFolder(studio.server.workspace.product(id), pictures);
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
