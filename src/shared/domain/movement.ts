import { z } from 'zod';
import type { Roi } from './images.ts';

/**
 * How far good parts are also seen moved where nobody says otherwise, as a share of each side: what a camera that was
 * knocked or a fixture that wears brings, whatever the photographs at hand show. So much at each border is not judged.
 */
export const usualMovement = 0.03;
/** Parts that lie further than this from the middle of their own places show themselves moved already. */
export const widelyMoved = 0.05;
/** What a person may ask for, at most. */
export const mostMovedByHand = 0.1;

const movedShareSchema = z.number().min(0).max(mostMovedByHand);
/** A share of each side, or what the parts themselves ask for. */
export const movedSchema = z.union([movedShareSchema, z.literal('auto')]);
export type Moved = z.infer<typeof movedSchema>;
/** What of the region of interest is judged, as a share of its area. */
export const judgedPart = (moved: number): number => (1 - 2 * moved) ** 2;

/**
 * The window of the region of interest that a run judges: its middle, so that a part that moves stays within what good parts showed
 * there.
 * @param moved share of each side of the region that the window may move each way
 */
export const judgedWindow = (roi: Roi, moved: number): Roi => windowAt(roi, moved, 0, 0);

/** The same window moved to each corner of the region: what a part that lies elsewhere looks like, with its real surroundings. */
export const movedWindows = (roi: Roi, moved: number): Roi[] =>
  moved === 0 ? [] : corners.map(([across, down]) => windowAt(roi, moved, across, down));

const corners = [
  [-1, -1],
  [1, 1],
  [1, -1],
  [-1, 1],
] as const;

/** Moved windows of a run that sees parts moved at all. */
export const movedWindowCount = corners.length;

function windowAt({ x, y, width, height }: Roi, moved: number, across: number, down: number): Roi {
  if (moved === 0) return { x, y, width, height };
  const [left, top] = [x + (1 + across) * moved * width, y + (1 + down) * moved * height];
  const inner = { width: (1 - 2 * moved) * width, height: (1 - 2 * moved) * height };
  return { x: Math.min(left, 1 - inner.width), y: Math.min(top, 1 - inner.height), ...inner };
}
