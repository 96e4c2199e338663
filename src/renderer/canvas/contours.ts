import { type Polyline, contour } from '#shared/vision/heatmap.ts';
import { distanceToMask } from '#shared/vision/maskDistance.ts';

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
