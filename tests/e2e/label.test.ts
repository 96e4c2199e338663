import { cp, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sweepDisc } from '#shared/vision/labeling/brush.ts';
import { fillPolygon } from '#shared/vision/labeling/shapes.ts';
import { beginStroke, endStroke } from '#shared/vision/labeling/stroke.ts';
import { floodOf, paintMask } from '#shared/vision/labeling/wand.ts';
import { type Mask, createMask } from '#shared/vision/raster.ts';
import { importFolder } from '#studio/dataset/import.ts';
import { decodeOriginal } from '#studio/dataset/original.ts';
import { findImage } from '#studio/store/gallery.ts';
import { type StudioPage, openStudioPage } from '../fixtures/page.ts';
import { writeProductFolder } from '../fixtures/product.ts';
import { realPart } from '../fixtures/realPart.ts';
import { type TestStudio, startTestStudio } from '../fixtures/studio.ts';

type At = readonly [x: number, y: number];

describe('painting on a photograph', () => {
  let studio: TestStudio;
  let view: StudioPage;
  let product: string;
  let image: number;

  beforeEach(async () => {
    studio = await startTestStudio();
    const pictures = join(studio.dir, 'open', 'pictures');
    await writeProductFolder(pictures, 8, 160);
    await mkdir(join(pictures, 'train/good'), { recursive: true });
    if (realPart) await cp(realPart, join(pictures, 'train/good', `real.${realPart.split('.').at(-1)!}`));
    ({ id: product } = await studio.client.products.create({ dir: '', name: 'Painted' }));
    await importFolder(studio.server.workspace.product(product), pictures);
    const { rows } = await studio.client.dataset.images({ product, filter: {}, offset: 0, limit: 100 });
    image = rows.find(({ name }) => name.startsWith(realPart ? 'real.' : '0.'))!.id;
    view = await openStudioPage(studio.server.link());
    await open();
  }, 180_000);
  afterEach(async () => {
    await view.browser.close();
    await studio.close();
  });

  async function open(): Promise<void> {
    await view.page.goto(`${studio.origin}/#/p/${product}/dataset/label?image=${image}`);
    await view.page.getByTestId('saved').getByText('saved', { exact: true }).waitFor();
  }
  const shape = (): { width: number; height: number } => findImage(studio.server.workspace.product(product).db, image);
  /** Screen places of places in the photograph, which is fitted into the canvas. */
  async function onScreen(...places: At[]): Promise<At[]> {
    const box = (await view.page.getByTestId('label-canvas').boundingBox())!;
    const { width, height } = shape();
    const scale = Math.min(box.width / width, box.height / height);
    const [left, top] = [box.x + (box.width - width * scale) / 2, box.y + (box.height - height * scale) / 2];
    return places.map(([x, y]) => [left + x * scale, top + y * scale]);
  }
  /** The place in the photograph that the page makes of a screen place. */
  async function inPicture(at: At): Promise<At> {
    const [origin] = await onScreen([0, 0]);
    const [one] = await onScreen([1, 0]);
    const scale = one![0] - origin![0];
    return [(at[0] - origin![0]) / scale, (at[1] - origin![1]) / scale];
  }
  async function drag(from: At, to: At): Promise<void> {
    const { mouse } = view.page;
    await mouse.move(...from);
    await mouse.down();
    await mouse.move(...to, { steps: 6 });
    await mouse.up();
  }
  const saved = (strokes: number): Promise<void> =>
    view.page.getByTestId('history-count').getByText(`${strokes} of 100`).waitFor();
  const isSaved = (): Promise<void> => view.page.getByTestId('saved').getByText('saved', { exact: true }).waitFor();
  /** The pixels of the mask file as any program reads them. */
  async function fileMask(): Promise<Uint8Array | null> {
    const { maskFile } = findImage(studio.server.workspace.product(product).db, image);
    if (maskFile === null) return null;
    const { data, info } = await sharp(await readFile(maskFile))
      .toColourspace('b-w')
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ ...(({ width, height }) => ({ width, height }))(shape()), channels: 1 });
    return new Uint8Array(data);
  }
  const countOf = (mask: Uint8Array): number => mask.reduce((sum, value) => sum + (value ? 1 : 0), 0);
  const painted = (mask: Mask, paint: (stroke: ReturnType<typeof beginStroke>) => void): void => {
    const stroke = beginStroke(mask);
    paint(stroke);
    endStroke(stroke);
  };
  const differing = (a: Uint8Array, b: Uint8Array): number =>
    a.reduce((sum, value, i) => sum + (value !== b[i] ? 1 : 0), 0);

  it('with brush, polygon and wand leaves a mask file of exactly these pixels, which undo takes back over a reload', async () => {
    const { page } = view;
    const { width, height } = shape();
    const expected = createMask(width, height);
    const whole = (at: At): At => [Math.round(at[0]), Math.round(at[1])];

    const [a] = (await onScreen([width * 0.3, height * 0.3])).map(whole) as [At];
    const b: At = [a[0] + 120, a[1] + 30]; // each of the six steps ends on a whole pixel of the screen
    await page.mouse.move(...a);
    await page.keyboard.press('b');
    await drag(a, b);
    await saved(1);
    await isSaved();
    const steps = Array.from({ length: 7 }, (_, i): At => [
      a[0] + ((b[0] - a[0]) * i) / 6,
      a[1] + ((b[1] - a[1]) * i) / 6,
    ]);
    const places = await Promise.all(steps.map(inPicture));
    painted(expected, (stroke) =>
      places.forEach((to, i) => void sweepDisc(stroke, places[Math.max(0, i - 1)]!, to, 16, true)),
    );
    const brushed = (await fileMask())!;
    expect(countOf(brushed)).toBeGreaterThan(500);
    expect(differing(brushed, expected.data)).toBe(0);

    await page.keyboard.press('p');
    const corners = (
      await onScreen([width * 0.6, height * 0.6], [width * 0.8, height * 0.62], [width * 0.7, height * 0.8])
    ).map(whole);
    for (const corner of corners) await page.mouse.click(...corner);
    await page.keyboard.press('Enter');
    await saved(2);
    await isSaved();
    const triangle = await Promise.all(corners.map(inPicture));
    painted(expected, (stroke) => void fillPolygon(stroke, triangle, true));
    expect(differing((await fileMask())!, expected.data)).toBe(0);

    await page.keyboard.press('w');
    const [seed] = (await onScreen([width * 0.2, height * 0.7])).map(whole);
    await page.mouse.click(...seed!);
    await saved(3);
    await isSaved();
    const { raster } = await decodeOriginal(
      studio.server.workspace.product(product),
      findImage(studio.server.workspace.product(product).db, image),
    );
    const before = expected.data.slice();
    const [x, y] = (await inPicture(seed!)).map(Math.floor) as [number, number];
    const found = floodOf({ ...raster, channels: 3 }, x, y, 12);
    painted(expected, (stroke) => void paintMask(stroke, found, true));
    expect(differing((await fileMask())!, expected.data)).toBe(0);

    await page.reload();
    await saved(3);
    await page.keyboard.press('Control+z');
    await saved(2);
    await isSaved();
    await expect.poll(async () => differing((await fileMask())!, before)).toBe(0);
    await page.keyboard.press('Control+Shift+z');
    await saved(3);
    await isSaved();
    await expect.poll(async () => differing((await fileMask())!, expected.data)).toBe(0);
    expect(findImage(studio.server.workspace.product(product).db, image)).toMatchObject({
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
    await saved(1);
    await press('r', 'Shift+ArrowDown', 'Enter', 'Shift+ArrowDown', 'Shift+ArrowRight', 'Enter');
    await saved(2);
    await press('l', 'Enter', 'Shift+ArrowDown', 'Shift+ArrowRight', 'Enter');
    await saved(3);
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
    await saved(4);
    await press('i');
    await saved(5);
    await press('e', 'Enter', 'ArrowRight', 'Enter');
    await saved(6);
    await press('v', '.', 'Delete');
    await saved(7);
    await isSaved();
    expect(view.complaints).toEqual([]);
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
    await page.getByTestId('open-label').waitFor();
    await page.keyboard.press('m');
    await page.getByTestId('saved').getByText('saved', { exact: true }).waitFor();
    await page.getByTestId('order').selectOption('unseen');
    await page
      .getByTestId('queue-count')
      .getByText(String((realPart ? 17 : 16) - 1), { exact: true })
      .waitFor();
    expect(view.complaints).toEqual([]);
  }, 240_000);
});
