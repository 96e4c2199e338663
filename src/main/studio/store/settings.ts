import type { DatabaseSync } from 'node:sqlite';
import type { z } from 'zod';
import { type Roi, fullRoi, roiSchema } from '#shared/domain/images.ts';
import { type ValueScale, fullScale } from '#shared/domain/valueScale.ts';
import { valueScaleSchema } from '#shared/domain/valueScaleSchema.ts';
import { damagedRow } from './damage.ts';

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

/** The inspected region in fractions of the image; the whole image until one is set. */
export function readRoi(db: DatabaseSync): Roi {
  return readParsed(db, 'roi', roiSchema) ?? fullRoi;
}

/** A setting that is kept as JSON, or null. @throws FlawsmithError `product-damaged` where it does not parse */
export function readParsed<T>(db: DatabaseSync, key: string, schema: z.ZodType<T>): T | null {
  const text = readSetting(db, key);
  if (text === null) return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw damagedRow(`The setting ${key}`, cause);
  }
}

/** How the product's values of more than 8 bits become bytes; null until that was settled. */
export const keptScale = (db: DatabaseSync): ValueScale | null => readParsed(db, 'scale', valueScaleSchema);

/** {@link keptScale}; all 16 bits until it was settled. */
export const readScale = (db: DatabaseSync): ValueScale => keptScale(db) ?? fullScale;

export const writeScale = (db: DatabaseSync, scale: ValueScale): void =>
  writeSetting(db, 'scale', JSON.stringify(scale));
