import type { Roi } from '#shared/domain/images.ts';
import type { Zone, Zones } from '#shared/domain/zones.ts';

export type Kind = 'inspect' | 'ignore';
export type Point = [x: number, y: number];

/** A polygon of a draft. */
export interface ZonePlace {
  kind: Kind;
  index: number;
}

const inside = (value: number): number => Math.min(Math.max(value, 0), 1);
/** Fractions to a hundred-thousandth: less than a pixel of any camera. */
const rounded = (value: number): number => Math.round(inside(value) * 1e5) / 1e5;
const pointAt = ([x, y]: Point): Point => [rounded(x), rounded(y)];

export const zoneAt = (zones: Zones, { kind, index }: ZonePlace): Zone | undefined => zones[kind][index];

function withZone(zones: Zones, { kind, index }: ZonePlace, change: (zone: Zone) => Zone): Zones {
  return { ...zones, [kind]: zones[kind].map((zone, i) => (i === index ? change(zone) : zone)) };
}

const withPolygon = (zones: Zones, place: ZonePlace, change: (polygon: readonly Point[]) => Point[]): Zones =>
  withZone(zones, place, (zone) => ({ ...zone, polygon: change(zone.polygon) }));

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

export const removeZone = (zones: Zones, { kind, index }: ZonePlace): Zones => ({
  ...zones,
  [kind]: zones[kind].toSpliced(index, 1),
});

/** With a further polygon, under the first name that is free. */
export function addZone(zones: Zones, kind: Kind, polygon: readonly Point[]): { zones: Zones; place: ZonePlace } {
  const names = new Set([...zones.inspect, ...zones.ignore].map(({ name }) => name));
  let number = 1;
  while (names.has(`${kind} ${number}`)) number++;
  const zone: Zone = { name: `${kind} ${number}`, polygon: polygon.map(pointAt) };
  return { zones: { ...zones, [kind]: [...zones[kind], zone] }, place: { kind, index: zones[kind].length } };
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
