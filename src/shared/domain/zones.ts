import { z } from 'zod';
import { type Roi, fullRoi, isSameRoi, roiSchema } from './images.ts';
import { type SeenIn, isBlank, markPainted, markSeen, paintedSchema } from './painted.ts';
import {
  type Grid,
  type Polygon,
  type Reach,
  areaOfPolygon,
  crossingSides,
  rasterise,
  seenBy,
  seenThrough,
} from './polygons.ts';

/** More corners than this are drawn by a program, not by a person, and cost time with every picture. */
const mostCorners = 500;
export const mostZones = 100;

const cornerSchema = z.tuple([z.number(), z.number()]);
const name = z.string().trim().min(1).max(80);
/** A named polygon; corners in fractions of the picture, from its top left corner. */
const zoneSchema = z.strictObject({ name: name.optional(), polygon: z.array(cornerSchema).max(mostCorners) });
/** Why something is ignored, for those who read the certificate. */
const reason = z.string().trim().min(1).max(200).optional();
/** More is another zone. */
export const mostMargin = 0.25;
const marginSide = z.number().min(0).max(mostMargin);
/** By how much more is ignored round what was drawn, across and down, in fractions of the picture; absent: by nothing. */
const margin = z.tuple([marginSide, marginSide]).optional();
const outlinedIgnoreSchema = zoneSchema.extend({ reason, margin });
const paintedZoneSchema = z.strictObject({ name: name.optional(), reason, margin, painted: paintedSchema });

const writtenIgnoreSchema = z.array(eitherOf(outlinedIgnoreSchema, paintedZoneSchema)).max(mostZones);

/** As a person may write them; what is left out is the whole picture, and no zone. */
export const writtenZonesSchema = z.strictObject({
  roi: roiSchema.nullish(),
  inspect: z.array(zoneSchema).max(mostZones).default([]),
  ignore: writtenIgnoreSchema.default([]),
});
export type WrittenZones = z.infer<typeof writtenZonesSchema>;

export const namedZoneSchema = zoneSchema.required({ name: true });
/** A polygon, or an area that was painted. */
export const ignoreZoneSchema = eitherOf(
  outlinedIgnoreSchema.required({ name: true }),
  paintedZoneSchema.required({ name: true }),
);
export type Zone = z.infer<typeof namedZoneSchema>;
export type IgnoreZone = z.infer<typeof ignoreZoneSchema>;
export type PaintedZone = Exclude<IgnoreZone, Zone>;

/** By how much more than was drawn a zone ignores, across and down, in fractions of the picture. */
export const marginOf = (zone: Pick<IgnoreZone, 'margin'>): readonly [across: number, down: number] =>
  zone.margin ?? [0, 0];

export const isPainted = (zone: IgnoreZone): zone is PaintedZone => 'painted' in zone;

/** Of two forms the one that is meant by its property `painted`, so that what is wrong is said of that one. */
function eitherOf<A extends z.ZodType, B extends z.ZodType>(drawn: A, painted: B) {
  return z.custom<z.input<A> | z.input<B>>().transform((value, context): z.output<A> | z.output<B> => {
    const isMeant = typeof value === 'object' && value !== null && 'painted' in value;
    const { data, error } = (isMeant ? painted : drawn).safeParse(value);
    error?.issues.forEach((issue) => context.issues.push({ ...issue, input: value } as z.core.$ZodRawIssue));
    return error ? z.NEVER : data;
  });
}

/** The zones of one version. */
export const zoneSetSchema = z.strictObject({
  /** Each save of a product's zones has the next one, from 1. */
  version: z.number().int().min(1),
  /** Only inside them is judged; none: the whole region of interest. */
  inspect: z.array(namedZoneSchema),
  /** What lies in them has no influence on anything. */
  ignore: z.array(ignoreZoneSchema),
});
export type ZoneSet = z.infer<typeof zoneSetSchema>;

/** {@link zoneSetSchema} of polygons that can be used. */
export const drawnZonesSchema = zoneSetSchema.superRefine((set, context) => {
  const [fault] = polygonFaults(set);
  if (fault) context.addIssue({ code: 'custom', message: faultInWords(fault).replace(/\.$/, '') });
});

/** What of a product's photographs is looked at and judged. */
export interface Zones extends Pick<ZoneSet, 'inspect' | 'ignore'> {
  /** The rest is cut off. */
  roi: Roi;
}

/** Grey levels of standard deviation between good parts that are shown brightest; more is not told apart. */
export const mostSpread = 48;

export const noZones: Zones = { roi: fullRoi, inspect: [], ignore: [] };

/** Zones with a name each: `inspect 1`, `ignore 2` where none was given. */
export function namedZones({ roi, inspect, ignore }: WrittenZones): Zones {
  const named = <T extends { name?: string | undefined }>(kind: 'inspect' | 'ignore', zones: readonly T[]) =>
    zones.map((zone, i) => ({ ...zone, name: zone.name ?? `${kind} ${i + 1}` }));
  return { roi: roi ?? fullRoi, inspect: named('inspect', inspect), ignore: named('ignore', ignore) };
}

export const zoneFaultCodes = [
  'fewCorners', // fewer than 3
  'outside', // a corner outside the picture
  'crossing', // sides that meet
  'flat', // no area, or nothing painted
  'sameName',
  'nothingLeft', // nothing is left to judge
  'noPart', // nothing of the part is left
] as const;

/** What makes zones unusable, and of which of them. */
export interface ZoneFault {
  code: (typeof zoneFaultCodes)[number];
  kind: 'inspect' | 'ignore' | null;
  name: string;
  /** Counted from 1: the corner, or the sides, that are wrong. */
  at: readonly number[];
}

export const zoneWarningCodes = ['mostlyIgnored', 'cutOff'] as const;

/** What a person should know of zones that can be used. */
export interface ZoneWarning {
  code: (typeof zoneWarningCodes)[number];
  /** Of `cutOff`: the zone that lies outside the region of interest. */
  name: string;
  /** Of `mostlyIgnored`: share of what would be inspected, 0–1. */
  share: number;
}

/** More of what is judged than this is rarely meant to be ignored. */
const muchIgnored = 1 / 3;
/** Cells a side on which shares are measured. */
const measuredSide = 512;

/** What is wrong with zones; [] where they can be used. */
export function zoneFaults({ roi, inspect, ignore }: Zones): ZoneFault[] {
  const faults = polygonFaults({ inspect, ignore });
  if (faults.length === 0 && shareJudged({ roi, inspect, ignore }).left === 0) {
    faults.push({ code: 'nothingLeft', kind: null, name: '', at: [] });
  }
  return faults;
}

/** What is wrong with each of the zones by itself, and with their names. */
export function polygonFaults({ inspect, ignore }: Pick<Zones, 'inspect' | 'ignore'>): ZoneFault[] {
  const faults = (['inspect', 'ignore'] as const).flatMap((kind) =>
    (kind === 'inspect' ? inspect : ignore).flatMap((zone) => faultsOf(kind, zone)),
  );
  const names = [...inspect, ...ignore].map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) faults.push({ code: 'sameName', kind: null, name: twice, at: [] });
  return faults;
}

function faultsOf(kind: 'inspect' | 'ignore', zone: IgnoreZone): ZoneFault[] {
  const fault = (code: ZoneFault['code'], ...at: number[]): ZoneFault[] => [{ code, kind, name: zone.name, at }];
  if (isPainted(zone)) return isBlank(zone.painted) ? fault('flat') : [];
  const { polygon } = zone;
  if (polygon.length < 3) return fault('fewCorners', polygon.length);
  const outside = polygon.findIndex((corner) => corner.some((value) => value < 0 || value > 1));
  if (outside >= 0) return fault('outside', outside + 1);
  const sides = crossingSides(polygon);
  if (sides) return fault('crossing', ...sides);
  return areaOfPolygon(polygon) === 0 ? fault('flat') : [];
}

/** What a person should know of zones without a fault. */
export function zoneWarnings(zones: Zones): ZoneWarning[] {
  const { wanted, left } = shareJudged(zones);
  const share = 1 - left / wanted;
  const cutOff = [...zones.inspect, ...zones.ignore].filter(
    (zone) => !shareOf(zones.roi, (cells) => cellsOfZones([zone], cells)),
  );
  return [
    ...(share > muchIgnored ? [{ code: 'mostlyIgnored' as const, name: '', share }] : []),
    ...cutOff.map(({ name }) => ({ code: 'cutOff' as const, name, share: 0 })),
  ];
}

/** Shares of the picture: what would be judged without ignore zones, and what is left of it. */
export function shareJudged({ roi, inspect, ignore }: Zones): { wanted: number; left: number } {
  const inside = inspect.length > 0 ? polygonsOf(inspect) : [wholePicture];
  return {
    wanted: shareOf(roi, (cells) => rasterise(inside, cells)),
    left: shareOf(roi, (cells) => {
      const without = cellsOfZones(ignore, cells);
      return rasterise(inside, cells).map((value, i) => (without[i] ? 0 : value));
    }),
  };
}

export const polygonsOf = (zones: readonly Zone[]): Polygon[] => zones.map(({ polygon }) => polygon);

/** What zones cover, without their names: equal texts are equal shapes. */
export const shapesOf = (zones: readonly IgnoreZone[]): unknown[] =>
  zones.map((zone) => {
    const shape = isPainted(zone) ? zone.painted : zone.polygon;
    return hasMargin(zone) ? { shape, margin: zone.margin } : shape;
  });

const hasMargin = (zone: IgnoreZone): boolean => Math.max(...marginOf(zone)) > 0;

/**
 * Cells of a view that see any of a zone without its margin: their centres lie in it, or no further from it than `reach`.
 * @returns [cells of the grid] 1 there, 0 elsewhere
 */
export function cellsThatSee(zone: IgnoreZone, { grid, window }: SeenIn, reach: Reach): Uint8Array {
  const { width, height } = grid;
  if (isPainted(zone)) {
    const cells = new Uint8Array(width * height);
    markSeen(cells, zone.painted, { grid, window }, reach);
    return cells;
  }
  const inCells = seenThrough(zone.polygon, window).map(([x, y]) => [x * width, y * height] as const);
  return seenBy(inCells, grid, reach);
}

/** Marks the cells whose centres lie in any of the zones or their margins. @returns [cells] 1 inside, 0 not */
export function cellsOfZones(zones: readonly IgnoreZone[], grid: Grid): Uint8Array {
  const { width, height } = grid;
  const bare = zones.filter((zone) => !hasMargin(zone));
  const cells = rasterise(
    bare.flatMap((zone) => (isPainted(zone) ? [] : [zone.polygon])),
    grid,
  );
  for (const zone of bare) if (isPainted(zone)) markPainted(cells, zone.painted, grid);
  for (const zone of zones.filter(hasMargin)) {
    const [across, down] = marginOf(zone);
    const wide = cellsThatSee(zone, { grid, window: fullRoi }, { x: across * width, y: down * height });
    wide.forEach((isMarked, i) => isMarked && (cells[i] = 1));
  }
  return cells;
}

const wholePicture: Polygon = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
];

/** Share of the picture, within the region, that cells with a 1 cover. */
function shareOf({ x, y, width, height }: Roi, mark: (grid: Grid) => Uint8Array): number {
  const cells = mark({ width: measuredSide, height: measuredSide });
  const at = (i: number): number => (i + 0.5) / measuredSide;
  let count = 0;
  cells.forEach((value, i) => {
    if (!value) return;
    const [across, down] = [at(i % measuredSide), at(Math.floor(i / measuredSide))];
    if (across >= x && across <= x + width && down >= y && down <= y + height) count++;
  });
  return count / cells.length;
}

/** Whether two versions have the same shapes, whatever they are called. */
export function isSameZoneSet(one: Shapes | null | undefined, other: Shapes | null | undefined): boolean {
  const shapes = (set: Shapes | null | undefined): string =>
    JSON.stringify([shapesOf(set?.inspect ?? []), shapesOf(set?.ignore ?? [])]);
  return shapes(one) === shapes(other);
}
type Shapes = Pick<ZoneSet, 'inspect' | 'ignore'>;

/** Whether the same of a photograph is cut out, inspected and ignored, whatever zones are called. */
export const isSameJudged = (one: Zones, other: Zones): boolean =>
  isSameZoneSet(one, other) && isSameRoi(one.roi, other.roi);

const kinds = { inspect: 'The inspection area', ignore: 'The ignore zone' } as const;
const faultWords: Readonly<Record<ZoneFault['code'], (what: string, fault: ZoneFault) => string>> = {
  fewCorners: (what, { at }) => `${what} has ${at[0]} corners; 3 are needed.`,
  outside: (what, { at }) => `${what} reaches outside the picture at corner ${at[0]}: 0 to 1 is inside.`,
  crossing: (what, { at }) => `${what} crosses itself: sides ${at[0]} and ${at[1]} meet.`,
  flat: (what) => `${what} has no area.`,
  sameName: (_, { name }) => `Two zones are called “${name}”.`,
  noPart: () => 'The part has to be somewhere in its picture.',
  nothingLeft: () => 'Nothing is left to inspect: the ignore zones cover all that is inspected.',
};

/** In plain English, for the command line and for errors; the window has its own. */
export function faultInWords(fault: ZoneFault): string {
  return faultWords[fault.code](fault.kind ? `${kinds[fault.kind]} “${fault.name}”` : '', fault);
}

const warningWords: Readonly<Record<ZoneWarning['code'], (warning: ZoneWarning) => string>> = {
  mostlyIgnored: ({ share }) =>
    `The ignore zones cover ${Math.round(100 * share)} % of what would be inspected: no defect is found there.`,
  cutOff: ({ name }) => `“${name}” lies outside the region of interest, which is cut out first: it does nothing.`,
};

export const warningInWords = (warning: ZoneWarning): string => warningWords[warning.code](warning);
