import type { PictureShape } from '#shared/domain/pictures.ts';
import { type Sides, cellsOf } from '#shared/vision/raster.ts';
import type { NamedArrays } from './safetensors.ts';

/** What a run judges: data of the run, whatever it came from. */
export interface Judged {
  /** [pixels of the working picture] 1 judged, 0 not. */
  pixels: Float32Array;
  /** [cells of the grid] 1 where any pixel of the cell is judged: the others give no evidence. */
  cells: Float32Array;
}

/** All pixels of the judged cells, which is as far as a region of cells tells. */
export function judgedByCells(cells: Float32Array, grid: Sides, picture: PictureShape): Judged {
  const pixels = Float32Array.from({ length: cellsOf(picture) }, (_, i) => {
    const row = Math.floor((Math.floor(i / picture.width) * grid.height) / picture.height);
    return cells[row * grid.width + Math.floor(((i % picture.width) * grid.width) / picture.width)]!;
  });
  return { pixels, cells };
}

/** True where the whole picture is judged. */
export const isWhole = ({ pixels }: Judged): boolean => pixels.every((judged) => judged === 1);

export function judgedToArrays({ pixels, cells }: Judged): NamedArrays {
  return {
    region: { shape: [cells.length], data: cells },
    judged: { shape: [pixels.length], data: pixels },
  };
}

export function judgedFromArrays(arrays: NamedArrays): Judged {
  return { pixels: arrays['judged']!.data, cells: arrays['region']!.data };
}
