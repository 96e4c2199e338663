import { z } from 'zod';
import { type Roi, fullRoi, roiSchema } from './images.ts';
import { type Polygon, areaOfPolygon, crossingSides, rasterise } from './polygons.ts';

/** More corners than this are drawn by a program, not by a person, and cost time with every picture. */
const mostCorners = 500;
const mostZones = 100;

const cornerSchema = z.tuple([z.number(), z.number()]);
/** A named polygon; corners in fractions of the picture, from its top left corner. */
const zoneSchema = z.strictObject({
  name: z.string().trim().min(1).max(80).optional(),
  polygon: z.array(cornerSchema).max(mostCorners),
});

/** As a person may write them; what is left out is the whole picture, and no zone. */
export const writtenZonesSchema = z.strictObject({
  roi: roiSchema.nullish(),
  inspect: z.array(zoneSchema).max(mostZones).default([]),
  ignore: z.array(zoneSchema).max(mostZones).default([]),
});
export type WrittenZones = z.infer<typeof writtenZonesSchema>;

export const namedZoneSchema = zoneSchema.required({ name: true });
export type Zone = z.infer<typeof namedZoneSchema>;

/** The polygons of one version. */
export const zoneSetSchema = z.strictObject({
  /** Each save of a product's zones has the next one, from 1. */
  version: z.number().int().min(1),
  /** Only inside them is judged; none: the whole region of interest. */
  inspect: z.array(namedZoneSchema),
  /** What lies in them has no influence on anything. */
  ignore: z.array(namedZoneSchema),
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

export const noZones: Zones = { roi: fullRoi, inspect: [], ignore: [] };

/** Zones with a name each: `inspect 1`, `ignore 2` where none was given. */
export function namedZones({ roi, inspect, ignore }: WrittenZones): Zones {
  const named = (kind: 'inspect' | 'ignore', zones: WrittenZones['inspect']): Zone[] =>
    zones.map(({ name, polygon }, i) => ({ name: name ?? `${kind} ${i + 1}`, polygon }));
  return { roi: roi ?? fullRoi, inspect: named('inspect', inspect), ignore: named('ignore', ignore) };
}

export const zoneFaultCodes = [
  'fewCorners', // fewer than 3
  'outside', // a corner outside the picture
  'crossing', // sides that meet
  'flat', // no area
  'sameName',
  'nothingLeft', // nothing is left to judge
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

function polygonFaults({ inspect, ignore }: Pick<Zones, 'inspect' | 'ignore'>): ZoneFault[] {
  const faults = (['inspect', 'ignore'] as const).flatMap((kind) =>
    (kind === 'inspect' ? inspect : ignore).flatMap((zone) => faultsOf(kind, zone)),
  );
  const names = [...inspect, ...ignore].map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) faults.push({ code: 'sameName', kind: null, name: twice, at: [] });
  return faults;
}

function faultsOf(kind: 'inspect' | 'ignore', { name, polygon }: Zone): ZoneFault[] {
  const fault = (code: ZoneFault['code'], ...at: number[]): ZoneFault[] => [{ code, kind, name, at }];
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
    ({ polygon }) => !shareOf(zones.roi, (cells) => rasterise([polygon], cells)),
  );
  return [
    ...(share > muchIgnored ? [{ code: 'mostlyIgnored' as const, name: '', share }] : []),
    ...cutOff.map(({ name }) => ({ code: 'cutOff' as const, name, share: 0 })),
  ];
}

/** Shares of the picture: what would be judged without ignore zones, and what is left of it. */
export function shareJudged({ roi, inspect, ignore }: Zones): { wanted: number; left: number } {
  const inside = inspect.length > 0 ? polygonsOf(inspect) : [wholePicture];
  const ignored = polygonsOf(ignore);
  return {
    wanted: shareOf(roi, (cells) => rasterise(inside, cells)),
    left: shareOf(roi, (cells) => {
      const without = rasterise(ignored, cells);
      return rasterise(inside, cells).map((value, i) => (without[i] ? 0 : value));
    }),
  };
}

export const polygonsOf = (zones: readonly Zone[]): Polygon[] => zones.map(({ polygon }) => polygon);

const wholePicture: Polygon = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
];

/** Share of the picture, within the region, that cells with a 1 cover. */
function shareOf({ x, y, width, height }: Roi, mark: (grid: { width: number; height: number }) => Uint8Array): number {
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

/** Whether two versions have the same polygons, whatever they are called. */
export function isSameZoneSet(one: Polygons | null | undefined, other: Polygons | null | undefined): boolean {
  const shapes = (set: Polygons | null | undefined): string =>
    JSON.stringify([polygonsOf(set?.inspect ?? []), polygonsOf(set?.ignore ?? [])]);
  return shapes(one) === shapes(other);
}
type Polygons = Pick<ZoneSet, 'inspect' | 'ignore'>;

const kinds = { inspect: 'The inspection area', ignore: 'The ignore zone' } as const;
const faultWords: Readonly<Record<ZoneFault['code'], (what: string, fault: ZoneFault) => string>> = {
  fewCorners: (what, { at }) => `${what} has ${at[0]} corners; 3 are needed.`,
  outside: (what, { at }) => `${what} reaches outside the picture at corner ${at[0]}: 0 to 1 is inside.`,
  crossing: (what, { at }) => `${what} crosses itself: sides ${at[0]} and ${at[1]} meet.`,
  flat: (what) => `${what} has no area.`,
  sameName: (_, { name }) => `Two zones are called “${name}”.`,
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
