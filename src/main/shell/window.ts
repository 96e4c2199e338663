import type { BrowserWindow, BrowserWindowConstructorOptions, Session, WebContents } from 'electron';

/** A window that can do nothing but show our page. */
export function windowOptions(preload: string): BrowserWindowConstructorOptions {
  return {
    width: 1440,
    height: 900,
    minWidth: 1100,
    minHeight: 700,
    show: false,
    backgroundColor: '#121213',
    webPreferences: { preload, contextIsolation: true, sandbox: true, nodeIntegration: false, webSecurity: true },
  };
}

/** Denies navigation away from the studio, new windows, embedded pages and every permission. */
export function confine(contents: WebContents, session: Session, origin: () => string): void {
  contents.on('will-navigate', (event, url) => {
    if (new URL(url).origin !== origin()) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  session.setPermissionRequestHandler((_contents, permission, answer) =>
    answer(permission === 'clipboard-sanitized-write'),
  );
  session.setPermissionCheckHandler((_contents, permission) => permission === 'clipboard-sanitized-write');
}

/** True where a message comes from the main frame of our own window and page. */
export function isOwnSender(
  event: { senderFrame: { url: string; parent: unknown } | null; sender: unknown },
  window: Pick<BrowserWindow, 'webContents'> | null,
  origin: string,
): boolean {
  const frame = event.senderFrame;
  return (
    frame !== null &&
    frame.parent === null &&
    event.sender === window?.webContents &&
    new URL(frame.url).origin === origin
  );
}
