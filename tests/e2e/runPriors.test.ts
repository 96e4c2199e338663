import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { usedPriors } from '#shared/domain/priorChanges.ts';
import { type PriorSet, defaultPriorSet } from '#shared/domain/priors.ts';
import { importFolder } from '#studio/dataset/import.ts';
import { insertRun } from '#studio/store/runs.ts';
import { type StudioPage, openStudioPage } from '../fixtures/page.ts';
import { writeProductFolder } from '../fixtures/product.ts';
import { runByMinutes } from '../fixtures/runs.ts';
import { type TestStudio, startTestStudio } from '../fixtures/studio.ts';

const { kinds } = defaultPriorSet;
const draft: PriorSet = {
  ...defaultPriorSet,
  nuisance: 0.25,
  kinds: {
    ...kinds,
    pit: { ...kinds.pit, enabled: false },
    stain: { ...kinds.stain, size: [4, 20], share: 2 },
  },
};

describe('what a run was made from, on the training page', () => {
  let studio: TestStudio;
  let view: StudioPage;
  let product: string;

  beforeAll(async () => {
    studio = await startTestStudio();
    const pictures = join(studio.dir, 'open', 'pictures');
    await writeProductFolder(pictures, 12, 160);
    ({ id: product } = await studio.client.products.create({ dir: '', name: 'Ring' }));
    const opened = studio.server.workspace.product(product);
    await importFolder(opened, pictures);
    const run = runByMinutes(40, 120, { interrupted: 1, resumed: 2, priors: usedPriors(draft, []) });
    insertRun(opened.db, { ...run, config: { ...run.config, priorSet: draft } });
    view = await openStudioPage(studio.server.link());
  });
  afterAll(async () => {
    await view.browser.close();
    await studio.close();
  });
  const text = (id: string): Promise<string> => view.page.getByTestId(id).innerText();

  it('says in words that it stopped early, and how often it was interrupted and resumed', async () => {
    await view.stage(product, 'training');
    await view.page.getByTestId('run-details').waitFor();
    expect(await text('stopped-early')).toContain('after 40 of 120 steps');
    expect(await text('times-interrupted')).toBe('once');
    expect(await text('times-resumed')).toBe('2 times');
    expect(await text('was-resumed')).toContain('not step by step');
  });

  it('says nothing of curves and sample parts before the studio has told them', async () => {
    const { page } = view;
    const { promise: asked, resolve: answer } = Promise.withResolvers<void>();
    for (const what of ['losses', 'validation'])
      await page.route(`**/rpc/training/${what}`, (route) => asked.then(() => route.continue()));
    await page.reload();
    await page.getByTestId('run-details').waitFor();
    const claims = page.getByText(/did not reach its first step|was not tested on held-out|kept no heatmaps/);
    expect(await claims.count()).toBe(0);
    answer();
    await expect.poll(() => claims.count()).toBe(3);
    await page.unrouteAll();
  });

  it('shows the priors that were used, marks what differs from the saved set, and has all ranges', async () => {
    const { page } = view;
    await page.getByTestId('run-priors').scrollIntoViewIfNeeded();
    expect(await text('used-pit')).toMatch(/off\s+switched off/);
    expect(await text('used-stain')).toMatch(/weight, size/);
    expect(await text('used-scratch')).toMatch(/^scratch\s+11 %\s*$/);
    expect(await text('priors-against')).toContain('“default”');
    expect(await view.faults()).toEqual([]);
    await page.getByTestId('all-ranges').click();
    expect(await text('ranges-stain')).toMatch(/4 – 20\s+6 – 90/);
    expect(await view.faults()).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByTestId('prior-dialog').waitFor({ state: 'detached' });
  });

  it('puts them on the bench as a draft that says where it is from, and undo brings back what was there', async () => {
    const { page } = view;
    await page.getByTestId('to-bench').click();
    await page.waitForURL(/\/synthesis$/);
    expect(await text('unsaved')).toBe('draft: recipe of run-0001, not saved');
    expect(await page.getByTestId('enable-pit').isChecked()).toBe(false);
    expect(await page.getByTestId('nuisance').inputValue()).toBe('25');
    expect(await studio.client.synthesis.priorSets({ product })).toEqual([defaultPriorSet]);
    await page.getByTestId('small').first().waitFor();
    await page.reload();
    await expect.poll(() => text('unsaved')).toContain('run-0001'); // it outlives the page
    expect(await page.getByTestId('undo').isEnabled()).toBe(false); // the steps before do not
    await page.getByTestId('enable-warp').click();
    await view.stage(product, 'training');
    await page.getByTestId('to-bench').click();
    expect(await page.getByTestId('enable-warp').isChecked()).toBe(true);
    await page.getByTestId('undo').click();
    expect(await page.getByTestId('enable-warp').isChecked()).toBe(false);
    await page.getByTestId('prior-set').selectOption('default');
    await page.getByTestId('unsaved').waitFor({ state: 'detached' });
  });

  it('complained about nothing on its console', () => {
    expect(view.complaints).toEqual([]);
  });
});
