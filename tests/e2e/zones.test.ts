import { describe, expect, it } from 'vitest';
import type { PaintedZone, Zone } from '#shared/domain/zones.ts';
import { pixelsOfRuns } from '#shared/vision/maskRuns.ts';
import type { StudioPage } from '../fixtures/page.ts';
import { useProductPage } from '../fixtures/productPage.ts';
import type { TestStudio } from '../fixtures/studio.ts';

interface Drawn {
  naturalWidth: number;
}

describe('drawing zones in the window', () => {
  let studio: TestStudio;
  let view: StudioPage;
  let product: string;

  useProductPage({ name: 'Zoned', side: 200 }, async (own) => {
    ({ studio, view, product } = own);
    await view.stage(product, 'dataset');
    await view.page.locator('[data-testid=view-dataset][aria-current]').waitFor();
  });

  const zonesNow = async () => (await studio.client.zones.read({ product })).zones;

  /** Clicks at a place of the picture, in fractions of it. */
  async function click(x: number, y: number): Promise<void> {
    const box = (await view.page.getByTestId('zone-canvas').boundingBox())!;
    await view.page.mouse.click(box.x + x * box.width, box.y + y * box.height);
  }

  it('by mouse: corner after corner, over the mean of the good parts; saved as a version that can be undone', async () => {
    const { page, complaints, faults } = view;
    const { promise: averaged, resolve: average } = Promise.withResolvers<void>();
    await page.route('**/zones/*/mean*', (route) => averaged.then(() => route.continue()));
    await page.keyboard.press('z');
    await page
      .getByTestId('mean')
      .getByText(/^Averaging \d+ good parts…$/)
      .waitFor();
    average();
    await page
      .getByTestId('mean')
      .getByText(/^Mean of \d+ good parts$/)
      .waitFor();
    const mean = page.getByAltText('Mean of the good parts, with the zones drawn over it');
    await expect
      .poll(() => mean.evaluate((image) => (image as unknown as Drawn).naturalWidth), {
        timeout: 60_000,
      })
      .toBeGreaterThan(100);
    await page.getByTestId('zone-tool-ignore').click();
    for (const [x, y] of [
      [0.2, 0.2],
      [0.6, 0.25],
      [0.5, 0.6],
    ] as const)
      await click(x, y);
    await page.keyboard.press('Enter');
    await page.getByTestId('corner').nth(2).waitFor();
    expect(await zonesNow()).toMatchObject({ ignore: [] });
    // what the detector sees of a part, before anything is saved
    const seen = page.getByTestId('seen');
    await expect.poll(() => seen.evaluate((image) => (image as unknown as Drawn).naturalWidth)).toBe(384);
    expect(await faults()).toEqual([]);
    await page.keyboard.press('d');
    await page
      .getByTestId('mean')
      .getByText(/^Where \d+ good parts differ$/)
      .waitFor();
    await page.getByTestId('spread-legend').getByText('48 grey levels').waitFor();
    expect(await page.getByTestId('backdrop-spread').getAttribute('aria-checked')).toBe('true');
    expect([await faults(), await view.cutOff()]).toEqual([[], []]);
    await page.keyboard.press('d');
    await page.getByTestId('zone-name').fill('laser marking');
    await page.getByTestId('zone-name').press('Enter');
    await page.getByTestId('zone-reason').fill('lot number differs on each part');
    await page.getByTestId('zone-reason').press('Enter');
    await page.getByTestId('zone-margin').fill('6');
    await page.getByTestId('zone-margin').press('Enter');
    await page.getByTestId('zone-margin-shape').waitFor();
    expect([await faults(), await view.cutOff()]).toEqual([[], []]);
    await page.getByTestId('zones-save').click();
    await page.getByTestId('zone-version').getByText('version 1').waitFor();
    const { ignore } = await zonesNow();
    const reason = 'lot number differs on each part';
    expect(ignore).toMatchObject([{ name: 'laser marking', reason, margin: [0.03, 0.03] }]);
    (ignore[0] as Zone).polygon.forEach(([x, y], i) => {
      const [wantedX, wantedY] = [
        [0.2, 0.2],
        [0.6, 0.25],
        [0.5, 0.6],
      ][i]!;
      expect(Math.hypot(x - wantedX!, y - wantedY!)).toBeLessThan(0.01);
    });
    await view.theme('light');
    expect(await faults()).toEqual([]);
    await page.keyboard.press('Control+z');
    await page.getByTestId('zone-version').getByText('none yet').waitFor();
    expect((await zonesNow()).ignore).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('holds them against single good parts, which are walked by keys and drawn on as well', async () => {
    const { page, complaints } = view;
    await studio.client.zones.save({
      product,
      zones: {
        roi: { x: 0, y: 0, width: 1, height: 1 },
        inspect: [],
        ignore: [
          {
            name: 'mark',
            polygon: [
              [0.1, 0.1],
              [0.5, 0.1],
              [0.3, 0.5],
            ],
          },
        ],
      },
    });
    await page.keyboard.press('z');
    const strip = page.getByTestId('single-parts').getByRole('button');
    await strip.nth(1).waitFor();
    const good = (
      await studio.client.dataset.images({ product, filter: { split: 'train', label: 'normal' }, offset: 0, limit: 50 })
    ).rows;
    expect(await strip.count()).toBe(good.length + 1);
    expect(await strip.nth(1).locator('polygon').count()).toBe(1);
    // of each it is said how far what is to be hidden sticks out, the furthest first
    await page.getByTestId('parts-order').getByText(`worst fit first, ${good.length} of ${good.length}`).waitFor();
    const { ignore } = await zonesNow();
    const fits = await studio.client.zones.fits({ product, images: good.map(({ id }) => id), ignore });
    const told = fits.map(({ outside }) => Math.round(outside)).sort((one, other) => other - one);
    const said = (await page.getByTestId('part-fit').allInnerTexts()).slice(1);
    expect(
      said.map((words) => /^(\d+) px outside$|^fits$|^not told$/.exec(words)).map((found) => Number(found![1] ?? 0)),
    ).toEqual(told);
    expect([await view.faults(), await view.cutOff()]).toEqual([[], []]);
    await page.keyboard.press('ArrowRight');
    await page
      .getByTestId('mean')
      .getByText(/, part 1$/)
      .waitFor();
    await page.getByAltText(/, with the zones drawn over it$/).waitFor();
    await strip.nth(2).click();
    await page
      .getByTestId('mean')
      .getByText(/, part 2$/)
      .waitFor();
    await page.getByTestId('zone-tool-ignore').click();
    for (const [x, y] of [
      [0.6, 0.6],
      [0.9, 0.6],
      [0.7, 0.9],
    ] as const)
      await click(x, y);
    await page.keyboard.press('Enter');
    await page.getByTestId('corner').nth(2).waitFor();
    await expect.poll(() => strip.nth(3).locator('polygon').count()).toBe(2);
    await strip.first().click();
    await page
      .getByTestId('mean')
      .getByText(/^(Mean of|Averaging) \d+ good parts/)
      .waitFor();
    expect([complaints, await view.faults()]).toEqual([[], []]);
  }, 1_800_000);

  it('draws what is ignored in one part alone, by keys too; saved, listed, undone, and there after a reload', async () => {
    const { page, complaints, faults } = view;
    const ownNow = async () => (await studio.client.zones.read({ product })).own;
    const count = page.getByTestId('own-count');
    await page.keyboard.press('z');
    const strip = page.getByTestId('single-parts').getByRole('button');
    await strip.nth(2).click();
    await page.getByTestId('zone-scope-picture').click();
    expect(await page.getByTestId('zone-tool-inspect').isDisabled()).toBe(true);
    await page.getByTestId('zone-tool-ignore').click();
    for (const [x, y] of [
      [0.1, 0.1],
      [0.4, 0.1],
      [0.2, 0.4],
    ] as const)
      await click(x, y);
    await page.keyboard.press('Enter');
    await page.getByTestId('corner').nth(2).waitFor();
    await expect.poll(() => strip.nth(2).locator('polygon').count()).toBe(1);
    expect([await strip.nth(1).locator('polygon').count(), await ownNow()]).toEqual([0, []]);
    expect(await faults()).toEqual([]);
    await page.getByTestId('zones-save').click();
    await count.getByText('1', { exact: true }).waitFor();
    const shown = await strip.nth(2).getAttribute('title');
    expect(await ownNow()).toMatchObject([{ name: shown, ignore: [{ name: 'ignore 1' }] }]);
    expect((await zonesNow()).ignore).toEqual([]);

    // by keys: the next part, for it alone, a rectangle in the middle
    await page.keyboard.press('ArrowRight');
    await page
      .getByTestId('mean')
      .getByText(/, part 3$/)
      .waitFor();
    for (const key of ['o', 'o', 'i', 'Enter', 'Control+s']) await page.keyboard.press(key);
    await count.getByText('2', { exact: true }).waitFor();
    await view.theme('light');
    expect(await faults()).toEqual([]);
    await page.keyboard.press('Control+z');
    await count.getByText('1', { exact: true }).waitFor();

    await page.reload();
    await page.getByTestId('own-row').click();
    await page.getByTestId('zone-list').getByText(`Ignored in ${shown} alone`).waitFor();
    await page.getByTestId('zone-row').getByText('ignore 1').click();
    expect(await page.getByTestId('corner').count()).toBe(3);
    await page.getByTestId('zone-remove').click();
    await page.keyboard.press('Control+s');
    await count.getByText('0', { exact: true }).waitFor();
    expect([await ownNow(), complaints]).toEqual([[], []]);
  });

  it('shows where the part is found in a picture, corrected by brush and by keys; undone, and there after a reload', async () => {
    const { page, complaints, faults } = view;
    await page.keyboard.press('z');
    await page.getByTestId('single-parts').getByRole('button').nth(1).click();
    await page.keyboard.press('f');
    const state = page.getByTestId('part-state');
    await state.getByText('As it is found.').waitFor();
    const paper = page.getByTestId('zone-paint');
    const box = (await paper.boundingBox())!;
    await page.keyboard.press('e');
    await page.mouse.move(box.x + 0.45 * box.width, box.y + 0.5 * box.height);
    await page.mouse.down();
    await page.mouse.move(box.x + 0.55 * box.width, box.y + 0.5 * box.height, { steps: 4 });
    await page.mouse.up();
    const discard = page.getByTestId('zones-discard');
    await discard.waitFor();
    expect(await faults()).toEqual([]);
    // another picture has nothing of it, leaving names what would be lost, and it is there again when it is come back to
    const strip = page.getByTestId('single-parts').getByRole('button');
    await strip.nth(2).click();
    await discard.waitFor({ state: 'detached' });
    const name = (await strip.nth(1).getAttribute('title'))!;
    await page.getByTestId('view-dataset').click();
    const question = page.getByTestId('ask-dialog');
    await question.getByText(`Where the part is in ${name}.`).waitFor();
    expect(await faults()).toEqual([]);
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    const mayClose = (): Promise<boolean> =>
      page.evaluate("window.dispatchEvent(new Event('beforeunload', { cancelable: true }))");
    expect(await mayClose()).toBe(false);
    await strip.nth(1).click();
    await discard.waitFor();
    await page.keyboard.press('Control+s');
    await state.getByText('Corrected by hand.').waitFor();
    await page.getByTestId('own-row').getByText('part corrected').waitFor();
    const good = await studio.client.dataset.images({
      ...{ product, filter: { split: 'train', label: 'normal' }, order: 'odd', offset: 0, limit: 1 },
    });
    const image = good.rows[0]!.id;
    const partNow = () => studio.client.zones.readForeground({ product, image });
    const { painted, isCorrected } = await partNow();
    expect(isCorrected).toBe(true);
    const cells = pixelsOfRuns(painted.runs, painted.width * painted.height);
    const at = (x: number, y: number): number =>
      cells[Math.floor(y * painted.height) * painted.width + Math.floor(x * painted.width)]!;
    expect([at(0.5, 0.5), at(0.5, 0.4)]).toEqual([0, 255]);

    await page.reload();
    await page.getByTestId('single-parts').getByRole('button').nth(1).click();
    await page.keyboard.press('f');
    await state.getByText('Corrected by hand.').waitFor();
    // by keys: what was taken is put back in the middle
    await page.keyboard.press('b');
    await paper.focus();
    for (const key of ['Enter', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+s');
    await expect.poll(async () => (await partNow()).painted).not.toEqual(painted);
    await page.keyboard.press('Control+z');
    await expect.poll(async () => (await partNow()).painted).toEqual(painted);
    await page.getByTestId('part-found').click();
    await state.getByText('As it is found.').waitFor();
    expect([(await partNow()).isCorrected, await mayClose()]).toEqual([false, true]);
    await page.keyboard.press('e');
    await page.mouse.click(box.x + 0.5 * box.width, box.y + 0.5 * box.height);
    await discard.waitFor();
    await page.getByTestId('view-dataset').click();
    await page.getByTestId('ask-confirm').click();
    await page.locator('[data-testid=view-dataset][aria-current]').waitFor();
    expect([(await partNow()).isCorrected, complaints]).toEqual([false, []]);
  });

  it('by keyboard alone, and refuses a polygon that crosses itself', async () => {
    const { page } = view;
    await page.keyboard.press('z');
    await page.getByTestId('zone-canvas').waitFor();
    await page.keyboard.press('p');
    await page.keyboard.press('Enter');
    const corners = page.getByTestId('corner');
    await corners.first().focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+ArrowLeft');
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => corners.first().getAttribute('aria-label')).toBe('inspect 1, corner 1 at 50, 79 px');
    await page.keyboard.press('Control+s');
    await page.getByTestId('zone-version').getByText('version 1').waitFor();
    const wanted = [
      [0.25, 0.395],
      [0.6, 0.4],
      [0.6, 0.6],
      [0.4, 0.6],
    ];
    expect((await zonesNow()).inspect).toEqual([{ name: 'inspect 1', polygon: wanted }]);

    await corners.first().focus();
    for (let i = 0; i < 9; i++) await page.keyboard.press('Shift+ArrowRight');
    for (let i = 0; i < 2; i++) await page.keyboard.press('Shift+ArrowDown');
    await page.getByTestId('zone-fault').getByText('crosses itself').waitFor();
    expect(await page.getByTestId('zones-save').isDisabled()).toBe(true);
    await page.getByTestId('zones-discard').click();
    await expect.poll(() => page.getByTestId('zone-fault').count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.locator('[data-testid=view-dataset][aria-current]').waitFor();
  });

  it('painted areas by brush and eraser, a stroke taken back at a time, by mouse and by keyboard', async () => {
    const { page, complaints, faults } = view;
    await page.keyboard.press('z');
    await page.getByTestId('zone-canvas').waitFor();
    await page.keyboard.press('b');
    const paper = page.getByTestId('zone-paint');
    const box = (await paper.boundingBox())!;
    const stroke = async (y: number): Promise<void> => {
      await page.mouse.move(box.x + 0.25 * box.width, box.y + y * box.height);
      await page.mouse.down();
      await page.mouse.move(box.x + 0.5 * box.width, box.y + y * box.height, { steps: 4 });
      await page.mouse.up();
    };
    await stroke(0.25);
    await page.getByTestId('zone-row').getByText('painted').waitFor();
    const ignored = (): Promise<string> => page.getByTestId('share-ignored').innerText();
    const once = await ignored();
    expect(once).not.toBe('0 %');
    await stroke(0.5);
    await expect.poll(ignored).not.toBe(once);
    const twice = await ignored();
    expect(await faults()).toEqual([]);
    await page.keyboard.press('Control+z');
    await expect.poll(ignored).toBe(once);
    await page.keyboard.press('Control+Shift+z');
    await expect.poll(ignored).toBe(twice);
    await page.keyboard.press('e');
    await stroke(0.5);
    await expect.poll(ignored).toBe(once);

    // by keys: a line of three pixels from the middle, a pixel wide
    await page.keyboard.press('b');
    await page.getByLabel('Size of the brush in pixels of the photograph').fill('1');
    await page.keyboard.press('Enter');
    await paper.focus();
    for (const key of ['Enter', 'ArrowRight', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+s');
    await page.getByTestId('zone-version').getByText('version 1').waitFor();
    const [saved] = (await zonesNow()).ignore as PaintedZone[];
    expect(saved).toMatchObject({ name: 'ignore 1', painted: { width: 200, height: 200 } });
    const cells = pixelsOfRuns(saved!.painted.runs, 200 * 200);
    expect([...cells.subarray(100 * 200 + 98, 100 * 200 + 105)]).toEqual([0, 0, 255, 255, 255, 0, 0]);
    const inBar = (x: number, y: number): boolean => cells[y * 200 + x]! > 0;
    expect([inBar(50, 50), inBar(98, 50), inBar(75, 60), inBar(50, 40)]).toEqual([true, true, false, false]);

    // what is saved is what is shown after a reload; nothing of the page's own is left to take back, so Undo is the product's
    await page.reload();
    await page.getByTestId('zone-row').getByText('painted').waitFor();
    expect(await ignored()).not.toBe('0 %');
    await page.keyboard.press('Control+z');
    await expect.poll(async () => (await zonesNow()).ignore).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('a scale by a line of known length, whose millimetres stand where pixels stood; typed, cleared, undone', async () => {
    const { page, complaints, faults } = view;
    const scaleNow = async () => (await studio.client.products.readScale({ product })).pixelSize;
    await page.keyboard.press('z');
    await page.getByTestId('zone-canvas').waitFor();
    await page.keyboard.press('m');
    const box = (await page.getByTestId('measure-area').boundingBox())!;
    const at = (x: number): [number, number] => [box.x + x * box.width, box.y + 0.5 * box.height];
    await page.mouse.move(...at(0.2));
    await page.mouse.down();
    await page.mouse.move(...at(0.5));
    await page.mouse.up();
    await page.keyboard.type('12'); // the field for the length has the focus
    await page.getByTestId('scale-found').waitFor();
    expect(await faults()).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByTestId('scale-bar').waitFor();
    const { mmPerPixel, source } = (await scaleNow())!;
    expect(mmPerPixel).toBeCloseTo(12 / 60, 2); // 0.3 of 200 px
    expect(source).toMatchObject({ by: 'measured', mm: 12 });
    expect(await page.getByTestId('share-judged').innerText()).toMatch(/^1,[56]\d0\smm²\s*100 %$/);

    await page.getByTestId('scale-typed').fill('0.1');
    await page.keyboard.press('Enter');
    await page.getByTestId('scale-how').getByText('as typed').waitFor();
    await expect.poll(() => page.getByTestId('scale-bar').innerText()).toBe('5 mm');
    await page.getByTestId('scale-clear').click();
    await expect.poll(() => page.getByTestId('scale-bar').count()).toBe(0);
    expect(await scaleNow()).toBeNull();
    await page.keyboard.press('Control+z');
    await expect.poll(() => page.getByTestId('scale-bar').innerText()).toBe('5 mm');
    expect(await scaleNow()).toEqual({ mmPerPixel: 0.1, source: { by: 'typed' } });

    await page.keyboard.press('m');
    await page.keyboard.press('Enter'); // by keys alone: across the middle, 100 px
    await page.getByTestId('measure-end').first().focus();
    await page.keyboard.press('Shift+ArrowLeft');
    await expect.poll(() => page.getByTestId('scale-pixels').innerText()).toBe('110 px =');
    expect(complaints).toEqual([]);
  });
});
