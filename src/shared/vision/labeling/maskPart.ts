import { connectedComponents } from '../metrics/components.ts';
import { type Mask, type Sides, createMask } from '../raster.ts';
import { type Box, boundsOf, onPicture } from './box.ts';
import type { Place } from './brush.ts';
import { fillPolygons } from './shapes.ts';
import { type Stroke, beginStroke, endStroke, paintRow, touched } from './stroke.ts';
import { cropMask } from './whole.ts';

/** What is set on a picture, without the empty rest around it. */
export interface MaskPart {
  readonly left: number;
  readonly top: number;
  readonly mask: Mask;
}

/** What of a mask is set; null where nothing is. */
export function partOfMask(mask: Mask): MaskPart | null {
  const box = boundsOf(mask);
  return box && { left: box.left, top: box.top, mask: cropMask(mask, box) };
}

/** The pixels of a picture whose centres lie inside polygons, by the even-odd rule; null where there is none. */
export function partOfPolygons(polygons: readonly (readonly Place[])[], picture: Sides): MaskPart | null {
  const places = polygons.flat();
  if (places.length === 0) return null;
  const low = (axis: 0 | 1): number =>
    Math.floor(places.reduce((least, place) => Math.min(least, place[axis]), Infinity));
  const high = (axis: 0 | 1): number =>
    Math.ceil(places.reduce((most, place) => Math.max(most, place[axis]), -Infinity));
  const around = { left: low(0), top: low(1), width: high(0) - low(0), height: high(1) - low(1) };
  const box = onPicture(around, picture);
  if (!box) return null;
  const stroke = beginStroke(createMask(box.width, box.height));
  fillPolygons(
    stroke,
    polygons.map((corners) => corners.map(([x, y]) => [x - box.left, y - box.top] as const)),
    true,
  );
  endStroke(stroke);
  return moved(partOfMask(stroke.mask), box);
}

const moved = (part: MaskPart | null, { left, top }: Pick<Box, 'left' | 'top'>): MaskPart | null =>
  part && { ...part, left: part.left + left, top: part.top + top };

/** Of a part what hangs together with a pixel of the picture, by sides or corners; null where that is not set. */
export function regionOfPart(part: MaskPart, x: number, y: number): MaskPart | null {
  const [column, row] = [x - part.left, y - part.top];
  const { width, height } = part.mask;
  if (column < 0 || row < 0 || column >= width || row >= height) return null;
  const { labels } = connectedComponents(part.mask);
  const wanted = labels[row * width + column]!;
  if (wanted === 0) return null;
  const data = Uint8Array.from(labels, (label) => (label === wanted ? 255 : 0));
  return moved(partOfMask({ width, height, data }), part);
}

/** Sets what a part marks. @returns the box around it */
export function paintPart(stroke: Stroke, { left, top, mask }: MaskPart): Box | null {
  const { width, height, data } = mask;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = x;
      while (x < width && data[y * width + x]! > 127) x++;
      paintRow(stroke, top + y, left + from, left + x, true);
    }
  }
  return touched(stroke, onPicture({ left, top, width, height }, stroke.mask));
}
