import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { partOfPolygons, paintPart } from '#shared/vision/labeling/maskPart.ts';
import { refineMask } from '#shared/vision/labeling/refine.ts';
import { beginStroke, endStroke } from '#shared/vision/labeling/stroke.ts';
import { type FloatMap, type Mask, createMask, maskArea } from '#shared/vision/raster.ts';
import { importFolder } from '#studio/dataset/import.ts';
import { decodeOriginal } from '#studio/dataset/original.ts';
import { proposalsDir } from '#studio/evaluation/mapFiles.ts';
import type { Product } from '#studio/product.ts';
import { findImage } from '#studio/store/gallery.ts';
import { proposedLines } from '../../src/renderer/stages/label/proposalLines.ts';
import { addTrainedRun } from '../fixtures/judgedRuns.ts';
import { type LabelPage, differing, labelPage } from '../fixtures/labelPage.ts';
import { type StudioPage, openStudioPage } from '../fixtures/page.ts';
import { writeProductFolder } from '../fixtures/product.ts';
import { realDefect } from '../fixtures/realPart.ts';
import { type TestStudio, startTestStudio } from '../fixtures/studio.ts';

const side = 64;
const name = 'shown';

describe('what a run proposes on a photograph', () => {
  let studio: TestStudio;
  let view: StudioPage;
  let at: LabelPage;
  let image: number;
  let id: string;
  const product = (): Product => studio.server.workspace.product(id);

  beforeEach(async () => {
    studio = await startTestStudio();
    const pictures = join(studio.dir, 'open', 'pictures');
    await writeProductFolder(pictures, 8, 160);
    await mkdir(join(pictures, 'train/good'), { recursive: true });
    const shown = realDefect?.picture ?? join(pictures, 'test/bar/0.png');
    await cp(shown, join(pictures, 'train/good', `${name}.${shown.split('.').at(-1)!}`));
    if (!realDefect) await rm(shown); // of one content the defective file would be believed
    ({ id } = await studio.client.products.create({ dir: '', name: 'Proposed' }));
    await importFolder(product(), pictures);
    const { rows } = await studio.client.dataset.images({ product: id, filter: {}, offset: 0, limit: 100 });
    image = rows.find((row) => row.name.startsWith(name))!.id;
    view = await openStudioPage(studio.server.link());
    at = labelPage(view, { origin: studio.origin, id, image, product });
  }, 180_000);
  afterEach(async () => {
    await view.browser.close();
    await studio.close();
  });

  /** A loose map of the defect, as a detector has it, and a second blot in a corner. */
  async function looseMap(): Promise<FloatMap> {
    const source = realDefect?.mask;
    const blot = source
      ? await sharp(source).toColourspace('b-w').resize(side, side, { fit: 'fill' }).blur(2).raw().toBuffer()
      : Buffer.from(
          Array.from({ length: side * side }, (_, i) =>
            Math.hypot((i % side) - 40, Math.floor(i / side) - 30) < 6 ? 255 : 0,
          ),
        );
    const channels = blot.length / side ** 2;
    const peak = blot.reduce((most, value) => Math.max(most, value), 1);
    const data = Float32Array.from({ length: side * side }, (_, i) => (0.95 * blot[i * channels]!) / peak);
    for (const [x, y] of [[1, 1], [2, 1], [1, 2], [2, 2]] as const) data[y * side + x] = 0.9; // prettier-ignore
    return { width: side, height: side, data };
  }
  async function giveMap(map: FloatMap): Promise<void> {
    const dir = proposalsDir(product(), 'run-0001');
    await mkdir(dir, { recursive: true });
    const { hash } = findImage(product().db, image);
    await writeFile(join(dir, `${hash}.f32`), new Uint8Array(map.data.buffer));
  }
  const says = (text: RegExp): Promise<void> => view.page.getByTestId('proposal-says').getByText(text).waitFor();
  function drawn(map: FloatMap, limit: number): Mask {
    const stroke = beginStroke(createMask(at.shape().width, at.shape().height));
    const part = partOfPolygons(proposedLines(map, limit, at.shape()).polygons, at.shape());
    if (part) paintPart(stroke, part);
    endStroke(stroke);
    return stroke.mask;
  }

  it('follows the slider and is taken by Enter as one stroke, which undo takes back over a reload', async () => {
    const { page } = view;
    const map = await looseMap();
    await addTrainedRun(product());
    await giveMap(map);
    await at.open();
    await page.keyboard.press('d');
    await says(/0\.950 · .* px/);
    expect(await view.faults()).toEqual([]);
    expect(await at.fileMask()).toBeNull(); // nothing is painted without a key

    const slider = page.getByTestId('proposal-limit');
    await slider.fill('0.97');
    await says(/Nothing at this limit; the highest value is 0\.950/);
    await page.getByTestId('proposal-lower').click();
    expect(await page.getByTestId('proposal-at').textContent()).toBe('0.760');
    await slider.fill('0.4');
    await slider.press('ArrowRight');
    expect(await page.getByTestId('proposal-at').textContent()).toBe('0.401');
    await slider.press('Enter');
    await at.strokes(1);
    await at.isSaved();
    await says(/px taken as/);
    const expected = drawn(map, 0.401);
    expect(maskArea(expected)).toBeGreaterThan(20);
    expect(differing((await at.fileMask())!, expected.data)).toBe(0);

    await page.reload();
    await at.strokes(1);
    await page.keyboard.press('Control+z');
    await at.strokes(0);
    await at.isSaved();
    await expect.poll(() => at.fileMask()).toBeNull();
    expect(view.complaints).toEqual([]);
  }, 240_000);

  it('is drawn onto the edges by F, taken region by region by a click, and left by Esc', async () => {
    const { page } = view;
    const map = await looseMap();
    await addTrainedRun(product());
    await giveMap(map);
    await at.open();
    await page.getByTestId('tool-detector').click();
    await says(/0\.950/);
    await page.getByTestId('proposal-limit').press('f'); // also where the slider was dragged before
    await says(/drawn onto edges/);
    await page.keyboard.press('Enter');
    await at.strokes(1);
    await at.isSaved();
    const { raster } = await decodeOriginal(product(), findImage(product().db, image));
    const refined = refineMask({ ...raster, channels: 3 }, drawn(map, 0.5), at.shape().width / side).mask;
    expect(maskArea(refined)).toBeGreaterThan(20);
    expect(differing((await at.fileMask())!, refined.data)).toBe(0);

    await page.keyboard.press('Control+z');
    await at.strokes(0);
    await page.getByTestId('proposal-again').click();
    await says(/0\.950/);
    const corner = [at.shape().width * (2.1 / side), at.shape().height * (2.1 / side)] as const;
    const [click] = await at.onScreen(corner);
    await page.mouse.click(...click!);
    await at.strokes(1);
    await at.isSaved();
    const saved = (await at.fileMask())!;
    const whole = drawn(map, 0.5);
    expect(saved.every((value, i) => value === 0 || whole.data[i] === 255)).toBe(true);
    const area = saved.reduce((sum, value) => sum + (value ? 1 : 0), 0);
    expect([area > 0, area < maskArea(whole)]).toEqual([true, true]);

    await page.keyboard.press('Escape');
    await page.getByTestId('proposal').waitFor({ state: 'detached' });
    expect(await page.getByTestId('tool-brush').getAttribute('aria-pressed')).toBe('true');
    expect(view.complaints).toEqual([]);
  }, 240_000);

  it('says that no run is there, that the engine is busy, and what went wrong; it is asked again', async () => {
    const { page } = view;
    await at.open();
    await page.keyboard.press('d');
    await says(/Train once, and the detector will propose/);
    await page.keyboard.press('Escape');

    await addTrainedRun(product());
    const busy = Promise.withResolvers<void>();
    const taken = studio.server.workspace.turns.take(
      'other',
      new AbortController().signal,
      () => undefined,
      () => busy.promise,
    );
    await page.keyboard.press('d');
    await says(/looking… · waiting for the engine, place 1/);
    await page.keyboard.press('b'); // painting goes on meanwhile
    const [from, to] = await at.onScreen(
      [at.shape().width / 3, at.shape().height / 3],
      [at.shape().width / 2, at.shape().height / 3],
    );
    await at.drag(from!, to!);
    await at.strokes(1);
    await page.keyboard.press('d');
    await says(/waiting for the engine/);
    busy.resolve();
    await taken;
    const again = page.getByTestId('proposal').getByRole('button', { name: 'Try again' }); // the run has no checkpoint
    await again.waitFor();
    await giveMap(await looseMap());
    await again.click();
    await says(/0\.950/);
  }, 240_000);
});
