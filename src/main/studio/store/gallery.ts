import { basename } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { ImageRow } from '#shared/contract/studio.ts';
import type { ImageRecord, Label, Split } from '#shared/domain/images.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { transaction } from './database.ts';
import { countKinds } from './images.ts';

export interface ImageFilter {
  split?: Split | undefined;
  label?: Label | undefined;
  session?: string | undefined;
  kind?: string | undefined;
  search?: string | undefined;
}

type Row = Omit<ImageRow, 'name' | 'hasMask'> & { mask_file: string | null };
type OneImage = ImageRow & Pick<ImageRecord, 'hash' | 'maskFile' | 'maskHash'>;

const columns = 'id, file, width, height, label, kind, split, session, part, mask_file';

function toRow({ mask_file, ...row }: Row): ImageRow {
  return { ...row, name: basename(row.file), hasMask: mask_file !== null };
}

/** One page of the gallery, in the order of import, and how many images the filter leaves. */
export function pageImages(
  db: DatabaseSync,
  filter: ImageFilter,
  offset: number,
  limit: number,
): { total: number; rows: ImageRow[] } {
  const where = `(?1 IS NULL OR split = ?1) AND (?2 IS NULL OR label = ?2) AND (?3 IS NULL OR session = ?3)
    AND (?4 IS NULL OR kind = ?4) AND (?5 IS NULL OR instr(lower(file), lower(?5)) > 0)`;
  const { split, label, session, kind, search } = filter;
  const values = [split, label, session, kind, search || null].map((value) => value ?? null);
  const { total } = db.prepare(`SELECT count(*) AS total FROM images WHERE ${where}`).get(...values) as {
    total: number;
  };
  const rows = db
    .prepare(`SELECT ${columns} FROM images WHERE ${where} ORDER BY id LIMIT ?6 OFFSET ?7`)
    .all(...values, limit, offset) as unknown as Row[];
  return { total, rows: rows.map(toRow) };
}

/** @throws FlawsmithError `not-found` */
export function findImage(db: DatabaseSync, id: number): OneImage {
  const row = db.prepare(`SELECT ${columns}, hash, mask_hash FROM images WHERE id = ?`).get(id) as unknown as
    (Row & { hash: string; mask_hash: string | null }) | undefined;
  if (!row) throw new FlawsmithError('not-found', `There is no image ${id} in this product.`);
  const { hash, mask_file: maskFile, mask_hash: maskHash, ...rest } = row;
  return { ...toRow({ ...rest, mask_file: maskFile }), hash, maskFile, maskHash };
}

/** Writes a label, the side that goes with it, and the side to go back to. */
export function setLabel(
  db: DatabaseSync,
  id: number,
  { label, kind, split, splitBefore }: { label: Label; kind: string | null; split: Split; splitBefore: Split | null },
): ImageRow {
  const values = [label, label === 'normal' ? null : (kind ?? 'defect'), split, splitBefore];
  db.prepare('UPDATE all_images SET label = ?, kind = ?, split = ?, split_before = ? WHERE id = ?').run(...values, id);
  return findImage(db, id);
}

/** Side on which an image stood before it was marked NG; null where it was not marked by hand. */
export function splitBefore(db: DatabaseSync, id: number): Split | null {
  const row = db.prepare('SELECT split_before FROM images WHERE id = ?').get(id) as { split_before: Split | null };
  return row.split_before;
}

/**
 * Takes images out of the product, or brings them back: their rows stay, with all that is known of them.
 * @param at when they were left out; null brings them back
 * @returns ids and names of those that changed
 */
export function setLeftOut(
  db: DatabaseSync,
  ids: readonly number[],
  at: string | null,
): { id: number; name: string }[] {
  const find = db.prepare('SELECT file FROM all_images WHERE id = ? AND (left_out_at IS NULL) = ?');
  const update = db.prepare('UPDATE all_images SET left_out_at = ? WHERE id = ?');
  const changed: { id: number; name: string }[] = [];
  transaction(db, () => {
    for (const id of ids) {
      const row = find.get(id, at === null ? 0 : 1) as { file: string } | undefined;
      if (!row) continue;
      update.run(at, id);
      changed.push({ id, name: basename(row.file) });
    }
  });
  return changed;
}

/** How many images are left out. */
export function countLeftOut(db: DatabaseSync): number {
  const row = db.prepare('SELECT count(*) AS n FROM all_images WHERE left_out_at IS NOT NULL').get() as { n: number };
  return row.n;
}

/** Counts for the dataset page. */
export function summarizeDataset(db: DatabaseSync): {
  counts: { split: Split; label: Label; count: number }[];
  sessions: { session: string; split: Split; count: number; anomalous: number }[];
  kinds: { kind: string; count: number }[];
} {
  const all = <T>(sql: string): T[] => db.prepare(sql).all() as unknown as T[];
  return {
    counts: all('SELECT split, label, count(*) AS count FROM images GROUP BY split, label ORDER BY split, label'),
    sessions: all(
      `SELECT session, split, count(*) AS count, sum(label = 'anomalous') AS anomalous FROM images
        GROUP BY session, split ORDER BY session, split`,
    ),
    kinds: countKinds(db),
  };
}
