import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importFolder } from '#studio/dataset/import.ts';
import { type StudioPage, openStudioPage } from '../fixtures/page.ts';
import { writeProductFolder } from '../fixtures/product.ts';
import { type TestStudio, startTestStudio } from '../fixtures/studio.ts';

describe('the picture that zooms and moves', () => {
  let studio: TestStudio;
  let view: StudioPage;
  let fitted = '';
  let middle = { x: 0, y: 0 };
  /** What the canvas shows once what was asked has been drawn. */
  const pixels = async (): Promise<string> => {
    await view.page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
    return view.page.evaluate("document.querySelector('[data-testid=large] canvas').toDataURL()");
  };

  beforeAll(async () => {
    studio = await startTestStudio();
    const pictures = join(studio.dir, 'open', 'pictures');
    await writeProductFolder(pictures, 4, 96);
    const { id } = await studio.client.products.create({ dir: '', name: 'Canvas' });
    await importFolder(studio.server.workspace.product(id), pictures);
    view = await openStudioPage(studio.server.link());
    await view.stage(id, 'synthesis');
    await view.page.getByTestId('small').nth(11).waitFor();
    const box = (await view.page.locator('[data-testid=large] canvas').boundingBox())!;
    middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    fitted = await pixels();
  });
  afterAll(async () => {
    await view.browser.close();
    await studio.close();
  });
  const drag = async (x: number, y: number): Promise<void> => {
    await view.page.mouse.move(middle.x, middle.y);
    await view.page.mouse.down();
    await view.page.mouse.move(middle.x + x, middle.y + y, { steps: 3 });
    await view.page.mouse.up();
  };

  it('follows a drag while the button is down, and comes back by the opposite drag and by a double click', async () => {
    const { mouse } = view.page;
    await drag(60, 30);
    await expect.poll(pixels).not.toBe(fitted);
    const moved = await pixels();
    await mouse.move(middle.x, middle.y);
    expect(await pixels()).toBe(moved);
    await drag(-60, -30);
    await expect.poll(pixels).toBe(fitted);
    await drag(25, 0);
    await expect.poll(pixels).not.toBe(fitted);
    await mouse.dblclick(middle.x, middle.y);
    await expect.poll(pixels).toBe(fitted);
  });

  it('takes drags that follow each other quickly for drags, and a double click right after one for a double click', async () => {
    await drag(60, 30);
    await expect.poll(pixels).not.toBe(fitted);
    const moved = await pixels();
    await view.page.mouse.dblclick(middle.x, middle.y);
    await expect.poll(pixels).toBe(fitted);
    await drag(20, 10);
    await drag(20, 10);
    await drag(20, 10);
    await expect.poll(pixels).toBe(moved);
    await drag(-10, 0);
    await view.page.mouse.dblclick(middle.x, middle.y);
    await expect.poll(pixels).toBe(fitted);
  });

  it('zooms at the pointer by the wheel and is fitted by 0', async () => {
    const { mouse, keyboard } = view.page;
    await mouse.move(middle.x + 40, middle.y);
    await mouse.wheel(0, -300);
    await expect.poll(pixels).not.toBe(fitted);
    await view.page.locator('[data-testid=large] [role=img]').focus();
    await keyboard.press('0');
    await expect.poll(pixels).toBe(fitted);
    await keyboard.press('ArrowLeft');
    await expect.poll(pixels).not.toBe(fitted);
    await keyboard.press('ArrowRight');
    await expect.poll(pixels).toBe(fitted);
    expect(view.complaints).toEqual([]);
  });
});
