/** What the desktop shell gives the page (src/preload); absent in a browser. */
export interface Desktop {
  /** The system's folder dialog; null where it was closed. */
  pickFolder(title: string): Promise<string | null>;
  /** Keeps the workstation awake while work is under way. */
  setBusy(isBusy: boolean): void;
}

export const desktop: Desktop | null = (window as { flawsmith?: Desktop }).flawsmith ?? null;
