import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Rectangle } from 'electron';
import { z } from 'zod';

const side = z.number().int().min(1).max(100_000);
const place = z.number().int().min(-100_000).max(100_000);
const windowStateSchema = z.object({ x: place, y: place, width: side, height: side, isMaximized: z.boolean() });

/** Where the window was when it was closed: its size when not maximized, in the screens' points. */
export type WindowState = z.infer<typeof windowStateSchema>;

const usual = { width: 1440, height: 900 };
export const leastSize = { width: 1024, height: 700 };
/** Of the window's upper edge this much must be on a screen, so that it can be dragged. */
const grip = { width: 120, height: 24 };

/** What was kept; null on a first start, or where the file is damaged. */
export function readWindowState(file: string): WindowState | null {
  try {
    return windowStateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null; // a lost place of a window is no reason to say anything
  }
}

/** Replaces what was kept. @throws Error where the file cannot be written */
export function writeWindowState(file: string, state: WindowState): void {
  writeFileSync(`${file}.new`, JSON.stringify(state));
  renameSync(`${file}.new`, file);
}

const overlap = (start: number, length: number, from: number, span: number): number =>
  Math.min(start + length, from + span) - Math.max(start, from);

/**
 * Where to open the window: where it was, on a screen that is there now and no larger than it; without x and y, that is in
 * the middle of the first screen, where it was on one that is gone.
 * @param kept null: nothing is known
 * @param screens the free areas of all screens, the first one first; at least one
 */
export function placeWindow(kept: WindowState | null, screens: readonly Rectangle[]): Partial<Rectangle> {
  const sizeOn = (screen: Rectangle): { width: number; height: number } => {
    const { width, height } = kept ?? usual;
    return {
      width: Math.max(leastSize.width, Math.min(width, screen.width)),
      height: Math.max(leastSize.height, Math.min(height, screen.height)),
    };
  };
  if (kept) {
    const { x, y } = kept;
    const holds = (screen: Rectangle): boolean =>
      overlap(x, sizeOn(screen).width, screen.x, screen.width) >= grip.width &&
      overlap(y, grip.height, screen.y, screen.height) >= grip.height;
    const held = screens.find(holds);
    if (held) return { x, y, ...sizeOn(held) };
  }
  return sizeOn(screens[0]!);
}
