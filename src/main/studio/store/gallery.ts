import { basename } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { ImageRow } from '#shared/contract/studio.ts';
import { type ImageRecord, type Label, type Split, splits } from '#shared/domain/images.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { countKinds } from './images.ts';

type Row = Omit<ImageRow, 'name' | 'hasMask'> & { mask_file: string | null };
type OneImage = ImageRow & Pick<ImageRecord, 'hash' | 'maskFile' | 'maskHash'>;

const columns = 'id, file, width, height, label, kind, split, session, part, mask_file';

function toRow({ mask_file, ...row }: Row): ImageRow {
  return { ...row, name: basename(row.file), hasMask: mask_file !== null };
}

/** A picture that is in the product. @throws FlawsmithError `not-found` */
export const findImage = (db: DatabaseSync, id: number): OneImage => imageIn(db, 'images', id);

/** A picture that is in the product or was left out of it. @throws FlawsmithError `not-found` */
export const findKnownImage = (db: DatabaseSync, id: number): OneImage =>
  imageIn(db, '(SELECT * FROM all_images WHERE withdrawn = 0)', id);

function imageIn(db: DatabaseSync, table: string, id: number): OneImage {
  const row = db.prepare(`SELECT ${columns}, hash, mask_hash FROM ${table} WHERE id = ?`).get(id) as unknown as
    (Row & { hash: string; mask_hash: string | null }) | undefined;
  if (!row) throw new FlawsmithError('not-found', `There is no image ${id} in this product.`);
  const { hash, mask_file: maskFile, mask_hash: maskHash, ...rest } = row;
  return { ...toRow({ ...rest, mask_file: maskFile }), hash, maskFile, maskHash };
}

/** How many images are left out. */
export function countLeftOut(db: DatabaseSync): number {
  const row = db
    .prepare('SELECT count(*) AS n FROM all_images WHERE left_out_at IS NOT NULL AND withdrawn = 0')
    .get() as { n: number };
  return row.n;
}

interface DatasetCount {
  split: Split;
  label: Label;
  count: number;
}

/** In the order in which a run uses them, good before defective. */
const byUse = (a: DatasetCount, b: DatasetCount): number =>
  splits.indexOf(a.split) - splits.indexOf(b.split) || (a.label < b.label ? 1 : -1);

/** Counts for the dataset page. */
export function summarizeDataset(db: DatabaseSync): {
  counts: DatasetCount[];
  sessions: { session: string; split: Split; count: number; anomalous: number }[];
  kinds: { kind: string; count: number }[];
} {
  const all = <T>(sql: string): T[] => db.prepare(sql).all() as unknown as T[];
  return {
    counts: all<DatasetCount>('SELECT split, label, count(*) AS count FROM images GROUP BY split, label').sort(byUse),
    sessions: all(
      `SELECT session, split, count(*) AS count, sum(label = 'anomalous') AS anomalous FROM images
        GROUP BY session, split ORDER BY session, split`,
    ),
    kinds: countKinds(db),
  };
}
