import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StudioPage, openStudioPage } from '../fixtures/page.ts';
import { type ReleasedProduct, releasedProduct } from '../fixtures/released.ts';
import { type TestStudio, startTestStudio } from '../fixtures/studio.ts';

describe('a release, handed over', () => {
  let studio: TestStudio;
  let made: ReleasedProduct;
  let view: StudioPage;

  beforeAll(async () => {
    studio = await startTestStudio();
    made = await releasedProduct(studio, 2);
    view = await openStudioPage(studio.server.link());
    await view.stage(made.product, 'export');
    await view.page.getByTestId('golden').waitFor();
  });
  afterAll(async () => {
    await view.browser.close();
    await studio.close();
  });

  /** Drops files on the try-out as a person does; names may have folders. */
  async function drop(files: readonly { name: string; bytes: Uint8Array }[]): Promise<void> {
    const data = await view.page.evaluateHandle(
      `((files) => {
        const data = new DataTransfer();
        for (const { name, bytes } of files) data.items.add(new File([new Uint8Array(bytes)], name));
        return data;
      })(${JSON.stringify(files.map(({ name, bytes }) => ({ name, bytes: [...bytes] })))})`,
    );
    await view.page.dispatchEvent('[data-testid=try-out]', 'drop', { dataTransfer: data });
  }

  it('tries files that are dropped: verdict, heatmap, reason; one that is no picture says so, others are counted', async () => {
    const { page } = view;
    const good = await readFile(join(made.pictures, 'test/good/0.png'));
    const bad = await readFile(join(made.pictures, 'test/bar/0.png'));
    await drop([
      { name: 'good.png', bytes: good },
      { name: 'bar.png', bytes: bad },
      { name: 'torn.png', bytes: good.subarray(0, 300) },
      { name: 'notes.txt', bytes: new Uint8Array(3) },
    ]);
    await page.getByTestId('try-error').waitFor({ timeout: 960_000 });
    const kept = await studio.client.export.tried({ product: made.product, from: 0 });
    const shown = await page
      .locator('[data-testid=try-rows] [data-score]')
      .evaluateAll((cells) =>
        cells.map((cell) => Number((cell as unknown as { dataset: { score: string } }).dataset.score)),
      );
    expect(shown).toEqual(kept!.rows.flatMap(({ score }) => score ?? []));
    expect(await page.getByTestId('try-error').innerText()).toContain('torn.png');
    expect(await page.getByTestId('try-note').innerText()).toContain('1 file left out, no picture by its ending: .txt');
    await page.locator('[data-testid=tried-picture] canvas').first().waitFor();
    const limits = kept!.limits!;
    const first = kept!.rows.find(({ verdict }) => verdict !== null)!;
    expect(await page.getByTestId('reason').innerText()).toContain(first.score!.toFixed(3));
    expect(await page.getByTestId('reason').innerText()).toContain(limits.acceptLimit.toFixed(3));
    const saved = page.waitForEvent('download');
    await page.getByTestId('try-csv').click();
    const csv = await readFile((await (await saved).path())!, 'utf8');
    expect(csv.split('\r\n')).toHaveLength(5);
    expect(await view.faults()).toEqual([]);
  });

  it('opens its certificate, in which nothing can run', async () => {
    const { page } = view;
    await page.getByTestId('open-certificate').click();
    const frame = page.frameLocator('[data-testid=certificate] iframe');
    await frame.getByText('Certificate of export').waitFor();
    expect(await frame.locator('img').count()).toBe(3);
    expect(await page.locator('[data-testid=certificate] iframe').getAttribute('sandbox')).toBe('');
    await page.keyboard.press('Escape');
    await page.getByTestId('certificate').waitFor({ state: 'detached' });
  });

  it('is approved by a name and a reason, then rolled back, and the audit trail tells both', async () => {
    const { page } = view;
    await page.getByTestId('approve').click();
    await page.getByTestId('decision-name').fill('A. Example');
    await page.getByTestId('decision-why').fill('forty parts looked at');
    expect(await view.faults()).toEqual([]);
    await page.getByTestId('decision-confirm').click();
    await page.getByTestId('told').getByText('A. Example').waitFor();
    await page.getByTestId('release-1').click();
    await page.getByTestId('decide-rollBack').click();
    await page.getByTestId('decision-why').fill('stops good parts');
    await page.getByTestId('decision-confirm').click();
    await page.getByTestId('release-2').getByText('withdrawn').waitFor();
    await page.getByTestId('view-audit').click();
    await page.getByTestId('audit-filter').fill('release 2');
    await expect.poll(() => page.getByTestId('audit-row').count(), { timeout: 240_000 }).toBe(2);
    const rows = await page.getByTestId('audit-row').allInnerTexts();
    expect(rows[0]).toMatch(/release 2 withdrawn[\s\S]*stops good parts/);
    expect(rows[1]).toMatch(/release 2 approved[\s\S]*A\. Example[\s\S]*forty parts looked at/);
    expect(await view.faults()).toEqual([]);
    await page.getByTestId('view-release').click();
    expect(view.complaints).toEqual([]);
  });

  it('says how it is used on the line without the studio', async () => {
    const { page } = view;
    expect(await page.getByTestId('command').innerText()).toContain('python score.py');
    await page.getByTestId('way-node').click();
    expect(await page.getByTestId('command').innerText()).toContain('node score.mjs');
  });
});
