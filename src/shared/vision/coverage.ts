import { type Sides, cellsOf } from './raster.ts';

/** Share of each grid cell that a mask covers [cells], 0–1; a cell is as many pixels as picture and grid say. */
export function cellCoverage(mask: Uint8Array, picture: Sides, grid: Sides): Float32Array {
  const [across, down] = [picture.width / grid.width, picture.height / grid.height];
  const coverage = new Float32Array(cellsOf(grid));
  for (let y = 0; y < picture.height; y++) {
    const row = Math.floor(y / down) * grid.width;
    for (let x = 0; x < picture.width; x++) if (mask[y * picture.width + x]) coverage[row + Math.floor(x / across)]!++;
  }
  return coverage.map((count) => count / (across * down));
}
