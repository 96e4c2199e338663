import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { type Roi, fullRoi, roiSchema } from '#shared/domain/images.ts';
import { kindColours } from '#shared/domain/labeling.ts';
import { foregroundsSchema, ownAreasSchema } from '#shared/domain/ownAreas.ts';
import { pixelSizeSchema } from '#shared/domain/pixelSize.ts';
import { keptSplitSchema } from '#shared/domain/split.ts';
import { type ValueScale, fullScale } from '#shared/domain/valueScale.ts';
import { valueScaleSchema } from '#shared/domain/valueScaleSchema.ts';
import { drawnZonesSchema } from '#shared/domain/zones.ts';
import type { FlawsmithError } from '#shared/errors.ts';
import { parseJson } from '../parseFile.ts';
import { damagedSetting } from './damage.ts';
import { addAudit } from './records.ts';

/** Settings that are kept as JSON. */
const shapes = {
  roi: roiSchema,
  zones: drawnZonesSchema,
  ownAreas: ownAreasSchema,
  foregrounds: foregroundsSchema,
  scale: valueScaleSchema,
  split: keptSplitSchema,
  pixelSize: pixelSizeSchema,
  kinds: z.array(z.string()),
  kindColours: z.record(z.string(), z.number().int().min(1).max(kindColours)),
} as const;
type Key = keyof typeof shapes;
type Value<K extends Key> = z.infer<(typeof shapes)[K]>;

/** Settings that change what is judged: nothing stands for one of them that cannot be read. */
export const judgingSettings: readonly Key[] = ['roi', 'zones', 'ownAreas', 'scale'];
/** Those that change what is learned. */
const learningSettings: readonly Key[] = [...judgingSettings, 'foregrounds', 'split'];

/** A setting's text, or null. */
export function readSetting(db: DatabaseSync, key: string): string | null {
  const row = db.prepare('SELECT value FROM settings WHERE key = ?').get(key) as { value: string } | undefined;
  return row?.value ?? null;
}

export function writeSetting(db: DatabaseSync, key: string, value: string): void {
  db.prepare(
    'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  ).run(key, value);
}

/** Writes a setting, or takes it away with null. */
export function putSetting(db: DatabaseSync, key: string, value: string | null): void {
  if (value === null) db.prepare('DELETE FROM settings WHERE key = ?').run(key);
  else writeSetting(db, key, value);
}

/**
 * Writes a setting that is kept as JSON, or takes it away with null. A text that cannot be read and has to give way is kept in the
 * audit trail.
 */
export function putParsed<K extends Key>(db: DatabaseSync, key: K, value: Value<K> | null, who: string): void {
  const { fault, text } = parsed(db, key);
  if (fault !== null) addAudit(db, { who, what: `damaged setting ${key}`, old: text, why: fault });
  putSetting(db, key, value === null ? null : JSON.stringify(value));
}

/** A setting that is kept as JSON, or null. @throws FlawsmithError `product-damaged` where it does not parse */
export function readParsed<K extends Key>(db: DatabaseSync, key: K): Value<K> | null {
  const { value, fault } = parsed(db, key);
  if (fault !== null) throw damagedSetting(key, fault);
  return value;
}

/** {@link readParsed}; null too where it does not parse, for what nothing is judged by. */
export const readableSetting = <K extends Key>(db: DatabaseSync, key: K): Value<K> | null => parsed(db, key).value;

function parsed<K extends Key>(
  db: DatabaseSync,
  key: K,
): { text: string | null; value: Value<K> | null; fault: string | null } {
  const text = readSetting(db, key);
  if (text === null) return { text, value: null, fault: null };
  const { data, fault } = parseJson(text, shapes[key] as z.ZodType<Value<K>>);
  return { text, value: data, fault };
}

/** What is to be said of each of these settings that does not parse. @param keys all of them where absent */
export const damagedSettings = (
  db: DatabaseSync,
  keys: readonly Key[] = Object.keys(shapes) as Key[],
): FlawsmithError[] =>
  keys.flatMap((key) => {
    const { fault } = parsed(db, key);
    return fault === null ? [] : [damagedSetting(key, fault)];
  });

/** @param keys those that change what is learned where absent @throws FlawsmithError `product-damaged` where one of them does not parse */
export function requireSettings(db: DatabaseSync, keys = learningSettings): void {
  const [first] = damagedSettings(db, keys);
  if (first) throw first;
}

/** The inspected region in fractions of the image; the whole image until one is set. @throws FlawsmithError `product-damaged` */
export const readRoi = (db: DatabaseSync): Roi => readParsed(db, 'roi') ?? fullRoi;

/** How the product's values of more than 8 bits become bytes; null until that was settled. @throws FlawsmithError `product-damaged` */
export const keptScale = (db: DatabaseSync): ValueScale | null => readParsed(db, 'scale');

/** {@link keptScale}; all 16 bits until it was settled. */
export const readScale = (db: DatabaseSync): ValueScale => keptScale(db) ?? fullScale;
