import { contextBridge, ipcRenderer, webUtils } from 'electron';
// Types alone: a sandboxed preload can load no package, and the shell parses what comes.
import type { Desktop, DesktopCall, DesktopHandlers } from '#shared/contract/desktop.ts';

const call =
  <Call extends DesktopCall>(name: Call) =>
  (input: Parameters<DesktopHandlers[Call]>[0]): Promise<Awaited<ReturnType<DesktopHandlers[Call]>>> =>
    ipcRenderer.invoke(name, input) as Promise<Awaited<ReturnType<DesktopHandlers[Call]>>>;

const openDropped = call('openDropped');

/** Electron before 32 keeps the path on the file itself. */
const pathIn = (file: object): string =>
  (webUtils as typeof webUtils | undefined)?.getPathForFile(file as never) ?? (file as { path?: string }).path ?? '';

/** The only thing the page gets from the desktop. */
const bridge: Desktop = {
  pickFolder: call('pickFolder'),
  setBusy: call('setBusy'),
  setFrame: call('setFrame'),
  showInFolder: call('showInFolder'),
  async pathOf(file) {
    const path = pathIn(file);
    if (path === '') return null;
    await openDropped(path);
    return path;
  },
  onMenu(listener) {
    const channel = 'menu' satisfies typeof import('#shared/contract/desktop.ts').menuChannel;
    ipcRenderer.on(channel, (_event, command: string) => listener(command));
  },
};

contextBridge.exposeInMainWorld('flawsmith', bridge);
