import type { DatabaseSync } from 'node:sqlite';
import type { EditablePicture } from '#shared/domain/pictureChange.ts';

/** A picture as a person can change it, left out or not. */
export interface StoredPicture extends EditablePicture {
  /** Absolute path. */
  file: string;
  /** sha256 of the file. */
  hash: string;
  /** Something says where its defect is. */
  hasMask: boolean;
}

type Row = Omit<StoredPicture, 'isOut' | 'isPinned' | 'hasMask'> & { isOut: number; isPinned: number; hasMask: number };

const query = `SELECT id, file, hash, label, kind, split, split_before AS splitBefore, session, part,
  left_out_at IS NOT NULL AS isOut, pinned AS isPinned,
  mask_file IS NOT NULL AS hasMask FROM all_images WHERE withdrawn = 0`;
const toPicture = (row: Row): StoredPicture => ({
  ...row,
  isOut: row.isOut === 1,
  isPinned: row.isPinned === 1,
  hasMask: row.hasMask === 1,
});

/** All pictures, those left out too, by path. */
export function editablePictures(db: DatabaseSync): StoredPicture[] {
  return (db.prepare(`${query} ORDER BY file`).all() as unknown as Row[]).map(toPicture);
}

/** Those of the pictures that are there, in the order of their ids. */
export function pictureRows(db: DatabaseSync, ids: readonly number[]): StoredPicture[] {
  const rows = db.prepare(`${query} AND id IN (SELECT value FROM json_each(?)) ORDER BY id`).all(JSON.stringify(ids));
  return (rows as unknown as Row[]).map(toPicture);
}

/** Writes what can be changed of pictures. */
export function savePictures(db: DatabaseSync, pictures: readonly EditablePicture[]): void {
  const update = db.prepare(
    `UPDATE all_images SET label = ?, kind = ?, split = ?, split_before = ?, session = ?, part = ?, pinned = ?,
       left_out_at = iif(?, coalesce(left_out_at, ?), NULL)
      WHERE id = ?`,
  );
  const now = new Date().toISOString();
  for (const { id, label, kind, split, splitBefore, session, part, isOut, isPinned } of pictures) {
    update.run(label, kind, split, splitBefore, session, part, isPinned ? 1 : 0, isOut ? 1 : 0, now, id);
  }
}
