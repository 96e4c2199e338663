import type { BrowserWindowConstructorOptions, Session } from 'electron';

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

/** The part of Electron's WebContents that is needed. */
interface Confinable {
  on(name: 'will-navigate', listener: (event: { preventDefault(): void }, url: string) => void): unknown;
  on(name: 'will-attach-webview', listener: (event: { preventDefault(): void }) => void): unknown;
  setWindowOpenHandler(handler: () => { action: 'deny' }): void;
}

/** Denies navigation away from the studio, new windows, embedded pages and every permission. */
export function confine(
  contents: Confinable,
  session: Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler'>,
  origin: () => string,
): void {
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
  window: { readonly webContents: unknown } | null,
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
