import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { backboneFile } from '#studio/paths.ts';
import { findRun } from '#studio/store/runs.ts';
import type { StudioPage } from '../fixtures/page.ts';
import { useProductPage } from '../fixtures/productPage.ts';
import type { TestStudio } from '../fixtures/studio.ts';

describe.skipIf(!existsSync(backboneFile))('pausing a run before its first step', () => {
  let studio: TestStudio;
  let view: StudioPage;
  let product: string;

  useProductPage({ name: 'Early' }, (own) => void ({ studio, view, product } = own));

  it('is heard while the engine starts; the run rests at step 0, and Resume begins it, to be paused as early again', async () => {
    const { page } = view;
    const pause = page.getByTestId('pause-training');
    const run = () => findRun(studio.server.workspace.product(product).db, 'run-0001');
    const rests = (): Promise<void> =>
      expect.poll(() => page.getByTestId('state-run-0001').innerText(), { timeout: 960_000 }).toBe('paused');
    await view.stage(product, 'training');
    await page.getByTestId('plan-size').selectOption('256');
    await page.getByTestId('start-training').click();
    await expect.poll(() => pause.isEnabled(), { timeout: 240_000 }).toBe(true);
    expect(run()).toBeNull(); // nothing is there of it yet
    await page.keyboard.press('p');
    await expect.poll(() => pause.innerText()).toBe('Pausing…');
    expect([await pause.isDisabled(), await view.faults()]).toEqual([true, []]);
    await rests();
    expect(run()).toMatchObject({ state: 'paused', step: 0, interrupted: 0 });
    await page.getByTestId('resume').click();
    await expect.poll(() => pause.isEnabled(), { timeout: 240_000 }).toBe(true);
    await pause.click();
    await expect.poll(run, { timeout: 960_000 }).toMatchObject({ state: 'paused', step: 0, resumed: 1 });
    await rests();
    await page.getByTestId('resume').click();
    await expect.poll(() => run()?.state, { timeout: 960_000 }).toBe('running');
    await page.getByTestId('cancel-job').first().click();
    await page.getByTestId('ask-dialog').getByText('cannot be resumed').waitFor();
    expect(await view.faults()).toEqual([]);
    await page.getByTestId('ask-confirm').click();
    await expect.poll(() => run()?.state, { timeout: 480_000 }).toBe('cancelled');
  }, 1_800_000);
});
