import type { Point } from './zoneDraft.ts';

export type { Point };
/** Two points of a photograph, px from its top left corner. */
export type Line = [from: Point, to: Point];
type Sides = { width: number; height: number };

/** px of the photograph. */
export const lengthOf = ([[ax, ay], [bx, by]]: Line): number => Math.hypot(bx - ax, by - ay);

/** A point held within the photograph. */
export const heldInside = ([x, y]: Point, { width, height }: Sides): Point => [
  Math.min(Math.max(x, 0), width),
  Math.min(Math.max(y, 0), height),
];

/** A line across the middle half of the photograph, for who draws by keyboard. */
export const middleLine = ({ width, height }: Sides): Line => [
  [width / 4, height / 2],
  [(3 * width) / 4, height / 2],
];

/** The longest round length, mm (1, 2 or 5 with zeros), that spans at most a share of a side, and the share that it spans. */
export function roundLength(mmPerPixel: number, side: number, share = 0.25): { mm: number; share: number } {
  const most = mmPerPixel * side * share;
  const power = 10 ** Math.floor(Math.log10(most));
  const mm = ([5, 2, 1].find((one) => one * power <= most * (1 + 1e-9)) ?? 1) * power;
  return { mm: Number(mm.toPrecision(1)), share: mm / (mmPerPixel * side) };
}
