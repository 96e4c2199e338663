import type { IpcMainInvokeEvent } from 'electron';
import { type DesktopCall, type DesktopHandlers, desktopContract } from '#shared/contract/desktop.ts';
import { FlawsmithError } from '#shared/errors.ts';

/** The part of Electron's ipcMain that is needed. */
interface Receiver {
  handle(channel: string, listener: (event: IpcMainInvokeEvent, input: unknown) => unknown): void;
}

/**
 * Answers every call of the desktop contract. Calls of other pages and frames, and input that is not of the contract's form,
 * are refused: the page's promise rejects.
 * @param isOwn whether a call comes from our own page
 */
export function answerDesktopCalls(
  receiver: Receiver,
  isOwn: (event: IpcMainInvokeEvent) => boolean,
  handlers: DesktopHandlers,
): void {
  for (const name of Object.keys(desktopContract) as DesktopCall[]) {
    const answer = handlers[name] as (input: unknown) => unknown;
    receiver.handle(name, (event, input) => {
      if (!isOwn(event)) throw new FlawsmithError('usage', `${name} is for Flawsmith's own page.`);
      const parsed = desktopContract[name].input.safeParse(input);
      if (!parsed.success) throw new FlawsmithError('usage', `${name} was called with what it does not take.`);
      return answer(parsed.data);
    });
  }
}
