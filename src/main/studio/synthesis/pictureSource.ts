import { readFileSync } from 'node:fs';
import { findForeground } from '#shared/vision/foreground.ts';
import type { Mask, Raster } from '#shared/vision/raster.ts';
import type { ImageSource } from '#shared/vision/synthesis/forge.ts';

/** Pictures and foregrounds held at a time: at 256² about 260 KB each. */
const kept = 64;

/** Normal parts for forging, read from the cache's pixel files when they are needed. */
export function pictureSource(files: readonly string[], size: number): ImageSource {
  const image = remember<Raster>((index) => ({ width: size, height: size, data: readFileSync(files[index]!) }));
  const foreground = remember<Mask>((index) => findForeground(image(index)));
  return { count: files.length, image, foreground };
}

/** Keeps the values that were used last. */
function remember<T>(make: (index: number) => T): (index: number) => T {
  const values = new Map<number, T>();
  return (index) => {
    const value = values.get(index) ?? make(index);
    values.delete(index);
    values.set(index, value);
    if (values.size > kept) values.delete(values.keys().next().value!);
    return value;
  };
}
