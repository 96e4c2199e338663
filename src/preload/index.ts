import { contextBridge, ipcRenderer } from 'electron';

/** The only thing the page gets from the desktop: a native folder dialog, and a word that it is busy. */
const bridge = {
  pickFolder: (title: string): Promise<string | null> =>
    ipcRenderer.invoke('pick-folder', title) as Promise<string | null>,
  setBusy: (isBusy: boolean): void => ipcRenderer.send('busy', isBusy),
};

export type DesktopBridge = typeof bridge;

contextBridge.exposeInMainWorld('flawsmith', bridge);
