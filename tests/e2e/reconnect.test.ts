import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '#studio/paths.ts';
import { type StudioPage, openStudioPage } from '../fixtures/page.ts';

describe('a page whose studio is killed', () => {
  let dir: string;
  let child: ChildProcess;
  let view: StudioPage;

  function startStudio(port: number): Promise<{ port: number; address: string }> {
    const entry = join(projectRoot, 'src', 'main', 'server', 'index.ts');
    const places = ['--state', join(dir, 'state'), '--products', join(dir, 'products'), '--root', dir];
    child = spawn(process.execPath, [entry, '--port', String(port), ...places]);
    return new Promise((resolve) => {
      createInterface({ input: child.stdout! }).once('line', (line) =>
        resolve(JSON.parse(line) as { port: number; address: string }),
      );
    });
  }

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'flawsmith-reconnect-'));
  });
  afterAll(async () => {
    await view?.browser.close();
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
    await rm(dir, { recursive: true, force: true });
  });

  it('says so, tries again, and shows the truth once it is back', async () => {
    const { port, address } = await startStudio(0);
    view = await openStudioPage(address);
    const { page } = view;
    await page.getByTestId('sample').waitFor();
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    await page.getByText(/Studio not answering/).waitFor({ timeout: 20_000 });
    expect(await page.getByTestId('new-product').isDisabled()).toBe(true);
    expect(await view.faults()).toEqual([]);
    const again = await startStudio(port);
    await page.goto(again.address); // a studio that was started anew takes no old cookie
    await page.getByText('Engine at rest').waitFor({ timeout: 30_000 });
    await page.getByTestId('sample').click();
    await expect.poll(() => page.getByTestId('product').count(), { timeout: 110_000 }).toBe(1);
    expect(await view.faults()).toEqual([]);
  });
});
