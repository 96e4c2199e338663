import type { DatabaseSync } from 'node:sqlite';
import type { ImageRecord, Label, Split } from '#shared/domain/images.ts';
import { transaction } from './database.ts';

/** An image to add; its split may still change when the import is finished. */
export interface NewImage extends Omit<ImageRecord, 'id'> {
  /** Difference hash of the picture, hex: equal ones are twins. */
  fingerprint: string;
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
  fingerprint: string;
}

function toRecord(row: Row): ImageRecord {
  const { id, file, hash, width, height, label, kind, split, session, part } = row;
  return { id, file, hash, width, height, label, kind, split, session, part, maskFile: row.mask_file };
}

/** Adds images in one transaction. Hashes must be new. */
export function insertImages(db: DatabaseSync, images: readonly NewImage[]): void {
  const insert = db.prepare(
    `INSERT INTO images (file, hash, width, height, label, kind, split, session, part, mask_file, fingerprint)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
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
        i.fingerprint,
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

/** What grouping needs of the normal images that training and calibration share. */
export function listGroupingRows(
  db: DatabaseSync,
): { id: number; hash: string; session: string; part: string; fingerprint: string }[] {
  return db
    .prepare(
      `SELECT id, hash, session, part, fingerprint FROM images WHERE split IN ('train', 'calibration') ORDER BY hash`,
    )
    .all() as unknown as { id: number; hash: string; session: string; part: string; fingerprint: string }[];
}

export function setSplits(db: DatabaseSync, splits: ReadonlyMap<number, Split>): void {
  const update = db.prepare('UPDATE images SET split = ? WHERE id = ? AND split <> ?');
  transaction(db, () => splits.forEach((split, id) => update.run(split, id, split)));
}

/** The image with that content now lies here. */
export function setImageFile(db: DatabaseSync, hash: string, file: string): void {
  db.prepare('UPDATE images SET file = ? WHERE hash = ?').run(file, hash);
}

/** Path of the image with that content, or null. */
export function fileOfHash(db: DatabaseSync, hash: string): string | null {
  const row = db.prepare('SELECT file FROM images WHERE hash = ?').get(hash) as { file: string } | undefined;
  return row?.file ?? null;
}

/** Images by split and label. */
export function countImages(db: DatabaseSync): { split: Split; label: Label; count: number }[] {
  return db
    .prepare('SELECT split, label, count(*) AS count FROM images GROUP BY split, label ORDER BY split, label')
    .all() as unknown as { split: Split; label: Label; count: number }[];
}
