import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { confine, isOwnSender, windowOptions } from '../../../src/main/shell/window.ts';

const origin = 'http://127.0.0.1:4000';

function confined() {
  const contents = Object.assign(new EventEmitter(), { setWindowOpenHandler: vi.fn() });
  const session = { setPermissionRequestHandler: vi.fn(), setPermissionCheckHandler: vi.fn() };
  confine(contents, session, () => origin);
  return { contents, session };
}

describe('the desktop window', () => {
  it('has no Node, is isolated and sandboxed', () => {
    expect(windowOptions('preload.cjs').webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
    });
  });

  it('goes nowhere but to the studio', () => {
    const { contents } = confined();
    const to = (url: string): boolean => {
      const event = { preventDefault: vi.fn() };
      contents.emit('will-navigate', event, url);
      return event.preventDefault.mock.calls.length === 0;
    };
    expect(to(`${origin}/#/doctor`)).toBe(true);
    expect(to('https://example.org/')).toBe(false);
    expect(to('http://127.0.0.1:4001/')).toBe(false);
    expect(to('file:///etc/passwd')).toBe(false);
  });

  it('opens no window, embeds no page, grants no permission but copying text', () => {
    const { contents, session } = confined();
    expect(contents.setWindowOpenHandler.mock.calls[0]![0]()).toEqual({ action: 'deny' });
    const event = { preventDefault: vi.fn() };
    contents.emit('will-attach-webview', event);
    expect(event.preventDefault).toHaveBeenCalled();
    const answer = vi.fn();
    const handler = session.setPermissionRequestHandler.mock.calls[0]![0] as (
      c: null,
      p: string,
      a: typeof answer,
    ) => void;
    handler(null, 'media', answer);
    handler(null, 'clipboard-sanitized-write', answer);
    expect(answer.mock.calls).toEqual([[false], [true]]);
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
    expect(isOwnSender({ senderFrame: null, sender: webContents }, window, origin)).toBe(false);
    expect(isOwnSender({ senderFrame: frame, sender: webContents }, null, origin)).toBe(false);
  });
});
