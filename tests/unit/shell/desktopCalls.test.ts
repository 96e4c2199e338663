import { describe, expect, expectTypeOf, it, vi } from 'vitest';
import { type Desktop, type DesktopCall, type DesktopHandlers, desktopContract } from '#shared/contract/desktop.ts';
import { answerDesktopCalls } from '../../../src/main/shell/desktopCalls.ts';

type Answer = Parameters<Parameters<typeof answerDesktopCalls>[0]['handle']>[1];
type Event = Parameters<Answer>[0];

/** The shell's answers by channel, and what reached its handlers. */
function answering(isOwn = true) {
  const answers = new Map<string, Answer>();
  const handlers = {
    pickFolder: vi.fn(() => '/parts'),
    setBusy: vi.fn(),
    setFrame: vi.fn(),
    openDropped: vi.fn(),
    showInFolder: vi.fn(),
  };
  answerDesktopCalls({ handle: (channel, answer) => void answers.set(channel, answer) }, () => isOwn, handlers);
  const call = (name: DesktopCall, input: unknown): unknown => answers.get(name)!({} as Event, input);
  return { answers, handlers, call };
}

describe('the calls between page and desktop shell', () => {
  it('are answered on the channel of their name, all of them', () => {
    const { answers, handlers, call } = answering();
    expect([...answers.keys()]).toEqual(Object.keys(desktopContract));
    expect(call('pickFolder', 'Good parts')).toBe('/parts');
    call('setBusy', true);
    expect(handlers.pickFolder.mock.calls).toEqual([['Good parts']]);
    expect(handlers.setBusy.mock.calls).toEqual([[true]]);
  });

  it('reach no handler where what comes is not of their form', () => {
    const { handlers, call } = answering();
    for (const wrong of [undefined, 7, {}, 'x'.repeat(201)]) expect(() => call('pickFolder', wrong)).toThrow();
    for (const wrong of [undefined, 1, 'true']) expect(() => call('setBusy', wrong)).toThrow();
    const frame = { language: 'en', hasProduct: false, recent: [] };
    const many = Array.from({ length: 10 }, (_, i) => ({ id: String(i), name: 'Part' }));
    for (const wrong of [{ ...frame, language: 'fr' }, { ...frame, recent: many }, null])
      expect(() => call('setFrame', wrong)).toThrow();
    for (const wrong of ['', 7, ['/etc']]) {
      expect(() => call('openDropped', wrong)).toThrow();
      expect(() => call('showInFolder', wrong)).toThrow();
    }
    for (const handler of Object.values(handlers)) expect(handler).not.toHaveBeenCalled();
  });

  it('reach no handler from a page that is not ours', () => {
    const { handlers, call } = answering(false);
    expect(() => call('pickFolder', 'Good parts')).toThrow(/own page/);
    expect(handlers.pickFolder).not.toHaveBeenCalled();
  });

  it('have one type at both ends', () => {
    expectTypeOf<Desktop['pickFolder']>().toEqualTypeOf<(title: string) => Promise<string | null>>();
    expectTypeOf<Desktop['setBusy']>().toEqualTypeOf<(isBusy: boolean) => Promise<void>>();
    expectTypeOf<Parameters<DesktopHandlers['pickFolder']>>().toEqualTypeOf<Parameters<Desktop['pickFolder']>>();
    expectTypeOf<Awaited<ReturnType<DesktopHandlers['setBusy']>>>().toEqualTypeOf<void>();
    // @ts-expect-error a shell that leaves a call unanswered does not compile
    expectTypeOf<{ pickFolder: DesktopHandlers['pickFolder'] }>().toExtend<DesktopHandlers>();
  });
});
