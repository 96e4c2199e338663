import type { Mask } from '../raster.ts';
import { type Box, boundsOf, boxOf, onPicture } from './box.ts';
import { type Stroke, paintRow, touched } from './stroke.ts';

/** A part of a mask as a mask of its own, a byte a pixel, 255 where set. */
export function cropMask({ data, width }: Mask, box: Box): Mask {
  const part = new Uint8Array(box.width * box.height);
  for (let y = 0, at = 0; y < box.height; y++) {
    const from = (box.top + y) * width + box.left;
    for (let x = 0; x < box.width; x++, at++) part[at] = data[from + x]! > 127 ? 255 : 0;
  }
  return { width: box.width, height: box.height, data: part };
}

/** Sets what is enclosed: pixels that are not set and from which no way by sides leads to the mask's own borders. */
export function fillHoles(stroke: Stroke): Box | null {
  const bounds = boundsOf(stroke.mask);
  if (!bounds) return null;
  const { data, width, height } = cropMask(stroke.mask, bounds);
  const open: number[] = [];
  const reach = (i: number): void => {
    if (data[i] !== 0) return;
    data[i] = 1;
    open.push(i);
  };
  for (let x = 0; x < width; x++) [x, (height - 1) * width + x].forEach(reach);
  for (let y = 0; y < height; y++) [y * width, y * width + width - 1].forEach(reach);
  while (open.length > 0) {
    const i = open.pop()!;
    const x = i % width;
    if (x > 0) reach(i - 1);
    if (x < width - 1) reach(i + 1);
    if (i >= width) reach(i - width);
    if (i < width * (height - 1)) reach(i + width);
  }
  return repaint(stroke, bounds, (x, y) => data[y * width + x] !== 1);
}

/** Sets (grow) the neighbours by a side of what is set, or clears (shrink) what has a neighbour by a side that is not; beyond the picture nothing is set. */
export function growByPixel(stroke: Stroke, way: 'grow' | 'shrink'): Box | null {
  const bounds = boundsOf(stroke.mask);
  const box = bounds && onPicture(bounds, stroke.mask, 1);
  if (!box) return null;
  const { data, width, height } = cropMask(stroke.mask, box);
  const at = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < height && data[y * width + x] === 255;
  const around = (x: number, y: number): boolean[] => [at(x - 1, y), at(x + 1, y), at(x, y - 1), at(x, y + 1)];
  return repaint(stroke, box, (x, y) =>
    way === 'grow' ? at(x, y) || around(x, y).some(Boolean) : at(x, y) && around(x, y).every(Boolean),
  );
}

/** Sets what is not set and clears what is. */
export function invert(stroke: Stroke): Box | null {
  const box = boxOf(stroke.mask);
  const { data, width } = cropMask(stroke.mask, box);
  return repaint(stroke, box, (x, y) => data[y * width + x] === 0);
}

/** Clears all. */
export function clear(stroke: Stroke): Box | null {
  const bounds = boundsOf(stroke.mask);
  return bounds && repaint(stroke, bounds, () => false);
}

/** Gives every pixel of a box its new value. @param isSet by place within the box */
function repaint(stroke: Stroke, box: Box, isSet: (x: number, y: number) => boolean): Box | null {
  for (let y = 0; y < box.height; y++) {
    for (let x = 0; x < box.width; x++) {
      const value = isSet(x, y);
      const from = x;
      while (x + 1 < box.width && isSet(x + 1, y) === value) x++;
      paintRow(stroke, box.top + y, box.left + from, box.left + x + 1, value);
    }
  }
  return touched(stroke, box);
}
