import type { Desktop } from '#shared/contract/desktop.ts';

/** What the desktop shell gives the page (src/preload); null in a browser. */
export const desktop: Desktop | null = (window as { flawsmith?: Desktop }).flawsmith ?? null;
