import { z } from 'zod';

/** What the page tells the shell of itself, so that the menu shows it. */
const frameSchema = z.object({
  language: z.enum(['en', 'de']),
  /** A product is open, so that its stages can be gone to. */
  hasProduct: z.boolean(),
  /** The products opened last, the newest first. */
  recent: z.array(z.object({ id: z.string().max(64), name: z.string().max(500) })).max(9),
});
export type MenuFrame = z.infer<typeof frameSchema>;

/**
 * What the page may ask of the desktop shell: one table for the page (src/renderer/client/desktop.ts), the bridge
 * (src/preload) and Electron's main process (src/main/shell/desktopCalls.ts). A call's name is its channel.
 */
export const desktopContract = {
  /** The system's folder dialog, with its title; null where it was closed. */
  pickFolder: { input: z.string().max(200), output: z.string().nullable() },
  /** Keeps the workstation awake while work is under way. */
  setBusy: { input: z.boolean(), output: z.void() },
  /** Language, stages and products of the menu. */
  setFrame: { input: frameSchema, output: z.void() },
  /** Opens what the user dropped on the window to the studio: a folder, or the one that a file lies in. For the bridge alone. */
  openDropped: { input: z.string().min(1).max(32_768), output: z.void() },
  /** Shows a file or folder in the system's file manager, which opens nothing of it. */
  showInFolder: { input: z.string().min(1).max(32_768), output: z.void() },
} as const;

type Contract = typeof desktopContract;
export type DesktopCall = keyof Contract;
type Input<Call extends DesktopCall> = z.infer<Contract[Call]['input']>;
type Output<Call extends DesktopCall> = z.infer<Contract[Call]['output']>;
type Calls = { readonly [Call in DesktopCall]: (input: Input<Call>) => Promise<Output<Call>> };

/** The desktop as the page sees it. */
export interface Desktop extends Omit<Calls, 'openDropped'> {
  /**
   * Absolute path of a file or folder that the user dropped on the page or chose in a field, after it was opened to the
   * studio; null for one that the page made itself. Only what a person handed over has a path: a page cannot name one.
   * Rejects where the studio does not open it.
   */
  pathOf(file: object): Promise<string | null>;
  /** Calls the listener with the id of each command (src/renderer/ui/commands.ts) chosen in the menu. */
  onMenu(listener: (command: string) => void): void;
}

/** The channel on which the shell tells the page what was chosen in the menu. */
export const menuChannel = 'menu';

/** The calls as the shell answers them; what comes in has been parsed. */
export type DesktopHandlers = {
  readonly [Call in DesktopCall]: (input: Input<Call>) => Output<Call> | Promise<Output<Call>>;
};
