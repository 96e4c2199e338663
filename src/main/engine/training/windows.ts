import type { Random } from '#shared/vision/random.ts';
import type { Sides } from '#shared/vision/raster.ts';
import { type GridWindow, cutMap, windowUnit } from '../model/features.ts';

/** Cells a side of the largest window: a step costs no more than at 512 px, however large the picture. */
const mostSide = 32;

/** The windows that a step sees: half the grid each way, in whole units, at most 32 cells a side. */
export function windowShape({ width, height }: Sides): Sides {
  const half = (cells: number): number => Math.min(mostSide, Math.ceil(cells / 2 / windowUnit) * windowUnit);
  return { width: half(width), height: half(height) };
}

/**
 * Where a step looks at a picture: anywhere on a normal one; on an anomalous one so that a cell of its defect, drawn at
 * random, is inside, or the cell that shows most of it where none shows enough to count.
 * @param coverage share of each cell that is defect [cells]; null for a normal picture
 * @param least share from which a cell counts as defect
 */
export function chooseWindow(grid: Sides, coverage: Float32Array | null, least: number, random: Random): GridWindow {
  const shape = windowShape(grid);
  const rows = (grid.height - shape.height) / windowUnit;
  const columns = (grid.width - shape.width) / windowUnit;
  const cell = coverage && chooseCell(coverage, least, random);
  if (cell === null) {
    return { row: random.integer(0, rows) * windowUnit, column: random.integer(0, columns) * windowUnit, ...shape };
  }
  const place = (at: number, side: number, places: number): number => {
    const first = Math.max(0, Math.ceil((at - side + 1) / windowUnit));
    const last = Math.min(places, Math.floor(at / windowUnit));
    return random.integer(first, last) * windowUnit;
  };
  const row = place(Math.floor(cell / grid.width), shape.height, rows);
  return { row, column: place(cell % grid.width, shape.width, columns), ...shape };
}

function chooseCell(coverage: Float32Array, least: number, random: Random): number | null {
  const defects = [...coverage.keys()].filter((cell) => coverage[cell]! >= least);
  if (defects.length > 0) return random.pick(defects);
  const most = coverage.reduce((best, share, cell) => (share > coverage[best]! ? cell : best), 0);
  return coverage[most]! > 0 ? most : null;
}

/** Whether a window shows any of a picture's defect: a picture is labelled by what is seen of it. */
export function showsDefect(grid: Sides, coverage: Float32Array, window: GridWindow): boolean {
  return cutMap(coverage, grid, window).some((share) => share > 0);
}
