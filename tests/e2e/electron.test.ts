import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DesktopProgram, descendants, isAlive, prepareDesktop, whyNoWindow } from '../fixtures/electron.ts';

const missing = whyNoWindow();

describe.skipIf(missing !== null)(
  `the desktop program in a real Electron${missing ? ` (skipped: ${missing})` : ''}`,
  () => {
    let program: DesktopProgram;
    let app: ElectronApplication;
    let page: Page;

    const studioPid = (): number | undefined =>
      descendants(app.process().pid!).find(({ command }) => command.includes(join('main', 'server', 'index.ts')))?.pid;
    const isReady = (): Promise<void> => page.getByTestId('new-product').and(page.locator(':enabled')).waitFor();
    /** Ids of what keeps the workstation awake, as Electron tells. */
    const blockers = (): Promise<number[]> =>
      app.evaluate(({ powerSaveBlocker }) => [...Array(20).keys()].filter((id) => powerSaveBlocker.isStarted(id)));

    async function open(): Promise<void> {
      app = await program.launch();
      page = await app.firstWindow();
      await isReady();
    }

    beforeAll(async () => {
      program = await prepareDesktop();
      await open();
      console.info(
        await app.evaluate(({ app: own }) => `Electron ${process.versions['electron']}, Flawsmith ${own.getVersion()}`),
      );
    });
    afterAll(async () => {
      await app?.close();
      await program?.remove();
    });

    it('keeps the workstation awake while work is under way, and only then', async () => {
      await expect.poll(blockers).toHaveLength(1); // the sample product is rendered at the first start
      await page.getByRole('button', { name: 'Cancel…' }).first().click();
      await page.getByRole('button', { name: 'Cancel it' }).click();
      await expect.poll(blockers, { timeout: 240_000 }).toEqual([]);
      await page.evaluate('window.flawsmith.setBusy(true)');
      await page.evaluate('window.flawsmith.setBusy(true)');
      expect(await blockers()).toHaveLength(1);
      await page.evaluate('window.flawsmith.setBusy(false)');
      expect(await blockers()).toEqual([]);
    });

    it('gives its page the bridge and nothing of Node', async () => {
      expect(await page.evaluate('[typeof require, typeof process, typeof Buffer, typeof module].join()')).toBe(
        'undefined,undefined,undefined,undefined',
      );
      expect(await page.evaluate('Object.keys(window.flawsmith).sort().join()')).toBe(
        'onMenu,pathOf,pickFolder,setBusy,setFrame,showInFolder',
      );
    });

    it('is one program however often it is started', async () => {
      expect(await program.launchAgain()).toBe(0);
      expect(app.windows()).toHaveLength(1);
      await isReady();
    });

    it('stays where it is, and opens no other window', async () => {
      const place = page.url();
      await page.evaluate("location.href = 'https://example.org/'");
      expect(await page.evaluate("window.open('https://example.org/') === null")).toBe(true);
      expect(await page.evaluate('window.open(location.href) === null')).toBe(true);
      await page.evaluate(
        "document.body.append(Object.assign(document.createElement('a'), { href: 'file:///etc/hostname', id: 'away' }))",
      );
      await page.evaluate("document.getElementById('away').click()");
      const title = "document.querySelector('h1').textContent + ' ' + location.href";
      await expect.poll(() => page.evaluate(title)).toBe(`Products ${place}`);
      expect(app.windows()).toHaveLength(1);
      await page.reload(); // Playwright goes on waiting for what was refused
      await isReady();
    });

    it('answers with the folder of the dialog, which is then open to the studio, and with none where it was closed', async () => {
      const parts = join(program.home, '..', 'parts');
      await mkdir(join(parts, 'day-1'), { recursive: true });
      const isListed = `fetch('/rpc/folders/list', { method: 'POST', headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ json: { path: ${JSON.stringify(parts)} } }) }).then(({ ok }) => ok)`;
      const answer = (filePaths: string[]): Promise<void> =>
        app.evaluate(({ dialog }, paths) => {
          dialog.showOpenDialog = () => Promise.resolve({ canceled: paths.length === 0, filePaths: paths });
        }, filePaths);
      await answer([]);
      expect(await page.evaluate("window.flawsmith.pickFolder('Parts')")).toBe(null);
      expect(await page.evaluate(isListed)).toBe(false);
      await answer([parts]);
      expect(await page.evaluate("window.flawsmith.pickFolder('Parts')")).toBe(parts);
      expect(await page.evaluate(isListed)).toBe(true);
    });

    it('knows the path of what a person hands over, and of nothing else', async () => {
      const picture = join(program.home, 'one.png');
      await writeFile(picture, 'not read');
      await page.evaluate(
        "document.body.append(Object.assign(document.createElement('input'), { type: 'file', id: 'given' }))",
      );
      await page.locator('#given').setInputFiles(picture);
      expect(await page.evaluate("window.flawsmith.pathOf(document.getElementById('given').files[0])")).toBe(picture);
      expect(await page.evaluate("window.flawsmith.pathOf(new File(['x'], '/etc/hostname'))")).toBe(null);
      await page.evaluate("document.getElementById('given').remove()");
    });

    it('has a menu in the language of the page, whose commands the page does', async () => {
      const labels = (): Promise<string[]> =>
        app.evaluate(({ Menu }) => Menu.getApplicationMenu()!.items.map(({ label }) => label));
      await page.getByRole('combobox', { name: 'Language' }).selectOption('de');
      await expect.poll(labels).toEqual(['Datei', 'Bearbeiten', 'Schritte', 'Ansicht', 'Hilfe']);
      await page.getByRole('combobox', { name: 'Sprache' }).selectOption('en');
      await expect.poll(labels).toEqual(['File', 'Edit', 'Stages', 'View', 'Help']);
      await app.evaluate(({ Menu }) =>
        Menu.getApplicationMenu()!
          .items.find(({ label }) => label === 'Help')!
          .submenu!.items.find(({ label }) => label === 'Doctor')!
          .click(),
      );
      await expect.poll(() => page.url()).toMatch(/#\/doctor$/);
      await page.evaluate("location.hash = '#/'");
      await isReady();
    });

    it('has its studio back where it was killed, at the same address with the page’s settings', async () => {
      const [before, origin] = [studioPid()!, new URL(page.url()).origin];
      await page.evaluate("localStorage.setItem('flawsmith.theme', 'light')");
      process.kill(before, 'SIGKILL');
      await expect.poll(() => studioPid() ?? before, { timeout: 240_000 }).not.toBe(before);
      await expect.poll(() => page.locator('html').getAttribute('data-theme'), { timeout: 240_000 }).toBe('light');
      await isReady();
      expect(new URL(page.url()).origin).toBe(origin);
    });

    it('ends all that it started, and opens again where it was closed', async () => {
      await app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]!.setBounds({ x: 40, y: 60, width: 1200, height: 760 }),
      );
      const origin = new URL(page.url()).origin;
      const started = [app.process().pid!, ...descendants(app.process().pid!).map(({ pid }) => pid)];
      expect(started).toContain(studioPid());
      await app.close();
      await expect.poll(() => started.filter(isAlive), { timeout: 240_000 }).toEqual([]);
      const log = await readFile(join(program.home, '.config', 'flawsmith', 'logs', 'flawsmith.log'), 'utf8');
      expect(log).toMatch(/The studio died; starting it again\./);
      expect(log).not.toMatch(/code=/);
      await open();
      const bounds = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getBounds());
      expect(bounds).toEqual({ x: 40, y: 60, width: 1200, height: 760 });
      expect(new URL(page.url()).origin).toBe(origin);
      expect(await page.locator('html').getAttribute('data-theme')).toBe('light');
    });
  },
);
