import { type Polyline, contour } from '#shared/vision/heatmap.ts';

/** Distance a step to a side and to a corner costs; 3-4 chamfer, within 6 % of the Euclidean distance. */
const side = 1;
const corner = 4 / 3;

/**
 * Distance of each pixel to the nearest pixel set in the mask, in pixels; 0 inside it. Infinity where nothing is set.
 * @param mask width × height bytes, set where above 127
 */
export function distanceToMask(mask: Uint8Array, width: number, height: number): Float32Array {
  // A rim of Infinity spares every pixel the question whether its neighbours are inside.
  const stride = width + 2;
  const rimmed = new Float32Array(stride * (height + 2)).fill(Infinity);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) if (mask[y * width + x]! > 127) rimmed[(y + 1) * stride + x + 1] = 0;
  }
  sweep(rimmed, stride, 1);
  sweep(rimmed, stride, -1);
  const distance = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const from = (y + 1) * stride + 1;
    distance.set(rimmed.subarray(from, from + width), y * width);
  }
  return distance;
}

/** Carries distances on from the four neighbours that were passed before, from the first pixel or from the last. */
function sweep(distance: Float32Array, stride: number, direction: 1 | -1): void {
  const inner = distance.length - stride - 1;
  const first = direction > 0 ? stride + 1 : inner - 1;
  for (let count = inner - stride - 1, i = first; count > 0; count--, i += direction) {
    const column = i % stride;
    if (column === 0 || column === stride - 1) continue;
    const before = i - direction * stride;
    const straight = Math.min(distance[i - direction]!, distance[before]!) + side;
    const across = Math.min(distance[before - 1]!, distance[before + 1]!) + corner;
    distance[i] = Math.min(distance[i]!, straight, across);
  }
}

/** Pixels of air between a defect and the line around it, at the working resolution of 256. */
const air = 2.5;

/**
 * The lines around a mask, lying outside it, in pixels of the mask; along the picture's rim where a defect reaches it.
 * @param mask width × height bytes, set where above 127
 */
export function maskOutline(mask: Uint8Array, width: number, height: number): Polyline[] {
  const gap = (air * Math.max(width, height)) / 256;
  const box = boundsOf(mask, width, height, Math.ceil(gap) + 2);
  if (!box) return [];
  const part = new Uint8Array(box.width * box.height);
  for (let y = 0; y < box.height; y++) {
    const from = (box.top + y) * width + box.left;
    part.set(mask.subarray(from, from + box.width), y * box.width);
  }
  const nearness = distanceToMask(part, box.width, box.height).map((distance) => -distance);
  return contour({ width: box.width, height: box.height, data: nearness }, -gap).map((line) =>
    line.map((value, i) => value + (i % 2 === 0 ? box.left : box.top)),
  );
}

/** The rectangle around what is set, wider by a margin as far as the picture goes; null where nothing is set. */
function boundsOf(
  mask: Uint8Array,
  width: number,
  height: number,
  margin: number,
): { left: number; top: number; width: number; height: number } | null {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (mask[i]! <= 127) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  if (right < 0) return null;
  left = Math.max(left - margin, 0);
  top = Math.max(top - margin, 0);
  right = Math.min(right + margin, width - 1);
  bottom = Math.min(bottom + margin, height - 1);
  return { left, top, width: right - left + 1, height: bottom - top + 1 };
}
