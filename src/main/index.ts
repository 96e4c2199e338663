import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { stat } from 'node:fs/promises';
import { Menu, Notification, app, dialog, ipcMain, powerSaveBlocker, session, shell } from 'electron';
import type { MenuFrame } from '#shared/contract/desktop.ts';
import { allowFolder } from './shell/allowFolder.ts';
import { answerDesktopCalls } from './shell/desktopCalls.ts';
import { DesktopWindow } from './shell/desktopWindow.ts';
import { LogFile } from './shell/logFile.ts';
import { menuTemplate } from './shell/menu.ts';
import { studioFiles } from './shell/studioFiles.ts';
import { StudioProcess } from './shell/studioProcess.ts';
import { confine, isOwnSender, permitCopying } from './shell/window.ts';

/** The desktop shell: one instance, the studio as a child, one confined window on it, menu, native dialogs. No work of its own. */
const root = app.isPackaged ? join(process.resourcesPath, 'studio') : app.getAppPath();
const view = new DesktopWindow();
const log = new LogFile(join(app.getPath('userData'), 'logs', 'flawsmith.log'));
let studio: StudioProcess | null = null;
let blocker: number | null = null;

function note(line: string): void {
  process.stderr.write(`${line}\n`);
  log.note(line);
}

function createStudio(): StudioProcess {
  return new StudioProcess({
    ...studioFiles(root),
    onLog: (line) => note(`studio: ${line}`),
    onDown: () => (view.address = null),
    onRestart: (address) => void view.show(address).catch((error: unknown) => note(String(error))),
    onGone: (lines) => {
      const last = lines.slice(-6).join('\n');
      const words = `It could not be started again. Your products are safe.\n\n${last}\n\nMore stands in ${log.file}`;
      dialog.showErrorBox('The studio stopped', words);
      app.quit();
    },
  });
}

async function pickFolder(title: string): Promise<string | null> {
  const { window, address } = view;
  if (!window || !address) return null;
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title,
    properties: ['openDirectory', 'createDirectory'],
  });
  if (canceled || !filePaths[0]) return null;
  await allowFolder(address, filePaths[0]);
  return filePaths[0];
}

/** Opens a dropped folder, or the folder that a dropped file lies in. @throws Error where it is not there or not opened */
async function openDropped(path: string): Promise<void> {
  if (!view.address) throw new Error('The studio is not there just now.');
  await allowFolder(view.address, (await stat(path)).isDirectory() ? path : dirname(path));
}

/** Shows the place, and opens nothing. */
function showInFolder(path: string): void {
  if (isAbsolute(path)) shell.showItemInFolder(path);
}

/** A workstation must not fall asleep over a training. */
function setBusy(isBusy: boolean): void {
  if (isBusy && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension');
  if (!isBusy && blocker !== null) {
    powerSaveBlocker.stop(blocker);
    blocker = null;
  }
}

function setFrame(frame: MenuFrame): void {
  const acts = {
    choose: (command: string) => view.choose(command),
    showProductsFolder: () => void shell.openPath(join(homedir(), 'Flawsmith')),
    showLog: () => shell.showItemInFolder(log.file),
  };
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(frame, acts)));
}

function sayThatItEnds(): void {
  if (!Notification.isSupported()) return;
  const body = 'What is under way is written first, so that it can go on later. This takes 20 seconds at most.';
  new Notification({ title: 'Flawsmith is closing', body }).show();
}

async function start(): Promise<void> {
  note(`Flawsmith ${app.getVersion()}, Electron ${process.versions.electron}`);
  setFrame({ language: app.getLocale().startsWith('de') ? 'de' : 'en', hasProduct: false, recent: [] });
  // whoever had the studio's port while it was off may have left a worker that would stand between it and its page
  await session.defaultSession.clearStorageData({ storages: ['serviceworkers'] });
  studio = createStudio();
  const preload = join(import.meta.dirname, '..', 'preload', 'index.cjs');
  await view.open(preload, await studio.start(), (error) => note(`The window's place was not kept: ${String(error)}`));
}

// who asks for no sandbox has none: as root Chromium starts nothing otherwise
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
app.on('web-contents-created', (_event, contents) => {
  confine(contents, () => view.origin);
  permitCopying(contents.session, () => view.origin);
});

if (!app.requestSingleInstanceLock()) {
  app.quit();
} else {
  const isOwn = (event: Parameters<typeof isOwnSender>[0]): boolean => isOwnSender(event, view.window, view.origin);
  answerDesktopCalls(ipcMain, isOwn, { pickFolder, setBusy, setFrame, openDropped, showInFolder });
  app.on('second-instance', () => view.raise());
  app.on('window-all-closed', () => app.quit());
  let isStopped = false;
  app.on('before-quit', (event) => {
    if (isStopped || studio === null) return;
    event.preventDefault();
    void studio.stop(sayThatItEnds).then(() => {
      isStopped = true;
      app.quit();
    });
  });
  void app
    .whenReady()
    .then(start)
    .catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      note(why);
      dialog.showErrorBox('Flawsmith could not start', why);
      app.quit();
    });
}
