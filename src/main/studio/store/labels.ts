import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { type LabelStroke, kindName, mostStrokes, strokeTools } from '#shared/domain/labeling.ts';
import type { Patch } from '#shared/vision/labeling/patch.ts';
import { damagedRow } from './damage.ts';
import type { StoredMask } from './images.ts';

/** What is kept of a picture's label beside its layers. */
export interface LabelRow {
  /** Grows with each save. */
  revision: number;
  /** Of the strokes saved last. */
  batch: string;
  /** Name of the file that unites the layers; null where nothing is marked. */
  mask: string | null;
  /** The imported mask that the layers began as a copy of. */
  source: StoredMask | null;
}

export interface LayerRow {
  kind: string;
  /** Name in the product's folder of masks. */
  file: string;
  /** sha256 of the file. */
  hash: string;
  /** Pixels. */
  area: number;
}

export interface StoredStroke extends Omit<LabelStroke, 'patch'> {
  number: number;
  isUndone: boolean;
  patch: Patch;
}

/** Null where nobody has painted on the picture. */
export function findLabel(db: DatabaseSync, image: number): LabelRow | null {
  const row = db.prepare('SELECT * FROM labels WHERE image = ?').get(image) as
    (Omit<LabelRow, 'source'> & { source_file: string | null; source_hash: string | null }) | undefined;
  if (!row) return null;
  const { revision, batch, mask, source_file: file, source_hash: hash } = row;
  return { revision, batch, mask, source: file === null ? null : { file, hash: hash! } };
}

export const listLayers = (db: DatabaseSync, image: number): LayerRow[] =>
  db
    .prepare('SELECT kind, file, hash, area FROM label_layers WHERE image = ? ORDER BY kind')
    .all(image) as unknown as LayerRow[];

const boxSchema = z.tuple([z.int(), z.int(), z.int(), z.int(), z.int(), z.int()]);
const strokeRow = z.object({ kind: kindName, tool: z.enum(strokeTools), runs: z.instanceof(Uint8Array) });

/** Strokes of a picture, the oldest first, those taken back last. @throws FlawsmithError `product-damaged` */
export function listStrokes(db: DatabaseSync, image: number): StoredStroke[] {
  const rows = db.prepare('SELECT * FROM strokes WHERE image = ? ORDER BY number').all(image);
  return rows.map((row) => {
    try {
      const [left, top, width, height, added, removed] = boxSchema.parse(JSON.parse(String(row['box'])));
      const { kind, tool, runs } = strokeRow.parse(row);
      const patch = { left, top, width, height, added, removed, runs };
      return { number: Number(row['number']), isUndone: row['undone'] === 1, kind, tool, patch };
    } catch (cause) {
      throw damagedRow(`A stroke on picture ${image}`, cause);
    }
  });
}

export interface SavedLabel extends LabelRow {
  layers: readonly LayerRow[];
  /** The newest ones alone are kept, {@link mostStrokes} of them. */
  strokes: readonly StoredStroke[];
}

/** Writes all that is kept of a picture's label, in the place of what was. */
export function saveLabel(db: DatabaseSync, image: number, label: SavedLabel): void {
  const { revision, batch, mask, source, layers } = label;
  db.prepare(
    `INSERT INTO labels (image, revision, batch, mask, source_file, source_hash) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (image) DO UPDATE SET revision = excluded.revision, batch = excluded.batch, mask = excluded.mask`,
  ).run(image, revision, batch, mask, source?.file ?? null, source?.hash ?? null);
  replaceLayers(db, image, layers);
  saveStrokes(db, image, label.strokes.slice(-mostStrokes));
}

/** Writes the rows of a picture's layers, in the place of those that were there. */
export function replaceLayers(db: DatabaseSync, image: number, layers: readonly LayerRow[]): void {
  db.prepare('DELETE FROM label_layers WHERE image = ?').run(image);
  const add = db.prepare('INSERT INTO label_layers (image, kind, file, hash, area) VALUES (?, ?, ?, ?, ?)');
  for (const { kind, file, hash, area } of layers) add.run(image, kind, file, hash, area);
}

/** A stroke never changes but for being taken back: what is there already is not written again. */
function saveStrokes(db: DatabaseSync, image: number, strokes: readonly StoredStroke[]): void {
  const numbers = JSON.stringify(strokes.map(({ number }) => number));
  db.prepare('DELETE FROM strokes WHERE image = ? AND number NOT IN (SELECT value FROM json_each(?))').run(
    image,
    numbers,
  );
  const put = db.prepare(
    `INSERT INTO strokes (image, number, kind, tool, box, runs, undone) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (image, number) DO UPDATE SET undone = excluded.undone WHERE undone <> excluded.undone`,
  );
  for (const { number, kind, tool, patch, isUndone } of strokes) {
    const { left, top, width, height, added, removed } = patch;
    const box = JSON.stringify([left, top, width, height, added, removed]);
    put.run(image, number, kind, tool, box, patch.runs, isUndone ? 1 : 0);
  }
}

/** No mask any more, or this one. */
export function setPaintedMask(db: DatabaseSync, image: number, mask: StoredMask | null): void {
  db.prepare('UPDATE all_images SET mask_file = ?, mask_hash = ? WHERE id = ?').run(
    mask?.file ?? null,
    mask?.hash ?? null,
    image,
  );
}

/** Painted masks lie in the product, so wherever its folder was moved to they are there. @param dir of masks, with a separator at its end */
export function followMasks(db: DatabaseSync, dir: string): void {
  db.prepare(
    `UPDATE all_images SET mask_file = ?1 || labels.mask FROM labels
      WHERE labels.image = all_images.id AND labels.mask IS NOT NULL AND mask_file IS NOT ?1 || labels.mask`,
  ).run(dir);
}

/** @returns how many were not looked at before */
export function addSeen(db: DatabaseSync, images: readonly number[], who: string): number {
  const { changes } = db
    .prepare(
      `INSERT OR IGNORE INTO seen (image, at, who)
        SELECT id, ?, ? FROM all_images WHERE id IN (SELECT value FROM json_each(?))`,
    )
    .run(new Date().toISOString(), who, JSON.stringify(images));
  return Number(changes);
}
