import { morph } from '../filters.ts';
import { type Mask, type Raster, cloneRaster, createMask, maskArea } from '../raster.ts';
import type { PixelRegion } from '../resize.ts';
import { type ZonePicture, zoneKinds } from '../zonePicture.ts';
import { type Canvas, around, createCanvas } from './canvas.ts';
import { markChange, markVisible } from './changedMask.ts';
import { visibilityOf } from './kinds/index.ts';
import { type View, shiftOf } from './nuisance.ts';
import type { PlannedDefect } from './plan.ts';
import { frameOf } from './sketch.ts';
import type { Stamp } from './stamps.ts';

/** A picture with its defects. */
export interface Painting {
  image: Raster;
  /** 255 where the picture was truly changed. */
  mask: Mask;
  /** Pixels of the mask. */
  area: number;
  /** The defects that were painted. */
  shown: PlannedDefect[];
}

/** What a picture is painted with. */
export interface Palette {
  /** Normal parts of the picture's size that lend pieces; the picture itself where there is none. */
  donors: readonly Raster[];
  /** Labelled defects of the picture's size; absent: none. */
  stamps?: readonly Stamp[] | undefined;
  /** Where the part is before the view shifts it, of any size. */
  foreground: Mask;
  view: View | null;
  /** Of the picture's size: nothing changes, nor is marked, where it is not judged. Absent: it is everywhere. */
  zones?: ZonePicture | undefined;
}

/**
 * Paints defects one after the other, each kept to the part, and marks what each of them changed.
 * @param base is not changed
 * @param onlyVisible takes back every defect that cannot be seen
 */
export function paintDefects(
  base: Raster,
  defects: readonly PlannedDefect[],
  { donors, stamps, foreground, view, zones }: Palette,
  { onlyVisible }: { onlyVisible: boolean },
): Painting {
  const image = cloneRaster(base);
  const before = cloneRaster(base);
  const mask = createMask(base.width, base.height);
  const canvas = createCanvas(image, frameOf(base), donors.length > 0 ? donors : [base], stamps);
  const isAllowed = withinZones(allowedPlaces(foreground, view, canvas), zones);
  const shown: PlannedDefect[] = [];
  let all: PixelRegion | null = null;
  for (const defect of defects) {
    canvas.touched = null;
    defect.paint(canvas, defect.pixels());
    if (!canvas.touched) continue;
    const touched: PixelRegion = canvas.touched;
    if (isAllowed) confine(image, before, touched, isAllowed);
    const marking = { visibility: visibilityOf(defect.kind), scale: canvas.scale, onlyVisible };
    const isVisible = markChange(mask, before, image, touched, marking);
    if (onlyVisible && !isVisible) {
      copyBox(before, image, touched);
      continue;
    }
    copyBox(image, before, touched);
    shown.push(defect);
    all = all ? around(all, touched) : touched;
  }
  if (all && shown.length > 1) markVisible(mask, base, image, all);
  zones?.kinds.forEach((kind, i) => {
    if (kind !== zoneKinds.judged) mask.data[i] = 0; // marks are blurred, and reach a little further than what changed
  });
  return { image, mask, area: maskArea(mask), shown };
}

function copyBox(from: Raster, to: Raster, { left, top, width, height }: PixelRegion): void {
  for (let y = top; y < top + height; y++) {
    const start = (y * from.width + left) * 3;
    to.data.set(from.data.subarray(start, start + 3 * width), start);
  }
}

/** Takes back what was drawn off the part. */
function confine(
  image: Raster,
  before: Raster,
  { left, top, width, height }: PixelRegion,
  isAllowed: (x: number, y: number) => boolean,
): void {
  for (let y = top; y < top + height; y++) {
    for (let x = left; x < left + width; x++) {
      if (isAllowed(x, y)) continue;
      const i = (y * image.width + x) * 3;
      for (let c = i; c < i + 3; c++) image.data[c] = before.data[c]!;
    }
  }
}

/** Parts with their rim, by foreground: each is drawn on many times. Null for a part that fills its picture. */
const rims = new WeakMap<Mask, Mask | null>();

/** The part and a rim of 2 px at 256, for chips and fibres lie on the part's border. */
function withRim(foreground: Mask): Mask | null {
  const known = rims.get(foreground);
  if (known !== undefined) return known;
  const { width, height, data } = foreground;
  const radius = Math.max(1, Math.round((2 * width) / frameOf(foreground).width));
  const rim = data.every((value) => value !== 0)
    ? null
    : { width, height, data: morph(data, width, height, radius, 'dilate') };
  rims.set(foreground, rim);
  return rim;
}

type Places = ((x: number, y: number) => boolean) | null;

/** Those of the places that are judged. */
function withinZones(places: Places, zones: ZonePicture | undefined): Places {
  if (!zones) return places;
  const isJudged = (x: number, y: number): boolean => zones.kinds[y * zones.width + x] === zoneKinds.judged;
  return places ? (x, y) => isJudged(x, y) && places(x, y) : isJudged;
}

/** Whether a pixel of the canvas may change; null where all may. */
function allowedPlaces(foreground: Mask, view: View | null, { image, scaleX, scaleY }: Canvas): Places {
  const rim = withRim(foreground);
  if (!rim) return null;
  const shift = view ? shiftOf(view, Math.sqrt(scaleX * scaleY)) : { x: 0, y: 0 };
  const [columns, rows] = [rim.width / image.width, rim.height / image.height];
  const value = (x: number, y: number): number => {
    const column = Math.min(Math.max(x, 0), rim.width - 1);
    return rim.data[Math.min(Math.max(y, 0), rim.height - 1) * rim.width + column]! > 0 ? 1 : 0;
  };
  if (columns === 1 && rows === 1) return (x, y) => value(x - shift.x, y - shift.y) > 0;
  return (x, y) => {
    const fx = (x - shift.x + 0.5) * columns - 0.5;
    const fy = (y - shift.y + 0.5) * rows - 0.5;
    const [left, top] = [Math.floor(fx), Math.floor(fy)];
    const [u, v] = [fx - left, fy - top];
    const upper = value(left, top) * (1 - u) + value(left + 1, top) * u;
    const lower = value(left, top + 1) * (1 - u) + value(left + 1, top + 1) * u;
    return upper * (1 - v) + lower * v >= 0.5;
  };
}
