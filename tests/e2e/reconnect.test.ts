import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '#studio/paths.ts';
import { type StudioPage, openStudioPage } from '../fixtures/page.ts';

describe('a page whose studio is killed or started anew', () => {
  let dir: string;
  let child: ChildProcess;
  let view: StudioPage;
  let said = '';

  /** @param port none: where it was before, else any free one */
  function startStudio(port?: number): Promise<{ port: number; address: string }> {
    const entry = join(projectRoot, 'src', 'main', 'server', 'index.ts');
    const places = ['--state', join(dir, 'state'), '--products', join(dir, 'products'), '--root', dir];
    const wanted = port === undefined ? [] : ['--port', String(port)];
    child = spawn(process.execPath, [entry, ...wanted, ...places]);
    said = '';
    child.stderr!.on('data', (text) => (said += String(text)));
    return new Promise((resolve) => {
      createInterface({ input: child.stdout! }).once('line', (line) =>
        resolve(JSON.parse(line) as { port: number; address: string }),
      );
    });
  }

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'flawsmith-reconnect-'));
    await mkdir(join(dir, 'pictures'));
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
    await page.getByText(/Studio not answering/).waitFor({ timeout: 120_000 });
    expect(await page.getByTestId('new-product').isDisabled()).toBe(true);
    expect(await view.faults()).toEqual([]);
    const again = await startStudio(port);
    await page.goto(again.address); // a studio that was started anew takes no old cookie
    await page.getByText('Ready: nothing computes').waitFor({ timeout: 120_000 });
    await page.getByTestId('new-product').click();
    await page.getByTestId('product-name').fill('Ring');
    await page.getByTestId('product-folder').fill(join(dir, 'pictures'));
    await page.getByTestId('create-product').click();
    await page.waitForURL(/\/p\/[0-9a-f]{16}\//);
    await page.goto(again.address.replace(/\?.*/, ''));
    await expect.poll(() => page.getByTestId('product').count(), { timeout: 960_000 }).toBe(1);
    expect(await view.faults()).toEqual([]);
  });

  it('finds its settings at the same address, and says where a page of before has to go', async () => {
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
    const first = await startStudio();
    const old = view.page;
    await old.goto(first.address);
    await view.theme('light');
    await old.getByRole('combobox', { name: 'Language' }).selectOption('de');
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
    const again = await startStudio();
    expect(again.port).toBe(first.port);
    await old.getByText(/Das Studio wurde neu gestartet: die neue Adresse öffnen/).waitFor({ timeout: 120_000 });
    expect(await old.getByTestId('new-product').isDisabled()).toBe(true);
    await expect.poll(() => said).toContain(`A new address: http://127.0.0.1:${again.port}/?code=`);
    const fresh = await old.context().newPage();
    await fresh.goto(/A new address: (\S+)/.exec(said)![1]!);
    await fresh.getByText('Bereit: nichts rechnet').waitFor({ timeout: 120_000 });
    expect(await fresh.locator('html').getAttribute('data-theme')).toBe('light');
    await old.getByText('Bereit: nichts rechnet').waitFor({ timeout: 120_000 }); // the browser's new cookie is the old page's too
  });
});
