import type { Sides } from '../raster.ts';

/** A rectangle of whole pixels: from left and top, up to but without left + width and top + height. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export const boxOf = ({ width, height }: Sides): Box => ({ left: 0, top: 0, width, height });

/** The smallest box around two; one of them where the other is null. */
export function united(a: Box | null, b: Box | null): Box | null {
  if (!a || !b) return a ?? b;
  const left = Math.min(a.left, b.left);
  const top = Math.min(a.top, b.top);
  const right = Math.max(a.left + a.width, b.left + b.width);
  const bottom = Math.max(a.top + a.height, b.top + b.height);
  return { left, top, width: right - left, height: bottom - top };
}

/** The part of a box that lies on a picture, wider by so many pixels as far as the picture goes; null where there is none. */
export function onPicture(box: Box, sides: Sides, margin = 0): Box | null {
  const { left, top, width, height } = box;
  const wide = { left: left - margin, top: top - margin, width: width + 2 * margin, height: height + 2 * margin };
  return commonPart(wide, boxOf(sides));
}

/** The part of a box that lies in another; null where they do not meet. */
export function commonPart(a: Box, b: Box): Box | null {
  const [left, top] = [Math.max(a.left, b.left), Math.max(a.top, b.top)];
  const width = Math.min(a.left + a.width, b.left + b.width) - left;
  const height = Math.min(a.top + a.height, b.top + b.height) - top;
  return width > 0 && height > 0 ? { left, top, width, height } : null;
}

/** The box around all pixels of a mask that are set (above 127) within another box; null where none is. */
export function boundsOf(mask: Sides & { readonly data: Uint8Array }, within: Box = boxOf(mask)): Box | null {
  const { data, width } = mask;
  let [left, right, top, bottom] = [Infinity, -1, -1, -1];
  for (let y = within.top; y < within.top + within.height; y++) {
    const row = data.subarray(y * width + within.left, y * width + within.left + within.width);
    let first = 0;
    while (first < row.length && row[first]! < 128) first++;
    if (first === row.length) continue;
    let last = row.length - 1;
    while (row[last]! < 128) last--;
    left = Math.min(left, within.left + first);
    right = Math.max(right, within.left + last);
    if (top < 0) top = y;
    bottom = y;
  }
  return bottom < 0 ? null : { left, top, width: right - left + 1, height: bottom - top + 1 };
}
