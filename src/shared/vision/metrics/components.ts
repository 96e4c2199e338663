import type { Mask } from '../raster.ts';

/** The 8-neighbour components of a mask. */
export interface Components {
  count: number;
  /** Per pixel: 0 outside, else 1 … count, numbered in reading order of their first pixels. */
  labels: Uint32Array;
  /** Pixels of each component; sizes[0] is unused and 0. */
  sizes: number[];
}

/** Splits a mask (anything but 0 is inside) into components whose pixels touch by side or corner. */
export function connectedComponents(mask: Mask): Components {
  const { width, height, data } = mask;
  const labels = new Uint32Array(width * height);
  const sizes = [0];
  const stack: number[] = [];
  for (let start = 0; start < data.length; start++) {
    if (!data[start] || labels[start]) continue;
    const label = sizes.length;
    let size = 0;
    labels[start] = label;
    stack.push(start);
    while (stack.length > 0) {
      const at = stack.pop()!;
      size++;
      const x = at % width;
      const y = (at - x) / width;
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          const next = v * width + u;
          if (data[next] && !labels[next]) {
            labels[next] = label;
            stack.push(next);
          }
        }
      }
    }
    sizes.push(size);
  }
  return { count: sizes.length - 1, labels, sizes };
}
