import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Request, Response } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PreviewHeader, type PreviewRequest, previewHeaderSchema } from '#shared/contract/studio.ts';
import { parseRecallCode, recallCode } from '#shared/domain/recallCode.ts';
import { importFolder } from '#studio/dataset/import.ts';
import { type StudioPage, openStudioPage } from '../fixtures/page.ts';
import { texturedPart } from '../fixtures/parts.ts';
import { type TestStudio, startTestStudio } from '../fixtures/studio.ts';

const sides = { width: 640, height: 320 };

/** Good parts twice as wide as high. */
async function writeWideParts(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  for (let i = 0; i < 6; i++) {
    const { data, width, height } = texturedPart(sides, i);
    await sharp(data, { raw: { width, height, channels: 3 } })
      .png()
      .toFile(join(dir, `${i}.png`));
  }
}

async function headerOf(answer: Response): Promise<PreviewHeader> {
  const body = await answer.body();
  return previewHeaderSchema.parse(JSON.parse(body.toString('utf8', 4, 4 + body.readUInt32LE(0))));
}

describe('the bench', () => {
  let studio: TestStudio;
  let view: StudioPage;
  let product: string;
  /** Of the large picture as it is shown, px, as a square. */
  const side = async (): Promise<number> => Number(await view.page.getByTestId('large').getAttribute('data-side'));

  beforeAll(async () => {
    studio = await startTestStudio();
    const pictures = join(studio.dir, 'open', 'good');
    await writeWideParts(pictures);
    ({ id: product } = await studio.client.products.create({ dir: '', name: 'Wide' }));
    await importFolder(studio.server.workspace.product(product), pictures);
    view = await openStudioPage(studio.server.link());
    await view.stage(product, 'synthesis');
    await view.page.getByTestId('small').nth(11).waitFor();
  });
  afterAll(async () => {
    await view.browser.close();
    await studio.close();
  });

  it('shows parts in the shape of their photographs, the large one as sharp once nothing moves', async () => {
    const { page } = view;
    const small = (await page.getByTestId('small').first().locator('canvas').boundingBox())!;
    expect(small.width / small.height).toBeCloseTo(2, 1);
    // a picture of 640 × 320 has the area of 452 × 452
    await expect.poll(side, { timeout: 240_000 }).toBeGreaterThanOrEqual(452);
    expect(await page.locator('.note', { hasText: '640 × 320' }).count()).toBe(1);
  });

  it('draws the large one sharp by the newest recipe alone, with the same defects at the same places', async () => {
    const { page } = view;
    await expect.poll(side).toBeGreaterThanOrEqual(452);
    const isSharp = (request: Request): boolean =>
      request.url().endsWith('/preview') && (request.postDataJSON() as PreviewRequest).look === 'sharp';
    const holds: (() => void)[] = [];
    await page.route('**/preview', async (route) => {
      if (isSharp(route.request())) await new Promise<void>((release) => holds.push(release));
      await route.continue().catch(() => undefined); // it may have been broken off
    });
    try {
      const brokenOff = page.waitForEvent('requestfailed', isSharp);
      await page.getByTestId('nuisance').focus(); // every picture hangs on it
      await page.keyboard.press('ArrowDown');
      await expect.poll(() => holds.length).toBe(1);
      const quick = page.waitForResponse((answer) => answer.url().endsWith('/preview') && !isSharp(answer.request()));
      await page.keyboard.press('ArrowDown');
      const { items } = await headerOf(await quick);
      await brokenOff;
      await expect.poll(() => holds.length).toBe(2);
      holds[0]!();
      expect(await side()).toBeLessThan(452);
      const answered = page.waitForResponse((answer) => isSharp(answer.request()));
      holds[1]!();
      const { picture, items: large } = await headerOf(await answered);
      expect(large[0]!.drawn).toEqual(items[0]!.drawn);
      await expect.poll(side).toBe(Math.round(Math.sqrt(picture.width * picture.height)));
    } finally {
      await page.unroute('**/preview');
    }
    // two moves, or one where the second came soon after the first
    const unsaved = page.getByTestId('unsaved');
    await expect
      .poll(async () => {
        if ((await unsaved.count()) > 0) await page.keyboard.press('Control+z');
        return unsaved.count();
      })
      .toBe(0);
  });

  it('leaves the pictures as they are that do not hang on what was moved', async () => {
    const { page } = view;
    await view.anew(product, 'synthesis'); // nothing is under way once its large picture is sharp
    await expect.poll(side).toBeGreaterThanOrEqual(452);
    const asked: PreviewRequest[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/preview')) asked.push(request.postDataJSON() as PreviewRequest);
    });
    const drawn = (await page.getByTestId('large').locator('.tag.top').innerText()).toLowerCase();
    const [kind] = ['scratch', 'stain', 'crack', 'fibre'].filter((one) => !drawn.includes(one));
    await page.getByTestId(`kind-${kind!}`).click();
    await page.getByTestId('range-contrast').getByRole('slider').first().focus();
    const answered = page.waitForResponse('**/preview');
    await page.keyboard.press('ArrowRight');
    const { items } = await headerOf(await answered);
    expect(asked[0]!.shown).toContain(items[0]!.id);
    await page.keyboard.press('Control+z');
    await expect.poll(() => asked.length).toBeGreaterThanOrEqual(2);
    expect(await side()).toBeGreaterThanOrEqual(452);
    expect(asked.filter(({ look }) => look === 'sharp')).toEqual([]);
  });

  it('takes a slow drag for one step back', async () => {
    const { page } = view;
    await page.getByTestId('kind-scratch').click();
    const fields = page.getByTestId('range-size').locator('input.f');
    const values = async (): Promise<string[]> => [await fields.first().inputValue(), await fields.last().inputValue()];
    const before = await values();
    const thumb = (await page.getByTestId('range-size').getByRole('slider').last().boundingBox())!;
    await page.mouse.move(thumb.x + 7, thumb.y + 7);
    await page.mouse.down();
    const passed: string[][] = [];
    for (const x of [20, 40, 60]) {
      await page.mouse.move(thumb.x + 7 - x, thumb.y + 7, { steps: 2 });
      passed.push(await values());
      // longer than two steps by key may be apart to count as one
      await page.evaluate('new Promise((over) => setTimeout(over, 1000))');
    }
    await page.mouse.up();
    expect(new Set(passed.map(String)).size).toBe(3);
    await page.keyboard.press('Control+z');
    expect(await values()).toEqual(before);
  });

  it('shows and takes lengths in mm where the product has a scale; the recipe stays in pixels', async () => {
    const { page } = view;
    const first = page.getByTestId('range-size').locator('input.f').first();
    const inPx = await first.inputValue();
    expect(await page.getByTestId('length-unit-mm').count()).toBe(0);
    await studio.client.products.saveScale({ product, stated: { mmPerPixel: 0.1 } });
    // a length of one is the side of 640 × 320 as a square, by 256, in pixels of the photograph
    const perLength = (0.1 * Math.sqrt(640 * 320)) / 256;
    await expect.poll(() => first.inputValue()).toBe((Number(inPx) * perLength).toFixed(2));
    await expect.poll(() => page.getByTestId('small').allInnerTexts()).toContainEqual(expect.stringMatching(/\d mm$/));
    expect(await view.faults()).toEqual([]);
    await first.fill('3');
    await first.press('Enter');
    await page.getByTestId('length-unit-px').click();
    await expect.poll(() => first.inputValue()).toBe((3 / perLength).toFixed(1));
    await page.getByTestId('length-unit-mm').click();
    await studio.client.products.saveScale({ product, stated: null });
    await expect.poll(() => page.getByTestId('length-unit-mm').count()).toBe(0);
    await page.keyboard.press('Control+z');
    await expect.poll(() => first.inputValue()).toBe(inPx);
    await first.blur(); // keys are the page's again
  });

  it('has its kinds and small pictures as one stop for Tab each, walked by arrows', async () => {
    const { page } = view;
    const focused = (attribute: string): Promise<string | null> => page.locator(':focus').getAttribute(attribute);
    const kinds = page.getByRole('grid', { name: 'Mix of kinds' });
    const small = page.getByRole('toolbar', { name: 'Twelve more forged parts' });
    expect(await kinds.locator('[tabindex="0"]').count()).toBe(1);
    expect(await small.locator('[tabindex="0"]').count()).toBe(1);
    expect(await kinds.locator('[tabindex="0"]').getAttribute('aria-pressed')).toBe('true');

    await page.getByTestId('kind-scratch').focus();
    await page.keyboard.press('ArrowRight');
    expect(await focused('data-testid')).toBe('enable-stain');
    await page.keyboard.press('ArrowDown');
    expect(await focused('data-testid')).toBe('enable-crack');
    await page.keyboard.press('Space');
    expect(await page.getByTestId('enable-crack').isChecked()).toBe(false);
    await page.keyboard.press('Space');
    await page.keyboard.press('End');
    expect(await focused('data-testid')).toBe('kind-crack');
    await page.keyboard.press('Enter');
    expect(await focused('aria-pressed')).toBe('true');
    await page.keyboard.press('Control+End');
    expect(await focused('data-testid')).toBe('kind-stamp');
    await page.keyboard.press('ArrowDown'); // nothing is below
    expect(await focused('data-testid')).toBe('kind-stamp');
    await page.keyboard.press('Tab');
    expect(await kinds.locator(':focus').count()).toBe(0);
    await page.keyboard.press('Shift+Tab');
    expect(await focused('data-testid')).toBe('kind-stamp');
    await page.keyboard.press('Control+Home');
    expect(await focused('data-testid')).toBe('enable-scratch');

    await small.locator('[tabindex="0"]').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    expect(await page.getByTestId('small').nth(1).getAttribute('aria-pressed')).toBe('true');
    await page.keyboard.press('Enter');
    expect(await view.faults()).toEqual([]);
    await page.getByTestId('kind-scratch').click();
  });

  it('shows what it takes for the part', async () => {
    const { page } = view;
    expect(await page.getByTestId('found-part').count()).toBe(0);
    await page.keyboard.press('j');
    await page
      .getByText(/shaded: not taken for the part \(\d+ % is\)|the whole picture is taken for the part/)
      .waitFor();
    expect(await view.faults()).toEqual([]);
    await page.getByTestId('show-part').click();
    await expect.poll(() => page.getByTestId('found-part').count()).toBe(0);
  });

  it('offers the ranges that a kind asks for, and explains each with forged pictures', async () => {
    const { page } = view;
    await page.getByTestId('kind-warp').click();
    await page.getByTestId('range-size').waitFor();
    expect(await page.getByTestId('range-contrast').count()).toBe(0);
    await page.getByTestId('kind-scratch').click();
    await page.getByTestId('range-contrast').getByRole('button', { name: 'What is Contrast?' }).click();
    const pictures = page.locator('.help-card canvas');
    await pictures.nth(1).waitFor();
    const drawn = "new Set([...document.querySelectorAll('.help-card canvas')].map((one) => one.toDataURL())).size";
    expect(await page.evaluate(drawn)).toBe(2);
    expect(await view.faults()).toEqual([]);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.help-card').count()).toBe(0);
    expect(view.complaints).toEqual([]);
  });

  it('and every other page show where things will stand until the studio has answered, and claim nothing', async () => {
    const { page } = view;
    let answer = (): void => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/rpc/**', async (route) => {
      await answered;
      await route.continue().catch(() => undefined); // its page may be gone
    });
    for (const [stage, title] of [
      ['training', 'Training'],
      ['evaluation', 'Evaluation'],
      ['export', 'Export'],
      ['dataset', 'Dataset'],
      ['synthesis', 'Synthesis'],
    ] as const) {
      await view.anew(product, stage);
      await page.locator('main [data-testid=skeleton]').waitFor();
      await page.getByRole('heading', { name: title, level: 1 }).waitFor();
      expect(await page.locator('main .empty').count()).toBe(0);
    }
    expect(await view.faults()).toEqual([]);
    answer();
    await page.getByTestId('large').waitFor();
    expect(await page.getByTestId('skeleton').count()).toBe(0);
    await page.unroute('**/rpc/**');
  });

  it('and ask the studio for each thing once, after it has said what there is', async () => {
    const { page } = view;
    let asked: string[] = [];
    const waiting = new Set<unknown>();
    const note = (request: Request): void => {
      const [, call] = request.url().split('/rpc/');
      if (!call) return;
      asked.push(`${call} ${request.postData() ?? ''}`);
      if (!call.startsWith('system/events')) waiting.add(request);
    };
    const end = (request: Request): void => void waiting.delete(request);
    page.on('request', note).on('requestfinished', end).on('requestfailed', end);
    for (const stage of [
      'dataset',
      'dataset/label',
      'dataset/zones',
      'training',
      'evaluation',
      'export',
      'synthesis',
    ]) {
      const { promise: told, resolve: tell } = Promise.withResolvers<void>();
      await page.route('**/rpc/system/events', async (route) => {
        await told;
        await route.continue().catch(() => undefined); // its page may be gone
      });
      await page.goto('about:blank');
      asked = [];
      await view.anew(product, stage);
      expect(
        asked.map((call) => call.split(' ')[0]),
        stage,
      ).toEqual(['system/events']);
      tell();
      await expect.poll(() => asked.length).toBeGreaterThan(2);
      await expect.poll(() => waiting.size).toBe(0);
      expect(asked, stage).toEqual([...new Set(asked)]);
      await page.unroute('**/rpc/system/events');
    }
    page.off('request', note).off('requestfinished', end).off('requestfailed', end);
    await page.getByTestId('large').waitFor();
  });

  it('keeps a pinned picture while the recipe changes, and finds one again by its code', async () => {
    const { page } = view;
    const pixels = (i: number): Promise<unknown> =>
      page.evaluate(`document.querySelectorAll('[data-testid=pinned] canvas')[${i}].toDataURL()`);
    const code = await page.getByTestId('recall-code').innerText();
    await page.keyboard.press('p');
    await page.getByTestId('pinned').locator('canvas').nth(1).waitFor();
    await expect.poll(async () => (await pixels(0)) === (await pixels(1))).toBe(true);
    const before = await pixels(0);
    for (const kind of ['scratch', 'stain', 'crack', 'fibre', 'missing', 'texture', 'cutpaste', 'warp'])
      await page.getByTestId(`enable-${kind}`).uncheck();
    await expect.poll(async () => (await pixels(1)) !== before).toBe(true);
    expect(await pixels(0)).toBe(before);
    expect(await page.getByTestId('recall-copy').isDisabled()).toBe(true);
    expect(await view.faults()).toEqual([]);
    await page.getByTestId('unpin').click();
    for (let i = 0; i < 8; i++) await page.keyboard.press('Control+z');
    await expect.poll(() => page.getByTestId('recall-code').innerText()).toBe(code);

    await page.getByTestId('recall-field').fill(code.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')));
    await page.getByTestId('recall').click();
    await page.getByRole('alert').filter({ hasText: 'is not the code' }).waitFor();
    // the browser says of itself that an answer was a refusal
    expect(view.complaints.splice(0)).toEqual([expect.stringContaining('422')]);
    await page.getByTestId('recall-field').fill(code.toLowerCase());
    await page.getByTestId('recall').click();
    await page.getByTestId('pinned').locator('canvas').nth(1).waitFor();
    expect(await pixels(0)).toBe(before);
    expect(await page.getByTestId('pin-other').count()).toBe(0);
    // a code of before fingerprints, and one of other good parts
    const recalled = parseRecallCode(code)!;
    for (const [madeOf, said] of [
      [null, 'does not say which good parts'],
      [`${recalled.madeOf!.startsWith('00') ? '11' : '00'}${recalled.madeOf!.slice(2)}`, 'Made from other good parts'],
    ] as const) {
      await page.getByTestId('recall-field').fill(recallCode({ ...recalled, madeOf }));
      await page.getByTestId('recall').click();
      await page.getByTestId('pin-other').getByText(said).waitFor();
    }
    expect(await view.faults()).toEqual([]);
    await page.getByTestId('unpin').click();
  });

  it('keeps versions with what changed, and takes recipes out, in and over to another product', async () => {
    const { page } = view;
    const other = await studio.client.products.create({ dir: '', name: 'Other' });
    await page.getByTestId('kind-stain').click();
    await page.getByTestId('spread-size').selectOption('linear normal');
    await page.getByTestId('save-as').click();
    await page.getByTestId('save-as-name').fill('mine');
    await page.getByTestId('save-as-note').fill('stains of the new oil');
    await page.getByTestId('save-as-confirm').click();
    await page.getByTestId('unsaved').waitFor({ state: 'detached' });
    await page.getByTestId('choice-sign').selectOption('darker');
    await page.getByTestId('save-priors').click();
    await page.getByTestId('unsaved').waitFor({ state: 'detached' });
    await page.getByTestId('recipe').click();
    await page.getByTestId('version-2').waitFor();
    expect(await page.getByTestId('version-2').innerText()).toContain('stain: Brightness: both alike → darker');
    const first = await page.getByTestId('version-1').innerText();
    expect(first).toContain('stains of the new oil');
    expect(first).toContain('stain: Spread: as usual → Size linear, normal');
    expect(await view.faults()).toEqual([]);

    const download = page.waitForEvent('download');
    await page.getByTestId('recipe-export').click();
    expect((await download).suggestedFilename()).toBe('mine.json');
    const file = join(studio.dir, 'mine.json');
    await (await download).saveAs(file);
    await page.getByTestId('recipe-target').selectOption(other.id);
    await page.getByTestId('recipe-copy').click();
    await page.getByTestId('recipe-said').filter({ hasText: 'mine is saved in Other.' }).waitFor();
    const copied = (await studio.client.synthesis.priorSets({ product: other.id })).find(({ name }) => name === 'mine');
    expect(copied).toEqual(JSON.parse(await readFile(file, 'utf8')));

    await page.getByTestId('version-1').getByRole('button').click();
    await page.getByText('draft: recipe of version 1, not saved').waitFor();
    expect(await page.getByTestId('choice-sign').inputValue()).toBe('both');
    await page.getByTestId('recipe').click();
    await page.getByTestId('recipe-import').setInputFiles(file);
    await expect.poll(() => page.getByTestId('choice-sign').inputValue()).toBe('darker');
  });

  it('goes a hundred steps back', async () => {
    const { page } = view;
    await page.evaluate("for (let i = 0; i < 105; i++) document.querySelector('[data-testid=confine]').click()");
    const steps = await page.evaluate(`(async () => {
      const undo = document.querySelector('[data-testid=undo]');
      let steps = 0;
      for (; !undo.disabled; steps++) {
        undo.click();
        await new Promise((next) => requestAnimationFrame(next));
      }
      return steps;
    })()`);
    expect(steps).toBe(100);
    expect(view.complaints).toEqual([]);
  });

  it('says where a photograph holds more than training takes', async () => {
    const { page } = view;
    const { id: fine } = await studio.client.products.create({ dir: '', name: 'Fine' });
    const { data, width, height } = texturedPart(1400, 0);
    const part = sharp(data, { raw: { width, height, channels: 3 } }).png();
    await mkdir(join(studio.dir, 'open', 'fine'));
    await Promise.all(
      [0, 1].map((i) =>
        part
          .clone()
          .linear(1, i)
          .toFile(join(studio.dir, 'open', 'fine', `${i}.png`)),
      ),
    );
    await importFolder(studio.server.workspace.product(fine), join(studio.dir, 'open', 'fine'));
    expect(await page.getByTestId('coarse').count()).toBe(0);
    await view.anew(fine, 'synthesis');
    await page
      .getByTestId('coarse')
      .filter({ hasText: /drawn at 1,024 of 1,\d{3} px/ })
      .waitFor();
    expect(view.complaints).toEqual([]);
  });
});
