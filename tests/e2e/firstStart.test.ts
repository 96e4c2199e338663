import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backboneFile } from '#studio/paths.ts';
import { followSampleRecipe } from '#studio/workspace/sampleRecipe.ts';
import { type StudioPage, openStudioPage } from '../fixtures/page.ts';
import { type TestStudio, startTestStudio } from '../fixtures/studio.ts';

describe.skipIf(!existsSync(backboneFile))('the first start, in a browser', () => {
  let studio: TestStudio;
  let view: StudioPage;
  const ending = new AbortController();

  beforeAll(async () => {
    studio = await startTestStudio();
    view = await openStudioPage(studio.server.link());
  });
  afterAll(async () => {
    ending.abort();
    await view.browser.close();
    await studio.close();
  });

  it('shows the sample at work, says what follows, and ends with something to look at on every stage', async () => {
    const { page } = view;
    const following = followSampleRecipe(studio.server.workspace, ending.signal, { steps: 3, size: 64 });
    await page.getByTestId('product').waitFor({ timeout: 1_920_000 });
    const { id } = (await studio.client.products.list())[0]!;
    await view.stage(id, 'export');
    await page.getByText('follows by itself').waitFor({ timeout: 960_000 });
    expect(await view.faults()).toEqual([]);
    await page.getByTestId('package-dir').waitFor({ timeout: 3_600_000 });
    await following;
    expect(await page.getByTestId('parity').innerText()).toContain('all equal');
    await view.stage(id, 'evaluation');
    await page.locator('[data-testid=heat] canvas').first().waitFor({ timeout: 960_000 });
    expect(view.complaints).toEqual([]);
  }, 1_800_000);
});
