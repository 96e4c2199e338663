import type { Box } from '#shared/vision/labeling/box.ts';
import type { Mask } from '#shared/vision/raster.ts';

/**
 * The borders between pixels that are set and others: left of and above the pixels of a box, and at the picture's rim where the
 * box ends there. Straight ones are one line.
 * @param part a tile that the picture is divided into
 */
export function maskBorders(mask: Mask, part: Box): Path2D {
  const path = new Path2D();
  bordersAbove(mask, part, path);
  bordersLeft(mask, part, path);
  return path;
}

function bordersAbove({ data, width, height }: Mask, part: Box, path: Path2D): void {
  const [right, bottom] = [part.left + part.width, part.top + part.height];
  for (let y = part.top; y < bottom + (bottom === height ? 1 : 0); y++) {
    const [here, above] = [y * width, (y - 1) * width];
    let from = -1;
    for (let x = part.left; x < right; x++) {
      // outside of the picture nothing is set: what is undefined is not above 127
      const isBorder = data[here + x]! > 127 !== (y > 0 && data[above + x]! > 127);
      if (isBorder && from < 0) from = x;
      if (isBorder || from < 0) continue;
      line(path, from, y, x, y);
      from = -1;
    }
    if (from >= 0) line(path, from, y, right, y);
  }
}

/** Row by row, as the mask lies in memory. */
function bordersLeft({ data, width }: Mask, part: Box, path: Path2D): void {
  const [right, bottom] = [part.left + part.width, part.top + part.height];
  const end = right + (right === width ? 1 : 0);
  /** By column: where the line that is under way began. */
  const from = new Int32Array(end - part.left).fill(-1);
  for (let y = part.top; y < bottom; y++) {
    let before = part.left > 0 && data[y * width + part.left - 1]! > 127;
    for (let x = part.left; x < end; x++) {
      const isSet = x < width && data[y * width + x]! > 127;
      const began = from[x - part.left]!;
      if (isSet !== before && began < 0) from[x - part.left] = y;
      if (isSet === before && began >= 0) {
        line(path, x, began, x, y);
        from[x - part.left] = -1;
      }
      before = isSet;
    }
  }
  from.forEach((began, i) => began >= 0 && line(path, part.left + i, began, part.left + i, bottom));
}

function line(path: Path2D, x0: number, y0: number, x1: number, y1: number): void {
  path.moveTo(x0, y0);
  path.lineTo(x1, y1);
}
