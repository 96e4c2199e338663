import type { Bitmap } from './bmpRows.ts';
import { damaged } from './refusals.ts';

/**
 * Palette indices of a run-length bitmap (RLE8 or RLE4), top row first; places that are jumped over have index 0.
 * @throws FlawsmithError `unreadable-image` where it ends before its end mark
 */
export function unpackRle(bitmap: Bitmap): Uint8Array {
  const { view, width, height, isTopDown, bits, pixelsAt, file } = bitmap;
  const indices = new Uint8Array(width * height);
  let [at, x, y] = [pixelsAt, 0, 0];
  const next = (): number => {
    if (at >= view.byteLength) throw damaged(file, 'is cut off');
    return view.getUint8(at++);
  };
  const put = (index: number): void => {
    if (x < width && y < height) indices[(isTopDown ? y : height - 1 - y) * width + x] = index;
    x++;
  };
  const nibble = (byte: number, i: number): number => (bits === 8 ? byte : i % 2 === 0 ? byte >> 4 : byte & 15);
  const literal = (count: number): void => {
    for (let i = 0, byte = 0; i < count; i++) {
      if (bits === 8 || i % 2 === 0) byte = next();
      put(nibble(byte, i));
    }
    if (Math.ceil((count * bits) / 8) % 2 === 1) at++;
  };
  while (y < height) {
    const [count, what] = [next(), next()];
    if (count > 0) for (let i = 0; i < count; i++) put(nibble(what, i));
    else if (what === 1) break;
    else if (what === 0) [x, y] = [0, y + 1];
    else if (what === 2) [x, y] = [x + next(), y + next()];
    else literal(what);
  }
  return indices;
}
