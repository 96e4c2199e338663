import type { Roi } from '#shared/domain/images.ts';
import { type Painted, markPainted } from '#shared/domain/painted.ts';
import {
  type IgnoreZone,
  type PaintedZone,
  type Zone,
  type Zones,
  isPainted,
  mostMargin,
} from '#shared/domain/zones.ts';
import { runsOfMask } from '#shared/vision/maskRuns.ts';
import { type Mask, type Sides, maskArea } from '#shared/vision/raster.ts';

export type Kind = 'inspect' | 'ignore';
export type Point = [x: number, y: number];

/** A zone of a draft. */
export interface ZonePlace {
  kind: Kind;
  index: number;
}

const inside = (value: number): number => Math.min(Math.max(value, 0), 1);
/** Fractions to a hundred-thousandth: less than a pixel of any camera. */
const rounded = (value: number): number => Math.round(inside(value) * 1e5) / 1e5;
const pointAt = ([x, y]: Point): Point => [rounded(x), rounded(y)];

export const zoneAt = (zones: Zones, { kind, index }: ZonePlace): IgnoreZone | undefined => zones[kind][index];

function withZone(zones: Zones, { kind, index }: ZonePlace, change: (zone: IgnoreZone) => IgnoreZone): Zones {
  return { ...zones, [kind]: zones[kind].map((zone, i) => (i === index ? change(zone) : zone)) };
}

const withPolygon = (zones: Zones, place: ZonePlace, change: (polygon: readonly Point[]) => Point[]): Zones =>
  withZone(zones, place, (zone) => (isPainted(zone) ? zone : { ...zone, polygon: change(zone.polygon) }));

/** The corner at another place, held within the picture. */
export const moveCorner = (zones: Zones, place: ZonePlace, corner: number, to: Point): Zones =>
  withPolygon(zones, place, (polygon) => polygon.map((point, i) => (i === corner ? pointAt(to) : point)));

/** A further corner on the side that runs from corner `side`. */
export const insertCorner = (zones: Zones, place: ZonePlace, side: number, at: Point): Zones =>
  withPolygon(zones, place, (polygon) => polygon.toSpliced(side + 1, 0, pointAt(at)));

/** Without a corner; a triangle keeps its three. */
export const removeCorner = (zones: Zones, place: ZonePlace, corner: number): Zones =>
  withPolygon(zones, place, (polygon) => (polygon.length > 3 ? polygon.toSpliced(corner, 1) : [...polygon]));

export const rename = (zones: Zones, place: ZonePlace, name: string): Zones =>
  withZone(zones, place, (zone) => ({ ...zone, name }));

/** What of an ignore zone says why it is ignored; '' takes it away. */
export const withReason = (zones: Zones, { index }: ZonePlace, reason: string): Zones =>
  withZone(zones, { kind: 'ignore', index }, (zone) => ({ ...zone, reason: reason || undefined }));

/** So many pixels of the photograph more are ignored round an ignore zone; 0 takes the margin away. */
export function withMargin(zones: Zones, place: ZonePlace, pixels: number, photograph: Sides): Zones {
  const share = (side: number): number => Math.min(pixels / side, mostMargin);
  const margin: [number, number] = [share(photograph.width), share(photograph.height)];
  return withZone(zones, { ...place, kind: 'ignore' }, (zone) => ({
    ...zone,
    margin: pixels > 0 ? margin : undefined,
  }));
}

export const removeZone = (zones: Zones, { kind, index }: ZonePlace): Zones => ({
  ...zones,
  [kind]: zones[kind].toSpliced(index, 1),
});

/** With a further polygon, under the first name that is free. */
export function addZone(zones: Zones, kind: Kind, polygon: readonly Point[]): { zones: Zones; place: ZonePlace } {
  const zone: Zone = { name: freeName(zones, kind), polygon: polygon.map(pointAt) };
  return { zones: { ...zones, [kind]: [...zones[kind], zone] }, place: { kind, index: zones[kind].length } };
}

function freeName(zones: Zones, kind: Kind): string {
  const names = new Set([...zones.inspect, ...zones.ignore].map(({ name }) => name));
  let number = 1;
  while (names.has(`${kind} ${number}`)) number++;
  return `${kind} ${number}`;
}

/** The painted area that a brush goes on with: the chosen one, else the last. */
export function paintedPlace(zones: Zones, chosen: ZonePlace | null): ZonePlace | null {
  const zone = chosen && zoneAt(zones, chosen);
  if (zone && isPainted(zone)) return chosen;
  const index = zones.ignore.findLastIndex(isPainted);
  return index < 0 ? null : { kind: 'ignore', index };
}

/** The painted area at a place of the picture, the last one first; null where there is none. */
export function paintedAt({ ignore }: Zones, [x, y]: Point): ZonePlace | null {
  const isThere = (zone: IgnoreZone): boolean => isPainted(zone) && isCellPainted(zone.painted, x, y);
  const index = ignore.findLastIndex(isThere);
  return index < 0 ? null : { kind: 'ignore', index };
}

function isCellPainted({ width, height, runs }: Painted, x: number, y: number): boolean {
  const cell = Math.floor(y * height) * width + Math.floor(x * width);
  let end = 0;
  return runs.findIndex((run) => (end += run) > cell) % 2 === 1;
}

/** Cells a side on which painted areas are drawn small. */
const smallSide = 64;

/** What painted zones cover as a path for a small picture, in fractions; '' where none is painted. */
export function pathOfPainted(zones: readonly IgnoreZone[]): string {
  const cells = new Uint8Array(smallSide ** 2);
  for (const zone of zones)
    if (isPainted(zone)) markPainted(cells, zone.painted, { width: smallSide, height: smallSide });
  const rows = runsOfMask(cells.map((value) => 255 * value));
  let [path, at] = ['', 0];
  for (const [i, run] of rows.entries()) {
    for (let left = i % 2 === 1 ? run : 0, from = at; left > 0;) {
      const length = Math.min(left, smallSide - (from % smallSide));
      const [x, y] = [from % smallSide, Math.floor(from / smallSide)].map((cell) => cell / smallSide);
      path += `M${x} ${y}h${length / smallSide}v${1 / smallSide}h${-length / smallSide}z`;
      [left, from] = [left - length, from + length];
    }
    at += run;
  }
  return path;
}

/** With what a mask marks as the painted area at a place, or as a further one; one that has nothing left goes. */
export function withPainted(
  zones: Zones,
  place: ZonePlace | null,
  mask: Mask,
): { zones: Zones; place: ZonePlace | null; painted: Painted | null } {
  if (maskArea(mask) === 0) return { zones: place ? removeZone(zones, place) : zones, place: null, painted: null };
  const { width, height } = mask;
  const painted = { width, height, runs: runsOfMask(mask.data) };
  if (place)
    return {
      zones: withZone(zones, place, ({ name, reason, margin }) => ({ name, reason, margin, painted })),
      place,
      painted,
    };
  const zone: PaintedZone = { name: freeName(zones, 'ignore'), painted };
  return {
    zones: { ...zones, ignore: [...zones.ignore, zone] },
    place: { kind: 'ignore', index: zones.ignore.length },
    painted,
  };
}

/** Smallest side of a region of interest, as a share of the picture's. */
const leastRegion = 0.02;

/** The rectangle between two points, held within the picture. */
export function regionBetween(one: Point, other: Point): Roi {
  const [[ax, ay], [bx, by]] = [pointAt(one), pointAt(other)];
  const along = (a: number, b: number): [number, number] => {
    const length = Math.max(Math.abs(a - b), leastRegion);
    return [Math.min(Math.min(a, b), 1 - length), length];
  };
  const [[x, width], [y, height]] = [along(ax, bx), along(ay, by)];
  return { x, y, width, height };
}

/** A side of a region moved to a value in fractions, the others as they fit. */
export function withRegionSide(roi: Roi, side: keyof Roi, value: number): Roi {
  const next = { ...roi, [side]: inside(value) };
  if (side === 'x' || side === 'y') {
    const length = side === 'x' ? 'width' : 'height';
    next[side] = Math.min(next[side], 1 - leastRegion);
    next[length] = Math.min(next[length], 1 - next[side]);
    return next;
  }
  const start = side === 'width' ? next.x : next.y;
  return { ...next, [side]: Math.min(Math.max(next[side], leastRegion), 1 - start) };
}

/** A rectangle in the middle, for who draws by keyboard. */
export const middleRectangle: Point[] = [
  [0.4, 0.4],
  [0.6, 0.4],
  [0.6, 0.6],
  [0.4, 0.6],
];
