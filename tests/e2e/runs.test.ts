import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { defaultLossWeights } from '#shared/domain/runs.ts';
import { backboneFileOf } from '#studio/paths.ts';
import { addRelease } from '#studio/store/records.ts';
import { findRun } from '#studio/store/runs.ts';
import { addEvaluation, addTrainedRun, pictureProduct } from '../fixtures/judgedRuns.ts';
import { type StudioPage, openStudioPage } from '../fixtures/page.ts';
import { type TestStudio, startTestStudio } from '../fixtures/studio.ts';

const first = (isBad: boolean, i: number): number => (isBad ? 0.3 + 0.1 * i : 0.1 + 0.01 * i);
const second = (isBad: boolean, i: number): number => (isBad ? 0.7 + 0.05 * i : 0.45 - 0.1 * i);

describe('runs on the training page', () => {
  let studio: TestStudio;
  let view: StudioPage;
  let product: string;
  let dir: string;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'flawsmith-page-runs-'));
    studio = await startTestStudio([dir]);
    view = await openStudioPage(studio.server.link());
  });
  afterAll(async () => {
    await view.browser.close();
    await studio.close();
    await rm(dir, { recursive: true, force: true });
  });
  /** A product of its own with two runs for each case. */
  beforeEach(async ({ task }) => {
    const root = join(dir, task.id.replaceAll(/\W/g, ''));
    const made = await pictureProduct(root, 12);
    const [a, b] = [await addTrainedRun(made), await addTrainedRun(made, { config: { seed: 7 } })];
    await addEvaluation(made, a, first);
    await addEvaluation(made, b, second);
    made.close();
    ({ id: product } = await studio.client.products.open({ dir: join(root, 'product') }));
    await view.stage(product, 'training');
    await view.page.getByTestId('runs').waitFor();
  });
  const text = (id: string): Promise<string> => view.page.getByTestId(id).innerText();

  it('are named and noted; a name that exists is refused under the field', async () => {
    const { page } = view;
    await page.getByTestId('run-name').fill('Night <b>shift</b>');
    await page.getByTestId('run-note').fill('two lamps');
    await expect.poll(() => text('shown-run')).toContain('Night <b>shift</b>');
    await page.getByRole('button', { name: 'run-0001' }).click();
    await expect.poll(() => page.getByTestId('run-name').inputValue()).toBe('');
    await page.getByTestId('run-name').fill('night <B>shift</b>');
    await page.getByTestId('run-note').focus();
    await expect.poll(() => text('run-words-error')).toContain('Another run');
    expect(await page.getByTestId('run-name').inputValue()).toBe('');
    const { db } = studio.server.workspace.product(product);
    await expect.poll(() => findRun(db, 'run-0002')).toMatchObject({ name: 'Night <b>shift</b>', note: 'two lamps' });
    expect(await view.faults()).toEqual([]);
  });

  it('stand on the zones page with whether they were made for these zones, before and after others are saved', async () => {
    const { page } = view;
    await studio.client.training.describe({ product, run: 'run-0002', name: 'Night shift' });
    await view.stage(product, 'dataset/zones');
    const rows = page.getByTestId('zone-runs').getByRole('listitem');
    const words = async (): Promise<string[]> =>
      (await rows.allInnerTexts()).map((row) => row.replaceAll(/\s+/g, ' ').trim());
    await expect.poll(words).toEqual(['Night shift (run-0002) these zones', 'run-0001 these zones']);
    await page.keyboard.press('i');
    await page.keyboard.press('Enter'); // a rectangle in the middle
    await expect.poll(words).toEqual(['Night shift (run-0002) then other zones', 'run-0001 then other zones']);
    expect(await view.faults()).toEqual([]);
    await page.keyboard.press('Control+s');
    await expect.poll(words).toEqual(['Night shift (run-0002) other zones', 'run-0001 other zones']);
    // a reason is another version, and makes no run one of other zones
    const section = page.getByTestId('zone-runs').locator('..');
    await page.getByTestId('zone-row').click();
    await page.getByTestId('zone-reason').fill('a lot number');
    await page.getByTestId('zone-reason').press('Enter');
    await page.getByTestId('zones-discard').waitFor();
    expect(await section.innerText()).not.toContain('once');
    await page.getByTestId('zones-discard').click();

    // so do releases: one of a run, and one whose run and package are gone, of which it cannot be told
    const { db } = studio.server.workspace.product(product);
    for (const run of ['run-0001', 'run-0009']) addRelease(db, { run, package: join(dir, 'gone') });
    await page.reload();
    await expect
      .poll(words)
      .toEqual([
        'Night shift (run-0002) other zones',
        'run-0001 release 1, replaced other zones',
        'run-0009 release 2, in force, to approve cannot be read',
      ]);
    expect(await page.getByTestId('zones-release-todo').count()).toBe(0);
    addRelease(db, { run: 'run-0001', package: join(dir, 'gone') });
    await page.reload();
    await page
      .getByTestId('zones-release-todo')
      .getByText(/^Release 3 goes on judging by the zones that it was made for/)
      .waitFor();
    expect([await view.faults(), await view.cutOff()]).toEqual([[], []]);
  });

  it('are compared: differences with ranges, changed verdicts with pictures, settings', async () => {
    const { page } = view;
    await page.getByTestId('tick-run-0001').check();
    expect(await page.getByTestId('compare-runs').count()).toBe(0);
    await page.getByTestId('tick-run-0002').check();
    await page.getByTestId('compare-runs').click();
    await page.getByTestId('difference-escape-test').waitFor();
    expect(await text('difference-escape-test')).toMatch(/0\.250\s+0\.000\s+−0\.250/);
    expect(await text('settings')).toContain('Seed: 0 → 7');
    await expect.poll(() => page.getByTestId('changed-picture').count()).toBe(4);
    expect(await text('changed')).toContain('4 of 8');
    expect(await view.faults()).toEqual([]);
    await page.getByTestId('close-compare').click();
    await page.getByTestId('compare').waitFor({ state: 'detached' });
  });

  it('are deleted after a question that names what is lost', async () => {
    const { page } = view;
    await page.getByRole('button', { name: 'run-0001' }).click();
    await page.getByTestId('delete-run').click();
    await expect.poll(() => text('ask-dialog')).toMatch(/50 steps.*its evaluation/s);
    await page.getByTestId('ask-confirm').click();
    await expect.poll(() => page.getByTestId('tick-run-0001').count()).toBe(0);
    expect(findRun(studio.server.workspace.product(product).db, 'run-0001')).toBeNull();
  });

  it.skipIf(!existsSync(backboneFileOf('efficientnet-lite2')))(
    'are ordered with the network chosen, which the forecast follows; one of an earlier version says lite0',
    async () => {
      const { page } = view;
      expect(await text('run-network')).toBe('EfficientNet-Lite0');
      const { workspace } = studio.server;
      const release = Promise.withResolvers<void>();
      const occupied = workspace.turns.take(
        'other',
        new AbortController().signal,
        () => undefined,
        () => release.promise,
      );
      const quick = await text('time-cap');
      await page.getByTestId('plan-backbone').selectOption('lite0');
      await expect.poll(() => text('time-cap')).not.toBe(quick);
      await page.getByTestId('start-training').click();
      await expect.poll(() => text('queued')).toContain('lite0');
      const [queued] = workspace.queue.list();
      expect(queued!.order).toMatchObject({ backbone: 'lite0' });
      expect(await view.faults()).toEqual([]);
      await studio.client.system.cancelJob({ job: queued!.id });
      release.resolve();
      await occupied;
    },
  );

  it('wait in an order that keys change', async () => {
    const { page } = view;
    const { workspace } = studio.server;
    const release = Promise.withResolvers<void>();
    const signal = new AbortController().signal;
    const occupied = workspace.turns.take(
      'other',
      signal,
      () => undefined,
      () => release.promise,
    );
    const order = {
      product,
      budget: { steps: 3 },
      size: 64,
      seed: 0,
      loss: defaultLossWeights,
      priorSet: defaultPriorSet,
    };
    const jobs = [];
    for (const name of ['one', 'two']) jobs.push(await studio.client.training.start({ ...order, name }));
    await expect.poll(() => page.getByTestId('queued').count()).toBe(2);
    expect(await page.getByTestId('queued').first().innerText()).toContain('one');
    await page.getByTestId('queue-down').first().focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.getByTestId('queued').first().innerText()).toContain('two');
    expect(await view.faults()).toEqual([]);
    for (const { id } of jobs) await studio.client.system.cancelJob({ job: id });
    release.resolve();
    await occupied;
  });

  it('complained about nothing on the console', () => {
    const refused = view.complaints.filter((words) => words.includes('422')); // the name that was taken
    expect([refused.length, view.complaints.length]).toEqual([1, 1]);
  });
});
