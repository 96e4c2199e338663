import { describe, expect, it } from 'vitest';
import type { StudioPage } from '../fixtures/page.ts';
import { useProductPage } from '../fixtures/productPage.ts';
import type { TestStudio } from '../fixtures/studio.ts';

const goods = 12;
const total = goods + 8;

describe('editing pictures in the gallery', () => {
  let studio: TestStudio;
  let view: StudioPage;
  let product: string;

  useProductPage({ name: 'Edited', good: goods }, async (own) => {
    ({ studio, view, product } = own);
    await view.stage(product, 'dataset');
    await view.page.locator('#tile-0 img').waitFor();
    await view.page.getByTestId('tab-normal').click();
    await found(goods + 4);
  });

  const found = (n: number): Promise<void> =>
    view.page
      .getByTestId('found')
      .getByText(`${n} ${n === 1 ? 'picture' : 'pictures'}`, { exact: true })
      .waitFor();
  const toast = (words: string | RegExp): Promise<void> =>
    view.page.getByTestId('toast-what').getByText(words).waitFor();
  const rows = async (filter: object = {}) =>
    (await studio.client.dataset.images({ product, filter, offset: 0, limit: 500 })).rows;
  const picked = (): Promise<number> => view.page.locator('[role=option][aria-selected=true]').count();

  it('marks a range and single ones as NG with a kind in one step, which Ctrl Z takes back', async () => {
    const { page, complaints } = view;
    const before = await rows();
    await page.locator('#tile-0').click();
    await page.locator('#tile-3').click({ modifiers: ['Shift'] });
    await page.locator('#tile-5').click({ modifiers: ['ControlOrMeta'] });
    await page.getByText('5 selected').waitFor();
    expect(await picked()).toBe(5);
    await page.getByTestId('bar-kind').fill('dent');
    await page.getByTestId('bar-kind').press('Enter');
    await toast('5 pictures: marked NG, dent.');
    await found(goods + 4 - 5);
    expect(await rows({ kind: 'dent' })).toHaveLength(5);
    await page.getByTestId('gallery').focus();
    await page.keyboard.press('Control+z');
    await toast('Undone: 5 pictures: marked NG, dent.');
    await found(goods + 4);
    expect(await rows()).toEqual(before);
    await page.keyboard.press('Control+Shift+z');
    await toast('Done again: 5 pictures: marked NG, dent.');
    expect(await rows({ kind: 'dent' })).toHaveLength(5);
    expect([complaints, await view.faults()]).toEqual([[], []]);
  }, 1_800_000);

  it('selects all without turning the page blue, names their session, and finds them by it', async () => {
    const { page } = view;
    await page.locator('#tile-1').click();
    await page.keyboard.press('Control+a');
    await page.getByText(`${goods + 4} selected`).waitFor();
    expect(await page.evaluate('String(getSelection())')).toBe('');
    const session = page.getByTestId('selection-bar').getByTestId('edit-session');
    await session.fill('night');
    await session.press('Enter');
    await toast(`${goods + 4} pictures: session night.`);
    expect(await rows({ session: 'night' })).toHaveLength(goods + 4);
    await page.keyboard.press('Escape');
    await page.getByTestId('search').fill('train/good/1');
    await found(3);
    await page.getByTestId('search').fill('');
    await found(goods + 4);
  }, 1_800_000);

  it('leaves out by a button that Enter does not press again, brings back by key, and lists what is out', async () => {
    const { page } = view;
    await page.locator('#tile-2').click();
    const name = (await page.locator('#tile-2 .shown').textContent())!;
    await page.getByRole('button', { name: /^Out/ }).click();
    await toast(/left out/);
    await found(goods + 3);
    await page.keyboard.press('Enter');
    await page.getByTestId('large-view').waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('large-view').waitFor({ state: 'detached' });
    await found(goods + 3);
    await page.getByTestId('tab-out').click();
    await found(1);
    await page.locator('#tile-0').getByText(name, { exact: true }).waitFor();
    await expect.poll(() => page.locator('#tile-0 img').evaluate((image) => image.naturalWidth)).toBeGreaterThan(0);
    await page.keyboard.press('x');
    await toast(/brought back/);
    await page.getByText('No picture is left out.').waitFor();
    expect(await rows()).toHaveLength(total);
  }, 1_800_000);

  it('shows a picture large in its own shape; arrows walk, keys label, Esc goes back', async () => {
    const { page } = view;
    await page.locator('#tile-1').dblclick();
    const large = page.getByTestId('large-view');
    const first = await large.locator('b').innerText();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => large.locator('b').innerText()).not.toBe(first);
    const second = await large.locator('b').innerText();
    await page.keyboard.press('n');
    await toast(/marked NG/);
    expect((await rows({ label: 'anomalous' })).some(({ shown }) => shown === second)).toBe(true);
    await large.waitFor();
    await page.keyboard.press('Escape');
    await large.waitFor({ state: 'detached' });
    await page.locator('#tile-0').waitFor();
    await page.getByTestId('tab-anomalous').focus();
    await page.keyboard.press('Enter'); // on a button it presses the button
    await found(5);
    expect(await large.count()).toBe(0);
  }, 1_800_000);

  it('moves a picture to another side, and says what defects cannot do', async () => {
    const { page } = view;
    await page.locator('#tile-0').click();
    const side = page.locator('aside').getByTestId('edit-side');
    await expect.poll(() => side.inputValue()).toMatch(/train|calibration|test/);
    const to = (await side.inputValue()) === 'calibration' ? 'train' : 'calibration';
    await side.selectOption(to);
    await toast(/moved to/);
    await page.keyboard.press('Control+a');
    await page.getByTestId('tab-all').click();
    await found(total);
    await page.locator('#tile-0').click();
    await page.keyboard.press('Control+a');
    await page.getByText(`${total} selected`).waitFor();
    await page.getByTestId('selection-bar').getByTestId('edit-side').selectOption('calibration');
    await page.getByText('A defective part cannot calibrate').waitFor();
  }, 1_800_000);

  it('moves pictures by dragging: out, to a side, into a session, and a whole session; each is one step to undo', async () => {
    const { page } = view;
    const [first] = (await rows()).filter(({ label, split }) => label === 'normal' && split === 'train');
    await studio.client.dataset.sort({ product, images: [first!.id], change: { session: 'night' } });
    await page.reload();
    await found(total);
    const before = await rows();
    const placeOf = (id: number): string => `#tile-${before.findIndex((row) => row.id === id)}`;
    const undo = async (): Promise<void> => {
      await page.getByTestId('toast-undo').click();
      await toast(/Undone/);
      expect(await rows()).toEqual(before);
    };
    const good = before.find(({ label, split, id }) => label === 'normal' && split === 'train' && id !== first!.id)!;
    const now = async () => (await rows()).find(({ id }) => id === good.id)!;

    await page.locator('#tile-1').click();
    await page.locator('#tile-2').click({ modifiers: ['Shift'] });
    await page.getByText('2 selected').waitFor();
    await page.locator('#tile-1').hover();
    await page.mouse.down();
    await page.mouse.move(500, 500, { steps: 4 });
    await page.getByTestId('drop-bar').waitFor();
    await page.getByTestId('drop-out').hover();
    await page.mouse.up();
    await toast('2 pictures: left out.');
    expect(await rows()).toHaveLength(total - 2);
    await undo();

    await page.locator(placeOf(good.id)).dragTo(page.getByTestId('split-test'));
    await toast(/moved to Test/);
    expect(await now()).toMatchObject({ split: 'test', session: good.session });
    await undo();

    const sessions = page.getByTestId('sessions').getByTestId('session');
    await page.locator(placeOf(good.id)).dragTo(sessions.filter({ hasText: 'night' }));
    await toast(/session night/);
    expect(await now()).toMatchObject({ session: 'night' });
    await undo();

    await sessions.filter({ hasText: 'night' }).dragTo(page.getByTestId('split-calibration'));
    await toast(/moved to Calibration/);
    expect((await rows({ session: 'night' })).map(({ split }) => split)).toEqual(['calibration']);
    await undo();
    expect(view.complaints).toEqual([]);
  }, 1_800_000);

  it('takes an import back, also after other steps', async () => {
    const { page } = view;
    await page.locator('#tile-0').click();
    await page.keyboard.press('n');
    await toast(/marked NG/);
    await page.getByTestId('undo-import').click();
    await toast(`Import of ${total} pictures taken back.`);
    expect(await rows()).toEqual([]);
    await page.getByTestId('toast-undo').click();
    await toast(/Undone: Import/);
    expect(await rows()).toHaveLength(total);
  }, 1_800_000);
});
