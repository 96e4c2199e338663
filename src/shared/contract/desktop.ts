import { z } from 'zod';

/**
 * What the page may ask of the desktop shell: one table for the page (src/renderer/client/desktop.ts), the bridge
 * (src/preload) and Electron's main process (src/main/shell/desktopCalls.ts). A call's name is its channel.
 */
export const desktopContract = {
  /** The system's folder dialog, with its title; null where it was closed. */
  pickFolder: { input: z.string().max(200), output: z.string().nullable() },
  /** Keeps the workstation awake while work is under way. */
  setBusy: { input: z.boolean(), output: z.void() },
} as const;

type Contract = typeof desktopContract;
export type DesktopCall = keyof Contract;
type Input<Call extends DesktopCall> = z.infer<Contract[Call]['input']>;
type Output<Call extends DesktopCall> = z.infer<Contract[Call]['output']>;

/** The calls as the page sees them. */
export type Desktop = { readonly [Call in DesktopCall]: (input: Input<Call>) => Promise<Output<Call>> };

/** The calls as the shell answers them; what comes in has been parsed. */
export type DesktopHandlers = {
  readonly [Call in DesktopCall]: (input: Input<Call>) => Output<Call> | Promise<Output<Call>>;
};
