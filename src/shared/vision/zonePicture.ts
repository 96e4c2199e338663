import type { Roi } from '../domain/images.ts';
import { type Reach, rasterise, seenThrough } from '../domain/polygons.ts';
import { type IgnoreZone, type ZoneSet, cellsThatSee, marginOf, polygonsOf } from '../domain/zones.ts';
import { type Mask, type Sides, cellsOf } from './raster.ts';

/** What each pixel of a working picture is for. */
export const zoneKinds = { judged: 0, seen: 1, ignored: 2 } as const;

/** The zones of one view of photographs, at working resolution. */
export interface ZonePicture extends Sides {
  /** [pixels] one of {@link zoneKinds}: judged; seen, but not judged; or ignored, and replaced by `fill`. */
  kinds: Uint8Array;
  /** [pixels × 3] RGB of the good parts' mean; read where a pixel is ignored. */
  fill: Uint8Array;
}

/** How photographs become the picture that zones are laid on. */
export interface ZonedView {
  /** The picture. */
  picture: Sides;
  /** Part of the photograph that it shows. */
  roi: Roi;
  /** Sides of the smallest photograph that is looked at, px: the smaller, the further a working pixel sees. */
  photograph: Sides;
}

/**
 * What each pixel of a view is for. Ignored is every pixel that mixes any pixel of the photograph which an ignore zone touches, so
 * that nothing of what lies in one is seen, in photographs of the size given and in larger ones.
 * @returns [pixels] of {@link zoneKinds}
 */
export function kindsOfView({ inspect, ignore }: Pick<ZoneSet, 'inspect' | 'ignore'>, view: ZonedView): Uint8Array {
  const { picture } = view;
  const inWindow = polygonsOf(inspect).map((polygon) => seenThrough(polygon, view.roi));
  const inspected = inspect.length > 0 ? rasterise(inWindow, picture) : null;
  const kinds = new Uint8Array(cellsOf(picture)).fill(zoneKinds.judged);
  inspected?.forEach((inside, i) => (kinds[i] = inside ? zoneKinds.judged : zoneKinds.seen));
  for (const zone of ignore) {
    seenOf(zone, view).forEach((isSeen, i) => {
      if (isSeen) kinds[i] = zoneKinds.ignored;
    });
  }
  return kinds;
}

/** What each pixel is for where two lists of zones hold: what either ignores is ignored. @returns [pixels] of {@link zoneKinds} */
export const joinedKinds = (one: Uint8Array, other: Uint8Array): Uint8Array =>
  one.map((kind, i) => Math.max(kind, other[i]!));

/** Working pixels that mix anything of a zone or its margin. @returns [pixels] 1 there, 0 elsewhere */
function seenOf(zone: IgnoreZone, view: ZonedView): Uint8Array {
  const { picture, roi } = view;
  const [across, down] = marginOf(zone);
  const own = reachOf(view);
  const reach = {
    x: own.x + (across / roi.width) * picture.width,
    y: own.y + (down / roi.height) * picture.height,
  };
  return cellsThatSee(zone, { grid: picture, window: roi }, reach);
}

/** How far a working pixel sees around its centre each way, in working pixels. */
const reachOf = ({ picture, roi, photograph }: ZonedView): Reach => ({
  x: reachAlong(picture.width, roi.width * photograph.width),
  y: reachAlong(picture.height, roi.height * photograph.height),
});

/**
 * The resize's triangle is as wide as a working pixel, or a pixel of the photograph where those are larger; to that come the half of
 * the outermost pixel of the photograph, and another half by which the window is rounded to whole ones.
 * @param source pixels of the photograph along the window, at least
 */
function reachAlong(size: number, source: number): number {
  const pixels = Math.max(source - 1, 1); // the window may lose one to rounding
  const scale = pixels / size;
  return (Math.max(1, (pixels + 2) / size) + 1) / scale;
}

/** Pixels that count for no figure: all that are not judged. Null where every pixel is. */
export function notJudged({ kinds, width, height }: Sides & { kinds: Uint8Array }): Mask | null {
  if (kinds.every((kind) => kind === zoneKinds.judged)) return null;
  return { width, height, data: kinds.map((kind) => (kind === zoneKinds.judged ? 0 : 255)) };
}

/** Puts the fill where a picture is ignored. @param pixels RGB, changed in place */
export function hideIgnored(pixels: Uint8Array, { kinds, fill }: ZonePicture): Uint8Array {
  kinds.forEach((kind, i) => {
    if (kind === zoneKinds.ignored) pixels.set(fill.subarray(3 * i, 3 * i + 3), 3 * i);
  });
  return pixels;
}

/** Raw bytes, four a pixel: red, green and blue of the fill, then the kind. */
export function packZones({ kinds, fill }: ZonePicture): Uint8Array {
  const bytes = new Uint8Array(kinds.length * 4);
  kinds.forEach((kind, i) => {
    if (kind === zoneKinds.ignored) bytes.set(fill.subarray(3 * i, 3 * i + 3), 4 * i);
    bytes[4 * i + 3] = kind;
  });
  return bytes;
}

/** The inverse of {@link packZones}. @throws RangeError where the bytes are of another size or hold another kind */
export function unpackZones(bytes: ArrayLike<number>, { width, height }: Sides): ZonePicture {
  const count = cellsOf({ width, height });
  if (bytes.length !== 4 * count)
    throw new RangeError(`Zones of ${width} × ${height} px cannot be ${bytes.length} bytes`);
  const zones = { width, height, kinds: new Uint8Array(count), fill: new Uint8Array(3 * count) };
  for (let i = 0; i < count; i++) {
    const kind = bytes[4 * i + 3]!;
    if (kind > zoneKinds.ignored) throw new RangeError(`Zones hold an unknown kind: ${kind}`);
    zones.kinds[i] = kind;
    for (let c = 0; c < 3; c++) zones.fill[3 * i + c] = bytes[4 * i + c]!;
  }
  return zones;
}
