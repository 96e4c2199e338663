import type { DatabaseSync } from 'node:sqlite';
import type { ImageRecord, Label, Split } from '#shared/domain/images.ts';
import type { SizeCount } from '#shared/domain/pixelSize.ts';
import type { SplitRow } from '#shared/domain/split.ts';
import { transaction } from './database.ts';

/** An image to add; its split may still change when the import is finished. */
export interface NewImage extends Omit<ImageRecord, 'id'> {
  /** Difference hash of the picture, hex: equal ones are near-copies. */
  fingerprint: string;
  /** Side that the user's own folders give it; null where they leave it open. */
  folderSplit: Split | null;
  /** A person chose its side. */
  isPinned?: boolean;
}

interface Row {
  id: number;
  file: string;
  hash: string;
  width: number;
  height: number;
  label: Label;
  kind: string | null;
  split: Split;
  session: string;
  part: string;
  mask_file: string | null;
  mask_hash: string | null;
  fingerprint: string;
}

function toRecord(row: Row): ImageRecord {
  const { id, file, hash, width, height, label, kind, split, session, part } = row;
  const mask = { maskFile: row.mask_file, maskHash: row.mask_hash };
  return { id, file, hash, width, height, label, kind, split, session, part, ...mask };
}

/**
 * Adds images in one transaction. Hashes must be new, or of images whose import was taken back: these come again under
 * their ids, as they are found now.
 */
export function insertImages(db: DatabaseSync, images: readonly NewImage[]): void {
  const insert = db.prepare(
    `INSERT INTO all_images
       (file, hash, width, height, label, kind, split, session, part, mask_file, mask_hash, fingerprint, folder_split, unit,
        pinned)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (hash) DO UPDATE SET
       file = excluded.file, label = excluded.label, kind = excluded.kind, split = excluded.split, session = excluded.session,
       part = excluded.part, mask_file = excluded.mask_file, mask_hash = excluded.mask_hash,
       fingerprint = excluded.fingerprint, folder_split = excluded.folder_split, unit = excluded.unit, recording = NULL,
       split_before = NULL, left_out_at = NULL, pinned = excluded.pinned, withdrawn = 0
     WHERE withdrawn = 1`,
  );
  transaction(db, () => {
    for (const i of images) {
      insert.run(
        i.file,
        i.hash,
        i.width,
        i.height,
        i.label,
        i.kind,
        i.split,
        i.session,
        i.part,
        i.maskFile,
        i.maskHash,
        i.fingerprint,
        i.folderSplit,
        i.part,
        i.isPinned ? 1 : 0,
      );
    }
  });
}

/** Changes whenever a good part joins or leaves the training split: their number and the sum of their ids. */
export function trainingParts(db: DatabaseSync): [count: number, sum: number] {
  const query = "SELECT count(*) AS n, total(id) AS sum FROM images WHERE split = 'train' AND label = 'normal'";
  const { n, sum } = db.prepare(query).get() as { n: number; sum: number };
  return [n, sum];
}

/** Sizes of the pictures that are in, px, the most frequent first. */
export const countSizes = (db: DatabaseSync): SizeCount[] =>
  db
    .prepare(
      'SELECT width, height, count(*) AS pictures FROM images GROUP BY width, height ORDER BY pictures DESC, width, height',
    )
    .all() as unknown as SizeCount[];

/** Images by content hash, an order that does not depend on paths or on when they were imported. */
export function listImages(
  db: DatabaseSync,
  filter: { split?: Split; label?: Label; hash?: string } = {},
): ImageRecord[] {
  const rows = db
    .prepare(
      `SELECT * FROM images WHERE (?1 IS NULL OR split = ?1) AND (?2 IS NULL OR label = ?2)
        AND (?3 IS NULL OR hash = ?3) ORDER BY hash`,
    )
    .all(filter.split ?? null, filter.label ?? null, filter.hash ?? null) as unknown as Row[];
  return rows.map(toRecord);
}

/** A picture as the split sees it, with what tells near-copies. */
export interface SplitImage extends SplitRow {
  file: string;
  /** Difference hash, hex. */
  fingerprint: string;
}

/** All pictures as the split sees them, by content hash. */
export function listSplitImages(db: DatabaseSync): SplitImage[] {
  return db
    .prepare(
      `SELECT id, file, hash, label, split, session, part, unit, recording, fingerprint, pinned, folder_split AS folderSplit
        FROM images ORDER BY hash`,
    )
    .all()
    .map(({ pinned, ...row }) => ({ ...row, isPinned: pinned === 1 })) as unknown as SplitImage[];
}

/** A picture with what tells it from others, but for its pixels. */
export type CheckedRow = Omit<SplitImage, 'recording' | 'folderSplit'> & Pick<ImageRecord, 'width' | 'height'>;

/** All pictures in the order of import. */
export function listCheckedRows(db: DatabaseSync): CheckedRow[] {
  return db
    .prepare(
      'SELECT id, file, hash, width, height, label, split, session, part, unit, fingerprint FROM images ORDER BY id',
    )
    .all() as unknown as CheckedRow[];
}

/** @returns how many pictures changed sides */
export function setSplits(db: DatabaseSync, sides: ReadonlyMap<number, Split>): number {
  const update = db.prepare('UPDATE all_images SET split = ? WHERE id = ? AND split <> ?');
  let moved = 0;
  transaction(db, () => sides.forEach((split, id) => (moved += Number(update.run(split, id, split).changes))));
  return moved;
}

/** Lets go of the sides that a person chose: the next division decides them again. */
export function unpinAll(db: DatabaseSync): void {
  db.prepare('UPDATE all_images SET pinned = 0 WHERE pinned = 1').run();
}

/** Keeps which pictures are near-copies, and the part that each counts as. */
export function setUnits(
  db: DatabaseSync,
  rows: readonly { id: number; unit: string; recording: string | null }[],
): void {
  const update = db.prepare(
    'UPDATE all_images SET unit = ?, recording = ? WHERE id = ? AND (unit IS NOT ? OR recording IS NOT ?)',
  );
  transaction(db, () => rows.forEach(({ id, unit, recording }) => update.run(unit, recording, id, unit, recording)));
}

/** Names session and part of pictures anew. */
export function setPlaces(db: DatabaseSync, rows: readonly { id: number; session: string; part: string }[]): void {
  const update = db.prepare('UPDATE all_images SET session = ?, part = ? WHERE id = ?');
  transaction(db, () => rows.forEach(({ id, session, part }) => update.run(session, part, id)));
}

/** The part that each picture counts as, by content hash. */
export function unitsByHash(db: DatabaseSync): Map<string, string> {
  const rows = db.prepare('SELECT hash, unit FROM images').all() as unknown as { hash: string; unit: string }[];
  return new Map(rows.map(({ hash, unit }) => [hash, unit]));
}

/** The image with that content now lies here. */
export function setImageFile(db: DatabaseSync, hash: string, file: string): void {
  db.prepare('UPDATE all_images SET file = ? WHERE hash = ?').run(file, hash);
}

/** A mask file and the sha256 of its bytes, hex. */
export type StoredMask = { file: string; hash: string };

/** The mask of the image is this one. @param id of the image */
export function setMask(db: DatabaseSync, id: number, { file, hash }: StoredMask): void {
  db.prepare('UPDATE all_images SET mask_file = ?, mask_hash = ? WHERE id = ?').run(file, hash, id);
}

/** An image as an import meets it again. */
export interface KnownImage extends Pick<
  ImageRecord,
  'id' | 'file' | 'width' | 'height' | 'label' | 'maskFile' | 'maskHash'
> {
  /** Left out of the product by hand. */
  isLeftOut: boolean;
}

/** The image with that content, left out or not; null where it is not known, or its import was taken back. */
export function imageOfHash(db: DatabaseSync, hash: string): KnownImage | null {
  const row = db
    .prepare(
      `SELECT id, file, width, height, label, mask_file, mask_hash, left_out_at FROM all_images
        WHERE hash = ? AND withdrawn = 0`,
    )
    .get(hash) as (Omit<Row, 'maskFile'> & { left_out_at: string | null }) | undefined;
  if (!row) return null;
  const { id, file, width, height, label, mask_file, mask_hash, left_out_at } = row;
  const mask = { maskFile: mask_file, maskHash: mask_hash };
  return { id, file, width, height, label, ...mask, isLeftOut: left_out_at !== null };
}

/** Kinds of defects with their images. */
export function countKinds(db: DatabaseSync): { kind: string; count: number }[] {
  return db
    .prepare('SELECT kind, count(*) AS count FROM images WHERE kind IS NOT NULL GROUP BY kind ORDER BY kind')
    .all() as unknown as { kind: string; count: number }[];
}

/** The good part that a product is known by: one that trains where there is one, the first that came; null where there is none. */
export function findFace(db: DatabaseSync): number | null {
  const query = "SELECT id FROM images WHERE label = 'normal' ORDER BY split <> 'train', id LIMIT 1";
  return (db.prepare(query).get() as { id: number } | undefined)?.id ?? null;
}

/** Capture sessions of the good images. */
export function listSessions(db: DatabaseSync): string[] {
  const rows = db.prepare(`SELECT DISTINCT session FROM images WHERE label = 'normal' ORDER BY session`).all();
  return (rows as unknown as { session: string }[]).map(({ session }) => session);
}

/** Images by split and label. */
export function countImages(db: DatabaseSync): { split: Split; label: Label; count: number }[] {
  return db
    .prepare('SELECT split, label, count(*) AS count FROM images GROUP BY split, label ORDER BY split, label')
    .all() as unknown as { split: Split; label: Label; count: number }[];
}

/** Content hashes of all pictures by id, those left out too. */
export function imageHashes(db: DatabaseSync): Map<number, string> {
  const rows = db.prepare('SELECT id, hash FROM all_images').all() as unknown as { id: number; hash: string }[];
  return new Map(rows.map(({ id, hash }) => [id, hash]));
}
