import { z } from 'zod';
import { type Grid, type PictureWindow, type Reach, markBox } from './polygons.ts';

/** Cells along a side of a painted area, at most: about as fine as any working picture. */
export const mostPaintedSide = 1024;
/** Far more than strokes leave: more is noise, and costs time with every picture. */
const mostRuns = 200_000;

/** A painted area as cells of a grid over the whole picture. Each area is written in one way alone, so equal areas are equal texts. */
export const paintedSchema = z
  .strictObject({
    /** Cells across and down. */
    width: z.number().int().min(1).max(mostPaintedSide),
    height: z.number().int().min(1).max(mostPaintedSide),
    /**
     * Lengths of the runs of cells that are not painted and painted in turn, row by row from the top left, those not painted first
     * (which may be none). Together they are all cells.
     */
    runs: z.array(z.number().int().min(0)).min(1).max(mostRuns),
  })
  .refine(({ runs }) => runs.every((run, i) => run > 0 || i === 0), {
    path: ['runs'],
    message: 'only the first run may be 0',
  })
  .refine(({ width, height, runs }) => cellsIn(runs) === width * height, {
    path: ['runs'],
    message: 'the runs have to be width × height cells together',
  });
export type Painted = z.infer<typeof paintedSchema>;

/** Cells of an area painted on a photograph: its own pixels, or as many as an area may have along its longer side. */
export function paintedSides({ width, height }: Grid): Grid {
  const scale = Math.min(1, mostPaintedSide / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

const cellsIn = (runs: readonly number[]): number => runs.reduce((sum, run) => sum + run, 0);

/** The share of the picture that a painted area covers. */
export const shareOfPainted = ({ runs }: Painted): number =>
  cellsIn(runs.filter((_, i) => i % 2 === 1)) / cellsIn(runs);

export const isBlank = ({ runs }: Painted): boolean => runs.length < 2;

/** Painted cells of one row: from..to (without). */
interface Span {
  row: number;
  from: number;
  to: number;
}

function* spansOf({ width, runs }: Painted): Generator<Span> {
  let at = 0;
  for (const [i, run] of runs.entries()) {
    const end = at + run;
    while (i % 2 === 1 && at < end) {
      const row = Math.floor(at / width);
      const to = Math.min(end, (row + 1) * width);
      yield { row, from: at - row * width, to: to - row * width };
      at = to;
    }
    at = end;
  }
}

/** Marks the cells of another grid over the whole picture whose centres lie in the area. @param cells [cells of the grid] set to 1 there */
export function markPainted(cells: Uint8Array, painted: Painted, { width, height }: Grid): void {
  for (const { row, from, to } of spansOf(painted)) {
    const first = centreFrom(row, painted.height, height);
    const last = centreFrom(row + 1, painted.height, height);
    const [start, end] = [centreFrom(from, painted.width, width), centreFrom(to, painted.width, width)];
    for (let y = first; y < last; y++) if (end > start) cells.fill(1, y * width + start, y * width + end);
  }
}

/** The first cell of `size` whose centre lies at or beyond the border `at` of `of`. */
const centreFrom = (at: number, of: number, size: number): number => Math.max(0, Math.ceil((at / of) * size - 0.5));

/** Where fractions of the picture lie in a view's cells. */
export interface SeenIn {
  grid: Grid;
  /** What the view shows of the picture. */
  window: PictureWindow;
}

/**
 * Marks every cell of a view that sees any of the area: its centre lies in it, or no further from it than `reach`, across and down,
 * as {@link seenBy} does for polygons.
 * @param cells [cells of the view] set to 1 there
 */
export function markSeen(cells: Uint8Array, painted: Painted, { grid, window }: SeenIn, reach: Reach): void {
  const across = (cell: number): number => ((cell / painted.width - window.x) / window.width) * grid.width;
  const down = (cell: number): number => ((cell / painted.height - window.y) / window.height) * grid.height;
  for (const { row, from, to } of spansOf(painted)) {
    markBox(cells, { left: across(from), right: across(to), top: down(row), bottom: down(row + 1) }, grid, reach);
  }
}
