import type { BrowserWindowConstructorOptions, Rectangle, Session } from 'electron';
import { leastSize } from './windowState.ts';

/** A window that can do nothing but show our page. */
export function windowOptions(preload: string, place: Partial<Rectangle>): BrowserWindowConstructorOptions {
  return {
    ...place,
    minWidth: leastSize.width,
    minHeight: leastSize.height,
    show: false,
    backgroundColor: '#121213',
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false, // it fetches dictionaries from the internet
    },
  };
}

interface Going {
  readonly url: string;
  preventDefault(): void;
}

/** The part of Electron's WebContents that is needed. */
interface Confinable {
  on(name: 'will-navigate', listener: (event: Going) => void): unknown;
  on(name: 'will-frame-navigate', listener: (event: Going) => void): unknown;
  on(name: 'will-redirect', listener: (event: Going) => void): unknown;
  on(name: 'will-attach-webview', listener: (event: { preventDefault(): void }) => void): unknown;
  setWindowOpenHandler(handler: () => { action: 'deny' }): void;
}

type Guarded = Pick<
  Session,
  'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
>;

/** An address in its parts, or null where it is none. */
export function parseAddress(url: string): URL | null {
  try {
    return new URL(url);
  } catch {
    return null;
  }
}

const isOf = (url: string, origin: string): boolean => parseAddress(url)?.origin === origin;

/** For whatever shows a page: denies going away from the studio, in any frame and by any way, new windows and embedded pages. */
export function confine(contents: Confinable, origin: () => string): void {
  const stay = (event: Going): void => {
    if (!isOf(event.url, origin())) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', (event) => {
    if (event.url !== 'about:srcdoc') stay(event); // a frame that the page fills itself, such as a certificate
  });
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** Denies every permission and device but one: our own page's buttons copy text, which Chromium cleans. It never reads any. */
export function permitCopying(session: Guarded, origin: () => string): void {
  const mayCopy = (permission: string, url: string): boolean =>
    permission === 'clipboard-sanitized-write' && isOf(url, origin());
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) =>
    answer(mayCopy(permission, requestingUrl)),
  );
  session.setPermissionCheckHandler((_contents, permission, from) => mayCopy(permission, from));
  session.setDevicePermissionHandler(() => false);
}

/** True where a message comes from the main frame of our own window and page. */
export function isOwnSender(
  event: { senderFrame: { url: string; parent: unknown } | null; sender: unknown },
  window: { readonly webContents: unknown } | null,
  origin: string,
): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && event.sender === window?.webContents && isOf(frame.url, origin);
}
