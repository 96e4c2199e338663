import { basename } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { ImageRow } from '#shared/contract/studio.ts';
import type { Label, Split } from '#shared/domain/images.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { transaction } from './database.ts';

export interface ImageFilter {
  split?: Split | undefined;
  label?: Label | undefined;
  session?: string | undefined;
  kind?: string | undefined;
  search?: string | undefined;
}

type Row = Omit<ImageRow, 'name' | 'hasMask'> & { mask_file: string | null };

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
export function findImage(db: DatabaseSync, id: number): ImageRow & { maskFile: string | null; hash: string } {
  const row = db.prepare(`SELECT ${columns}, hash FROM images WHERE id = ?`).get(id) as unknown as
    (Row & { hash: string }) | undefined;
  if (!row) throw new FlawsmithError('not-found', `There is no image ${id} in this product.`);
  return { ...toRow(row), maskFile: row.mask_file, hash: row.hash };
}

/** A defective part only ever tests; a good one that was thought defective stays in the test. */
export function relabelImage(db: DatabaseSync, id: number, label: Label, kind: string | null): ImageRow {
  const split = label === 'anomalous' ? 'test' : findImage(db, id).split;
  db.prepare('UPDATE images SET label = ?, kind = ?, split = ? WHERE id = ?').run(
    label,
    label === 'normal' ? null : (kind ?? 'defect'),
    split,
    id,
  );
  return findImage(db, id);
}

const removedSchema = z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null()])));

/** Takes images out of the product. @returns what {@link restoreImages} needs to bring them back */
export function removeImages(db: DatabaseSync, ids: readonly number[]): string {
  const removed: unknown[] = [];
  transaction(db, () => {
    for (const id of ids) {
      const row = db.prepare('SELECT * FROM images WHERE id = ?').get(id);
      if (row) removed.push(row);
      db.prepare('DELETE FROM images WHERE id = ?').run(id);
    }
  });
  return JSON.stringify(removed);
}

/** Brings removed images back as they were. @throws FlawsmithError `bad-config` where the text is not from a removal */
export function restoreImages(db: DatabaseSync, undo: string): void {
  const names = [
    'id',
    'file',
    'hash',
    'width',
    'height',
    'label',
    'kind',
    'split',
    'session',
    'part',
    'mask_file',
    'fingerprint',
  ];
  let rows: z.infer<typeof removedSchema>;
  try {
    rows = removedSchema.parse(JSON.parse(undo));
  } catch (cause) {
    throw new FlawsmithError('bad-config', 'This removal cannot be undone any more.', { cause });
  }
  const insert = db.prepare(
    `INSERT OR IGNORE INTO images (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
  );
  transaction(db, () => rows.forEach((row) => insert.run(...names.map((name) => row[name] ?? null))));
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
    kinds: all(`SELECT kind, count(*) AS count FROM images WHERE kind IS NOT NULL GROUP BY kind ORDER BY kind`),
  };
}
