import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sweepDisc } from '#shared/vision/labeling/brush.ts';
import { fillPolygon } from '#shared/vision/labeling/shapes.ts';
import { beginStroke, endStroke } from '#shared/vision/labeling/stroke.ts';
import { floodOf, paintMask } from '#shared/vision/labeling/wand.ts';
import { pixelsOfRuns } from '#shared/vision/maskRuns.ts';
import { type Mask, createMask } from '#shared/vision/raster.ts';
import { importFolder } from '#studio/dataset/import.ts';
import { decodeOriginal } from '#studio/dataset/original.ts';
import type { Product } from '#studio/product.ts';
import { findImage } from '#studio/store/gallery.ts';
import { listImages } from '#studio/store/images.ts';
import { type At, type LabelPage, differing, labelPage } from '../fixtures/labelPage.ts';
import { type StudioPage, openStudioPage } from '../fixtures/page.ts';
import { writeProductFolder } from '../fixtures/product.ts';
import { realPart } from '../fixtures/realPart.ts';
import { type TestStudio, startTestStudio } from '../fixtures/studio.ts';

describe('painting on a photograph', () => {
  let studio: TestStudio;
  let view: StudioPage;
  let product: string;
  let image: number;
  let at: LabelPage;
  const opened = (): Product => studio.server.workspace.product(product);

  beforeEach(async () => {
    studio = await startTestStudio();
    const pictures = join(studio.dir, 'open', 'pictures');
    await writeProductFolder(pictures, 8, 160);
    await mkdir(join(pictures, 'train/good'), { recursive: true });
    if (realPart) await cp(realPart, join(pictures, 'train/good', `real.${realPart.split('.').at(-1)!}`));
    ({ id: product } = await studio.client.products.create({ dir: '', name: 'Painted' }));
    await importFolder(opened(), pictures);
    const { rows } = await studio.client.dataset.images({ product, filter: {}, offset: 0, limit: 100 });
    image = rows.find(({ name, split }) => (realPart ? name.startsWith('real.') : split === 'train'))!.id;
    view = await openStudioPage(studio.server.link());
    at = labelPage(view, { ...{ origin: studio.origin, id: product, image }, product: opened });
    await at.open();
  }, 180_000);
  afterEach(async () => {
    await view.browser.close();
    await studio.close();
  });

  const countOf = (mask: Uint8Array): number => mask.reduce((sum, value) => sum + (value ? 1 : 0), 0);
  const painted = (mask: Mask, paint: (stroke: ReturnType<typeof beginStroke>) => void): void => {
    const stroke = beginStroke(mask);
    paint(stroke);
    endStroke(stroke);
  };

  it('with brush, polygon and wand leaves a mask file of exactly these pixels, which undo takes back over a reload', async () => {
    const { page } = view;
    const { width, height } = at.shape();
    const expected = createMask(width, height);
    const whole = (place: At): At => [Math.round(place[0]), Math.round(place[1])];

    const [a] = (await at.onScreen([width * 0.3, height * 0.3])).map(whole) as [At];
    const b: At = [a[0] + 120, a[1] + 30]; // each of the six steps ends on a whole pixel of the screen
    await page.mouse.move(...a);
    await page.keyboard.press('b');
    await at.drag(a, b);
    await at.strokes(1);
    await at.isSaved();
    const steps = Array.from({ length: 7 }, (_, i): At => [
      a[0] + ((b[0] - a[0]) * i) / 6,
      a[1] + ((b[1] - a[1]) * i) / 6,
    ]);
    const places = await Promise.all(steps.map(at.inPicture));
    painted(expected, (stroke) =>
      places.forEach((to, i) => void sweepDisc(stroke, places[Math.max(0, i - 1)]!, to, 16, true)),
    );
    const brushed = (await at.fileMask())!;
    expect(countOf(brushed)).toBeGreaterThan(500);
    expect(differing(brushed, expected.data)).toBe(0);

    await page.keyboard.press('p');
    const corners = (
      await at.onScreen([width * 0.6, height * 0.6], [width * 0.8, height * 0.62], [width * 0.7, height * 0.8])
    ).map(whole);
    for (const corner of corners) await page.mouse.click(...corner);
    await page.keyboard.press('Enter');
    await at.strokes(2);
    await at.isSaved();
    const triangle = await Promise.all(corners.map(at.inPicture));
    painted(expected, (stroke) => void fillPolygon(stroke, triangle, true));
    expect(differing((await at.fileMask())!, expected.data)).toBe(0);

    await page.keyboard.press('w');
    const [seed] = (await at.onScreen([width * 0.2, height * 0.7])).map(whole);
    await page.mouse.click(...seed!);
    await at.strokes(3);
    await at.isSaved();
    const { raster } = await decodeOriginal(opened(), findImage(opened().db, image));
    const before = expected.data.slice();
    const [x, y] = (await at.inPicture(seed!)).map(Math.floor) as [number, number];
    const found = floodOf({ ...raster, channels: 3 }, x, y, 12);
    painted(expected, (stroke) => void paintMask(stroke, found, true));
    expect(differing((await at.fileMask())!, expected.data)).toBe(0);

    // What strokes have drawn piece by piece is what is drawn as a whole.
    const masks = "document.querySelectorAll('[data-testid=label-canvas] canvas')[1]";
    const pixels = `((c) => c.getContext('2d').getImageData(0, 0, c.width, c.height).data)(${masks})`;
    await page.evaluate(`window.drawnInPieces = ${pixels}`);
    // A clipped line may be smoothed otherwise by a few levels in a few pixels.
    const otherwise = (): Promise<number> =>
      page.evaluate(`${pixels}.reduce((n, value, i) => n + (Math.abs(value - window.drawnInPieces[i]) > 16), 0)`);
    expect(await page.evaluate('window.drawnInPieces.filter((value) => value > 0).length')).toBeGreaterThan(500);
    await page.keyboard.press('z');
    await expect.poll(otherwise).toBeGreaterThan(0);
    await page.keyboard.press('0');
    await expect.poll(otherwise).toBe(0);

    await page.reload();
    await at.strokes(3);
    await page.keyboard.press('Control+z');
    await at.strokes(2);
    await at.isSaved();
    await expect.poll(async () => differing((await at.fileMask())!, before)).toBe(0);
    await page.keyboard.press('Control+Shift+z');
    await at.strokes(3);
    await at.isSaved();
    await expect.poll(async () => differing((await at.fileMask())!, expected.data)).toBe(0);
    expect(findImage(opened().db, image)).toMatchObject({
      label: 'anomalous',
      kind: 'bar',
    });
    expect([view.complaints, await view.faults()]).toEqual([[], []]);
  }, 240_000);

  it('goes by keys alone: a brush stroke, a box, a polygon, the wand and a region removed', async () => {
    const { page } = view;
    const canvas = page.getByRole('application');
    await canvas.focus();
    const press = async (...keys: string[]): Promise<void> => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await press('Enter', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Enter');
    await at.strokes(1);
    await press('r', 'Shift+ArrowDown', 'Enter', 'Shift+ArrowDown', 'Shift+ArrowRight', 'Enter');
    await at.strokes(2);
    await press('l', 'Enter', 'Shift+ArrowDown', 'Shift+ArrowRight', 'Enter');
    await at.strokes(3);
    await press(
      'p',
      'Enter',
      'Shift+ArrowUp',
      'Shift+ArrowUp',
      'Enter',
      'Shift+ArrowLeft',
      'Shift+ArrowLeft',
      'Enter',
      'Enter',
    );
    await at.strokes(4);
    await press('i');
    await at.strokes(5);
    await press('e', 'Enter', 'ArrowRight', 'Enter');
    await at.strokes(6);
    await press('v', '.', 'Delete');
    await at.strokes(7);
    await at.isSaved();
    expect(view.complaints).toEqual([]);
  }, 240_000);

  it('shows where the part is and corrects it by brush and by keys, saved, undone and asked about as on the page of zones', async () => {
    const { page } = view;
    const partNow = () => studio.client.zones.readForeground({ product, image });
    const row = page.getByTestId('layer-part');
    const state = page.getByTestId('part-state');
    await page.keyboard.press('f');
    await row.getByText('Part (found)').waitFor();
    const { painted: found } = await partNow();
    const cellsOf = ({ runs, width, height }: typeof found): Uint8Array => pixelsOfRuns(runs, width * height);
    const cells = cellsOf(found);
    const marked = [...cells.keys()].filter((cell) => cells[cell]);
    const middle = marked[Math.floor(marked.length / 2)]!;
    const { width, height } = at.shape();
    const place: At = [
      (((middle % found.width) + 0.5) / found.width) * width,
      ((Math.floor(middle / found.width) + 0.5) / found.height) * height,
    ];
    await page.keyboard.press('Shift+F');
    await state.getByText('As it is found.').waitFor();
    expect(await page.getByTestId('tool-polygon').isDisabled()).toBe(true);
    await page.keyboard.press('e');
    const [from] = await at.onScreen(place);
    await at.drag(from!, [from![0] + 12, from![1]]);
    await state.getByText('not saved').waitFor();
    expect(await view.faults()).toEqual([]);
    // a stroke at a time; the draft stays with its picture, and leaving asks
    await page.keyboard.press('Control+z');
    await state.getByText('As it is found.').waitFor();
    await page.keyboard.press('Control+Shift+z');
    await state.getByText('not saved').waitFor();
    const { ids } = await studio.client.labeling.queue({ product, order: 'arrival' });
    const ways = ['ArrowRight', 'ArrowLeft'];
    const [away, home] = ids[0] === image ? ways : ways.reverse();
    await page.keyboard.press(away!);
    await state.getByText('As it is found.').waitFor();
    await page.keyboard.press(home!);
    await state.getByText('not saved').waitFor();
    await page.keyboard.press('g');
    const question = page.getByTestId('ask-dialog');
    await question.getByText('Not saved, and lost by leaving: Where the part is in').waitFor();
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    await page.keyboard.press('Control+s');
    await state.getByText('Corrected by hand.').waitFor();
    const { painted: saved } = await partNow();
    expect([cellsOf(saved)[middle], saved.width]).toEqual([0, found.width]);

    await page.reload();
    await at.isSaved();
    await page.keyboard.press('Shift+F');
    await state.getByText('Corrected by hand.').waitFor();
    await page.keyboard.press('Control+z'); // nothing of the page's own is left to take back
    await state.getByText('As it is found.').waitFor();
    expect((await partNow()).painted).toEqual(found);
    // by keys: a stroke from the middle of the picture
    const centre = Math.floor(found.height / 2) * found.width + Math.floor(found.width / 2);
    await page.keyboard.press(cells[centre] ? 'e' : 'b');
    await page.getByRole('application').focus();
    for (const key of ['Enter', 'Shift+ArrowRight', 'Enter']) await page.keyboard.press(key);
    await state.getByText('not saved').waitFor();
    await page.getByTestId('part-discard').click();
    await page.getByTestId('part-done').click();
    await page.getByTestId('part-section').waitFor({ state: 'detached' });
    // the brush paints defects again
    await page.keyboard.press('b');
    await at.strokes(0);
    await at.drag(from!, [from![0] + 12, from![1]]);
    await at.strokes(1);
    await at.isSaved();
    expect([(await partNow()).isCorrected, view.complaints]).toEqual([false, []]);
  }, 240_000);

  it('walks the queue, counts what was looked at, and opens from the dataset by M', async () => {
    const { page } = view;
    await page.getByTestId('looked').getByText(/^0 of/).waitFor();
    await page.keyboard.press('ArrowLeft');
    const place = page.locator('aside.insp h2 .end').first();
    await place.getByText(/of/).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByTestId('looked').getByText(/^1 of/).waitFor();
    await page.keyboard.press('g');
    await page.locator('[data-testid=view-dataset][aria-current]').waitFor();
    await page.keyboard.press('m');
    await page.getByTestId('saved').getByText('saved', { exact: true }).waitFor();
    await page.getByTestId('order').selectOption('unseen');
    await page
      .getByTestId('queue-count')
      .getByText(String((realPart ? 17 : 16) - 1), { exact: true })
      .waitFor();
    expect(view.complaints).toEqual([]);
  }, 240_000);

  it('calls the kind in hand otherwise and gives it another colour, on every picture of it', async () => {
    const { page } = view;
    const bars = listImages(opened().db).filter(({ kind }) => kind === 'bar');
    await page.goto(`${studio.origin}/#/p/${product}/dataset/label?image=${bars[0]!.id}`);
    await page.getByTestId('layer-bar').waitFor();
    await page.getByTestId('edit-kind').click();
    expect(await page.getByTestId('take-kind').isDisabled()).toBe(true);
    await page.getByTestId('kind-rename').fill('stripe');
    await page.getByTestId('kind-colour-4').check();
    expect(await view.faults()).toEqual([]);
    await page.getByTestId('take-kind').click();
    await page.getByTestId('layer-stripe').waitFor();
    expect(await page.getByTestId('layer-stripe').locator('i').getAttribute('style')).toContain('--kind-4');
    await expect.poll(() => page.getByTestId('layer-bar').count()).toBe(0); // once the picture is loaded anew
    expect(listImages(opened().db).filter(({ kind }) => kind === 'stripe')).toHaveLength(bars.length);
    expect(view.complaints).toEqual([]);
  }, 240_000);

  it('gives a defective picture to training, says before what leaves the test, and takes it back', async () => {
    const { page } = view;
    const { rows } = await studio.client.dataset.images({
      product,
      filter: { label: 'anomalous' },
      offset: 0,
      limit: 9,
    });
    await page.goto(`${studio.origin}/#/p/${product}/dataset/label?image=${rows[0]!.id}`); // from another picture's address
    await page.getByTestId('giving-says').getByText('It then leaves the test.').waitFor();
    expect(await page.getByTestId('giving').textContent()).toContain(`${rows.length} → ${rows.length - 1}`);
    await page.getByTestId('give').click();
    await page.getByTestId('giving').getByText('Runs from now on learn from it').waitFor();
    expect(findImage(opened().db, rows[0]!.id).split).toBe('train');
    expect(await view.faults()).toEqual([]);
    await page.getByTestId('give').click();
    await page.getByTestId('giving-says').waitFor();
    expect(findImage(opened().db, rows[0]!.id).split).toBe('test');
    expect(view.complaints).toEqual([]);
  }, 240_000);
});
