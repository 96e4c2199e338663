import type { Box } from '#shared/vision/labeling/box.ts';
import type { Mask } from '#shared/vision/raster.ts';

/**
 * The borders between pixels that are set and others: left of and above the pixels of a box, and at the picture's rim where the
 * box ends there. Straight ones are one line.
 * @param part a tile that the picture is divided into
 */
export function maskBorders({ data, width, height }: Mask, part: Box): Path2D {
  const path = new Path2D();
  const isSet = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < height && data[y * width + x]! > 127;
  const isAbove = (x: number, y: number): boolean => isSet(x, y) !== isSet(x, y - 1);
  const isLeft = (x: number, y: number): boolean => isSet(x, y) !== isSet(x - 1, y);
  const [right, bottom] = [part.left + part.width, part.top + part.height];
  for (let y = part.top; y < bottom + (bottom === height ? 1 : 0); y++) {
    for (let x = part.left; x < right; x++) {
      if (!isAbove(x, y)) continue;
      path.moveTo(x, y);
      while (x + 1 < right && isAbove(x + 1, y)) x++;
      path.lineTo(x + 1, y);
    }
  }
  for (let x = part.left; x < right + (right === width ? 1 : 0); x++) {
    for (let y = part.top; y < bottom; y++) {
      if (!isLeft(x, y)) continue;
      path.moveTo(x, y);
      while (y + 1 < bottom && isLeft(x, y + 1)) y++;
      path.lineTo(x, y + 1);
    }
  }
  return path;
}
