import type { Sides } from '../raster.ts';
import { type Box, boundsOf, boxOf } from './box.ts';
import { type Stroke, paintRow, touched } from './stroke.ts';

/** Colours of a picture, `channels` bytes a pixel (3: RGB, 4: RGBA, alpha not looked at). */
export interface Colours extends Sides {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly channels: 3 | 4;
}

/**
 * What hangs together with a pixel and is of its colour: joined by their sides, and each no further from the first one's
 * colour than the tolerance.
 * @param tolerance root mean square over R, G and B, 0–255: in a grey picture simply grey levels
 * @returns a byte a pixel, 255 inside
 */
export function floodOf(picture: Colours, x: number, y: number, tolerance: number): Uint8Array {
  const { width, height, data, channels } = picture;
  const inside = new Uint8Array(width * height);
  if (x < 0 || y < 0 || x >= width || y >= height) return inside;
  const seed = (y * width + x) * channels;
  const [r, g, b] = [data[seed]!, data[seed + 1]!, data[seed + 2]!];
  const most = 3 * tolerance ** 2;
  const isLike = (pixel: number): boolean => {
    const at = pixel * channels;
    return (data[at]! - r) ** 2 + (data[at + 1]! - g) ** 2 + (data[at + 2]! - b) ** 2 <= most;
  };
  const open = [y * width + x];
  while (open.length > 0) {
    const pixel = open.pop()!;
    if (inside[pixel]) continue;
    const row = pixel - (pixel % width);
    let from = pixel;
    while (from > row && !inside[from - 1] && isLike(from - 1)) from--;
    let to = pixel + 1;
    while (to < row + width && !inside[to] && isLike(to)) to++;
    inside.fill(255, from, to);
    for (const next of [-width, width]) {
      if (row + next < 0 || row + next >= inside.length) continue;
      let wasOpen = false;
      for (let i = from + next; i < to + next; i++) {
        const isOpen = !inside[i] && isLike(i);
        if (isOpen && !wasOpen) open.push(i);
        wasOpen = isOpen;
      }
    }
  }
  return inside;
}

/** Sets or clears what another mask of the picture's size marks. @returns the box around it */
export function paintMask(stroke: Stroke, inside: Uint8Array, isSet: boolean): Box | null {
  const { width, height } = stroke.mask;
  const box = boundsOf({ width, height, data: inside }, boxOf(stroke.mask));
  if (!box) return null;
  for (let y = box.top; y < box.top + box.height; y++) {
    for (let x = box.left; x < box.left + box.width; x++) {
      if (inside[y * width + x]! < 128) continue;
      const from = x;
      while (x < box.left + box.width && inside[y * width + x]! > 127) x++;
      paintRow(stroke, y, from, x, isSet);
    }
  }
  return touched(stroke, box);
}
