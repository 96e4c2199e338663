import { readFile } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import {
  type ZoneSet,
  type ZoneWarning,
  type Zones,
  faultInWords,
  isSameJudged,
  namedZones,
  noZones,
  writtenZonesSchema,
  zoneFaults,
  zoneWarnings,
} from '#shared/domain/zones.ts';
import { fullRoi, isSameRoi } from '#shared/domain/images.ts';
import { FlawsmithError, toFlawsmithError } from '#shared/errors.ts';
import { parseJson } from '../parseFile.ts';
import type { Product } from '../product.ts';
import { recordEdit } from '../store/edits.ts';
import { addAudit } from '../store/records.ts';
import {
  damagedSettings,
  putParsed,
  readParsed,
  readRoi,
  readSetting,
  readableSetting,
  writeSetting,
} from '../store/settings.ts';

/** How many versions of its zones a product ever had: a number is never given twice, whatever is undone. */
const versionsKey = 'zone_versions';

/** The polygons in force, or null where there are none. @throws FlawsmithError `product-damaged` */
export const readZoneSet = (db: DatabaseSync): ZoneSet | null => readParsed(db, 'zones');

/** Region of interest and zones of a product. @throws FlawsmithError `product-damaged` */
export function readZones({ db }: Pick<Product, 'db'>): Zones {
  const { inspect, ignore } = readZoneSet(db) ?? noZones;
  return { roi: readRoi(db), inspect, ignore };
}

export interface SavedZones {
  zones: Zones;
  /** Of the polygons; null where there are none. */
  version: number | null;
  warnings: ZoneWarning[];
  /** What of it cannot be read, and gives way to what is saved next; in its place stands the whole picture, and no zone. */
  damage: FlawsmithError[];
}

/**
 * Puts these in place of a product's region of interest and zones: a new version, as a step that can be undone. The same zones again
 * are no step. Written to the audit trail.
 * @throws FlawsmithError `bad-config` naming every polygon that is wrong, and why
 */
export function saveZones(product: Product, zones: Zones, who: string): SavedZones {
  const faults = zoneFaults(zones);
  if (faults.length > 0) {
    throw new FlawsmithError('bad-config', faults.map(faultInWords).join(' '), {
      hint: 'Correct this and save again; the zones are as they were.',
    });
  }
  const { db } = product;
  const { zones: old, damage } = savedZones(product);
  if (damage.length > 0 || !isSame(old, zones)) {
    recordEdit(db, who, () => {
      const hasZones = zones.inspect.length + zones.ignore.length > 0;
      const version = hasZones ? versionsSoFar(db) + 1 : null;
      if (version !== null) writeSetting(db, versionsKey, String(version));
      const set = version === null ? null : { version, inspect: zones.inspect, ignore: zones.ignore };
      putParsed(db, 'zones', set, who);
      const isWhole = isSameRoi(zones.roi, fullRoi);
      putParsed(db, 'roi', isWhole ? null : zones.roi, who);
      addAudit(db, { who, what: 'zones', old, new: { ...zones, version } });
      const values = { inspect: zones.inspect.length, ignore: zones.ignore.length };
      return { result: undefined, code: 'zones', values };
    });
  }
  return savedZones(product);
}

/** What stands now. */
export function savedZones({ db }: Pick<Product, 'db'>): SavedZones {
  const set = readableSetting(db, 'zones');
  const { inspect, ignore } = set ?? noZones;
  const zones = { roi: readableSetting(db, 'roi') ?? fullRoi, inspect, ignore };
  const damage = damagedSettings(db, ['roi', 'zones']);
  return { zones, version: set?.version ?? null, warnings: zoneWarnings(zones), damage };
}

/** A count that cannot be read is told anew from what the audit trail says of each version. */
function versionsSoFar(db: DatabaseSync): number {
  const kept = Number(readSetting(db, versionsKey) ?? 0);
  if (Number.isSafeInteger(kept) && kept >= 0) return kept;
  const { last } = db
    .prepare("SELECT max(json_extract(new, '$.version')) AS last FROM audit WHERE what = 'zones'")
    .get() as { last: number | null };
  return last ?? 0;
}

const isSame = (one: Zones, other: Zones): boolean =>
  isSameJudged(one, other) && JSON.stringify(words(one)) === JSON.stringify(words(other));
/** What is said of zones beside their shapes. */
const words = ({ inspect, ignore }: Zones): unknown[] => [
  ...inspect.map(({ name }) => name),
  ...ignore.map(({ name, reason = null }) => [name, reason]),
];

/**
 * Reads zones from a JSON file, as `zones` prints them.
 * @throws FlawsmithError `bad-config` naming the value at fault, `not-found`
 */
export async function readZoneFile(file: string): Promise<Zones> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw toFlawsmithError(error, file);
  }
  const { data, fault } = parseJson(text.replace(/^\uFEFF/, ''), writtenZonesSchema); // some editors put a byte order mark first
  if (data) return namedZones(data);
  throw new FlawsmithError('bad-config', `The zones in ${file} do not parse: ${fault}`, {
    file,
    hint: 'Correct this value; docs/cli.md shows the whole form.',
  });
}
