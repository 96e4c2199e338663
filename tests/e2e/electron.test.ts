import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron as electron } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '#studio/paths.ts';

const program = join(projectRoot, 'node_modules', 'electron', 'dist', 'electron');
const built = join(projectRoot, 'out', 'main', 'index.js');
const hasDisplay = Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);

// Electron's program comes by a download of its own, which set-up tries and many networks block; a window needs a display.
describe.skipIf(!existsSync(program) || !existsSync(built) || !hasDisplay)('the desktop window', () => {
  it('opens on the studio and has no Node in its page', async () => {
    const home = await mkdtemp(join(tmpdir(), 'flawsmith-electron-'));
    const app = await electron.launch({
      executablePath: program,
      args: ['--no-sandbox', projectRoot],
      env: { ...process.env, HOME: home },
    });
    const page = await app.firstWindow();
    await page.getByTestId('new-product').waitFor();
    expect(await page.evaluate("typeof require + ' ' + typeof process")).toBe('undefined undefined');
    expect(await page.evaluate('Object.keys(window.flawsmith).sort().join()')).toBe('pickFolder,setBusy');
    await app.close();
    await rm(home, { recursive: true, force: true });
  });
});
