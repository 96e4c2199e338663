import { contextBridge, ipcRenderer } from 'electron';
// Types alone: a sandboxed preload can load no package, and the shell parses what comes.
import type { Desktop, DesktopCall } from '#shared/contract/desktop.ts';

const call = <Call extends DesktopCall>(name: Call): Desktop[Call] =>
  ((input: unknown) => ipcRenderer.invoke(name, input)) as Desktop[Call];

/** The only thing the page gets from the desktop. */
const bridge: Desktop = { pickFolder: call('pickFolder'), setBusy: call('setBusy') };

contextBridge.exposeInMainWorld('flawsmith', bridge);
