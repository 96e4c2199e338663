import { join } from 'node:path';
import { BrowserWindow, app, screen } from 'electron';
import { menuChannel } from '#shared/contract/desktop.ts';
import type { StudioAddress } from './studioProcess.ts';
import { parseAddress, windowOptions } from './window.ts';
import { placeWindow, readWindowState, writeWindowState } from './windowState.ts';

/** The one window, and the studio whose page it shows. */
export class DesktopWindow {
  window: BrowserWindow | null = null;
  /** Null while there is no studio of ours: then nothing that is at its address is let in. */
  address: StudioAddress | null = null;

  /** Where the studio's page is; nothing while there is none. */
  get origin(): string {
    return this.address === null ? '' : new URL(this.address.address).origin;
  }

  /** Opens the window where it was closed. @throws Error where the page does not load */
  async open(preload: string, address: StudioAddress, onFailedKeep: (error: unknown) => void): Promise<void> {
    const file = join(app.getPath('userData'), 'window.json');
    const kept = readWindowState(file);
    const primary = screen.getPrimaryDisplay();
    const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
    const areas = [primary, ...others].map(({ workArea }) => workArea);
    const window = new BrowserWindow(windowOptions(preload, placeWindow(kept, areas)));
    this.window = window;
    if (kept?.isMaximized) window.maximize();
    window.once('ready-to-show', () => window.show());
    window.on('close', () => {
      try {
        writeWindowState(file, { ...window.getNormalBounds(), isMaximized: window.isMaximized() });
      } catch (error) {
        onFailedKeep(error);
      }
    });
    window.on('closed', () => (this.window = null));
    await this.show(address);
  }

  /** Signs the window in at a studio that has just started, and shows the place in the page that was shown before. */
  async show(address: StudioAddress): Promise<void> {
    const place = parseAddress(this.window?.webContents.getURL() ?? '');
    this.address = address;
    await this.window?.loadURL(`${address.address}${place?.hash ?? ''}`);
  }

  /** To the front, for whoever started the program once more. */
  raise(): void {
    if (this.window?.isMinimized()) this.window.restore();
    this.window?.focus();
  }

  /** Has the page do what was chosen in the menu. */
  choose(command: string): void {
    this.window?.webContents.send(menuChannel, command);
  }
}
