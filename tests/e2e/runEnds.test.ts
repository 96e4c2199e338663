import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Job } from '#shared/contract/studio.ts';
import type { RunRecord, RunState } from '#shared/domain/runs.ts';
import { addTrainedRun, pictureProduct } from '../fixtures/judgedRuns.ts';
import { type StudioPage, openStudioPage } from '../fixtures/page.ts';
import { type TestStudio, startTestStudio } from '../fixtures/studio.ts';

/** Stands for the browser's own: it keeps what it is told, and the window has the focus where the test says so. */
const browserOf = (answer: 'granted' | 'denied'): string => `
  window.told = [];
  window.isLookedAt = true;
  document.hasFocus = () => window.isLookedAt;
  window.Notification = class {
    static requestPermission = async () => '${answer}';
    constructor(words, { body, tag }) { window.told.push([words, body, tag].join('; ')); }
  };`;

describe('what the window says when a run ends', () => {
  let dir: string;
  let studio: TestStudio;
  let product: string;
  let run: RunRecord;
  let view: StudioPage;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'flawsmith-run-ends-'));
    const made = await pictureProduct(dir);
    run = await addTrainedRun(made);
    made.close();
    studio = await startTestStudio([dir]);
    ({ id: product } = await studio.client.products.open({ dir: join(dir, 'product') }));
  });
  afterAll(async () => {
    await studio.close();
    await rm(dir, { recursive: true, force: true });
  });
  beforeEach(async () => {
    view = await openStudioPage(studio.server.link());
  });
  afterEach(() => view.browser.close());

  async function open(answer: 'granted' | 'denied' = 'granted'): Promise<void> {
    await view.page.addInitScript(browserOf(answer));
    await view.stage(product, 'training');
    await view.page.reload();
    await view.page.getByTestId('runs').waitFor();
  }
  const told = (): Promise<string[]> => view.page.evaluate('window.told');
  const title = (): Promise<string> => view.page.title();
  const lookAway = (): Promise<unknown> => view.page.evaluate('window.isLookedAt = false');

  /** Has the studio say how a run stands. */
  function say(state: RunState, id = run.id, name = ''): void {
    studio.server.workspace.events.publish({ type: 'run', product, run: { ...run, id, name, state } });
  }
  /** Has the studio say how far the training is: what was said before has arrived once the title has it. */
  async function sayShare(share: number, state: Job['state'] = 'running'): Promise<void> {
    const job: Job = {
      ...{ id: 'training', kind: 'train', product, state, doing: '', waits: false, place: null, about: '' },
      ...{ done: 0, total: 0, share, secondsLeft: null, startedAt: run.createdAt, error: null, result: null },
    };
    studio.server.workspace.events.publish({ type: 'job', job });
    const words = state === 'running' ? `${Math.round(100 * share)} % · Ring · Flawsmith` : 'Flawsmith';
    await expect.poll(title).toBe(words);
  }

  it('shows how far a training is, then that it ended until the window is looked at', async () => {
    await open();
    expect(await title()).toBe('Flawsmith');
    await sayShare(0.37);
    await lookAway();
    say('running');
    say('trained');
    await expect.poll(title).toBe(`${run.id} is trained · Flawsmith`);
    await view.page.evaluate('window.isLookedAt = true, window.dispatchEvent(new Event("focus"))');
    await expect.poll(title).toBe('37 % · Ring · Flawsmith');
    await sayShare(1, 'done');
    expect(await told()).toEqual([]);
  });

  it('notifies of each way to end by name where a person asked to be told, and again after a reload', async () => {
    await open();
    await view.page.getByTestId('tell-end').check();
    for (const end of ['trained', 'paused', 'interrupted', 'failed', 'cancelled'] as const) {
      say('running', run.id, 'Night shift');
      say(end, run.id, 'Night shift');
    }
    const words = ['is trained', 'is paused', 'was interrupted', 'failed', 'is cancelled'];
    await expect.poll(told).toEqual(words.map((how) => `Night shift ${how}; Ring; ${run.id}`));
    expect(await title()).toBe('Flawsmith'); // the window was looked at all the while
    await view.page.reload();
    await view.page.getByTestId('runs').waitFor();
    say('running');
    say('failed');
    await expect.poll(told).toEqual([`${run.id} failed; Ring; ${run.id}`]);
    expect(view.complaints).toEqual([]);
  });

  it('says nothing of a run that goes on, waits, or had ended before', async () => {
    await open();
    await view.page.getByTestId('tell-end').check();
    await lookAway();
    say('trained');
    say('trained');
    say('queued', 'run-0002');
    say('cancelled', 'run-0002');
    say('running', 'run-0003');
    say('running', 'run-0003');
    say('queued', 'run-0003');
    await sayShare(0.5);
    await sayShare(0.5, 'done');
    expect(await told()).toEqual([]);
  });

  it('says that the browser allows no notifications, and still has the title', async () => {
    await open('denied');
    await view.page.getByTestId('tell-end').click();
    await view.page.getByText('The browser does not allow notifications').waitFor();
    expect(await view.page.getByTestId('tell-end').isChecked()).toBe(false);
    await lookAway();
    say('running');
    say('trained');
    await expect.poll(title).toBe(`${run.id} is trained · Flawsmith`);
    expect(await told()).toEqual([]);
  });
});
