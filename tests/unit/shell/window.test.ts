import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { confine, isOwnSender, permitCopying, windowOptions } from '../../../src/main/shell/window.ts';

const origin = 'http://127.0.0.1:4000';

function confined() {
  const contents = Object.assign(new EventEmitter(), { setWindowOpenHandler: vi.fn() });
  confine(contents, () => origin);
  return contents;
}

describe('the desktop window', () => {
  it('has no Node, is isolated and sandboxed', () => {
    expect(windowOptions('preload.cjs', {}).webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
    });
  });

  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('goes nowhere but to the studio (%s)', (name) => {
    const contents = confined();
    const to = (url: string): boolean => {
      const event = { url, preventDefault: vi.fn() };
      contents.emit(name, event);
      return event.preventDefault.mock.calls.length === 0;
    };
    expect(to(`${origin}/#/doctor`)).toBe(true);
    for (const url of ['https://example.org/', 'http://127.0.0.1:4001/', 'file:///etc/passwd', 'about:blank', ''])
      expect(to(url), url).toBe(false);
    expect(to('about:srcdoc')).toBe(name === 'will-frame-navigate');
  });

  it('opens no window and embeds no page', () => {
    const contents = confined();
    expect(contents.setWindowOpenHandler.mock.calls[0]![0]()).toEqual({ action: 'deny' });
    const event = { preventDefault: vi.fn() };
    contents.emit('will-attach-webview', event);
    expect(event.preventDefault).toHaveBeenCalled();
  });

  it('grants nothing but copying text, to its own page', () => {
    const session = {
      setPermissionRequestHandler: vi.fn(),
      setPermissionCheckHandler: vi.fn(),
      setDevicePermissionHandler: vi.fn(),
    };
    permitCopying(session, () => origin);
    const ask = session.setPermissionRequestHandler.mock.calls[0]![0] as (...args: unknown[]) => void;
    const check = session.setPermissionCheckHandler.mock.calls[0]![0] as (...args: unknown[]) => boolean;
    const granted = (permission: string, url: string): boolean[] => {
      const answer = vi.fn();
      ask(null, permission, answer, { requestingUrl: url });
      return [answer.mock.calls[0]![0] as boolean, check(null, permission, url)];
    };
    expect(granted('clipboard-sanitized-write', `${origin}/`)).toEqual([true, true]);
    expect(granted('clipboard-sanitized-write', 'https://example.org/')).toEqual([false, false]);
    expect(granted('clipboard-read', `${origin}/`)).toEqual([false, false]);
    expect(granted('media', `${origin}/`)).toEqual([false, false]);
    expect((session.setDevicePermissionHandler.mock.calls[0]![0] as () => boolean)()).toBe(false);
  });

  it('takes messages from its own main frame alone', () => {
    const webContents = {};
    const window = { webContents };
    const frame = { url: `${origin}/`, parent: null };
    expect(isOwnSender({ senderFrame: frame, sender: webContents }, window, origin)).toBe(true);
    expect(isOwnSender({ senderFrame: { ...frame, parent: {} }, sender: webContents }, window, origin)).toBe(false);
    expect(isOwnSender({ senderFrame: frame, sender: {} }, window, origin)).toBe(false);
    expect(
      isOwnSender({ senderFrame: { ...frame, url: 'https://example.org' }, sender: webContents }, window, origin),
    ).toBe(false);
    expect(isOwnSender({ senderFrame: { ...frame, url: '' }, sender: webContents }, window, origin)).toBe(false);
    expect(isOwnSender({ senderFrame: null, sender: webContents }, window, origin)).toBe(false);
    expect(isOwnSender({ senderFrame: frame, sender: webContents }, null, origin)).toBe(false);
  });
});
