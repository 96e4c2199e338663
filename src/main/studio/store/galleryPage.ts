import { basename } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { GalleryFilter, GalleryRow } from '#shared/contract/studio.ts';
import type { RunRecord } from '#shared/domain/runs.ts';
import { type GalleryOrder, naturalKey, shownNames } from '#shared/domain/gallery.ts';
import { untilWritten } from './database.ts';
import { listRuns } from './runs.ts';

type Row = Omit<GalleryRow, 'name' | 'hasMask' | 'shown' | 'isOut'> & { mask_file: string | null; isOut: number };

const orders: Readonly<Record<GalleryOrder, string>> = {
  arrival: 'id',
  newest: 'id DESC',
  name: 'natural_key(file), id',
  score: 'score DESC NULLS LAST, id',
  odd: 'odd_place(id) NULLS LAST, id',
};

/** How pages are ordered. */
export interface PageOrder {
  order: GalleryOrder;
  /** For the order `odd`: ids of the odd pictures, the gravest first. */
  odd?: readonly number[] | undefined;
}

/**
 * One page of the gallery, and how many pictures the filter leaves.
 * @param offset of the first in that order
 * @param limit at most so many
 */
export function pageImages(
  db: DatabaseSync,
  filter: GalleryFilter,
  { offset, limit, ...by }: PageOrder & { offset: number; limit: number },
): { total: number; rows: GalleryRow[] } {
  const values = valuesOf(filter);
  const scored = scoredRun(db);
  const { total } = db.prepare(`SELECT count(*) AS total FROM all_images WHERE ${where}`).get(values) as {
    total: number;
  };
  const rows = db
    .prepare(
      `SELECT id, file, width, height, label, kind, split, session, part, mask_file, left_out_at IS NOT NULL AS isOut, score
        ${from} WHERE ${where} ORDER BY ${orderOf(db, by)} LIMIT $limit OFFSET $offset`,
    )
    .all({ ...values, ...scored, $limit: limit, $offset: offset }) as unknown as Row[];
  const names = namesOf(db);
  return { total, rows: rows.map((row) => toRow(row, names)) };
}

/** Ids of all pictures that the filter leaves, in that order. */
export function pageIds(db: DatabaseSync, filter: GalleryFilter, by: PageOrder): number[] {
  const scored = scoredRun(db);
  const rows = db
    .prepare(`SELECT id ${from} WHERE ${where} ORDER BY ${orderOf(db, by)}`)
    .all({ ...valuesOf(filter), ...scored });
  return (rows as unknown as { id: number }[]).map(({ id }) => id);
}

function orderOf(db: DatabaseSync, { order, odd = [] }: PageOrder): string {
  if (order === 'odd') {
    const places = new Map(odd.map((id, place) => [id, place]));
    db.function('odd_place', (id) => places.get(Number(id)) ?? null);
  }
  return orders[order];
}

const from = 'FROM all_images LEFT JOIN scores ON scores.run = $run AND scores.image = all_images.id';
const where = `withdrawn = 0 AND (left_out_at IS NOT NULL) = $out AND ($split IS NULL OR split = $split)
  AND ($label IS NULL OR label = $label) AND ($session IS NULL OR session = $session) AND ($kind IS NULL OR kind = $kind)
  AND ($search IS NULL OR instr(lower(file), lower($search)) > 0)`;

const valuesOf = ({ split, label, session, kind, search, out }: GalleryFilter) => ({
  $split: split ?? null,
  $label: label ?? null,
  $session: session ?? null,
  $kind: kind ?? null,
  $search: search || null,
  $out: out ? 1 : 0,
});

const prepared = new WeakSet<DatabaseSync>();

/** The run whose scores count; makes the order by names known to the database too. */
function scoredRun(db: DatabaseSync): { $run: string | null } {
  if (!prepared.has(db)) {
    db.function('natural_key', { deterministic: true }, (file) => naturalKey(basename(String(file))));
    prepared.add(db);
  }
  return { $run: newestScoredRun(db)?.id ?? null };
}

/** The newest run that has scores, or null. */
export const newestScoredRun = (db: DatabaseSync): RunRecord | null =>
  listRuns(db).findLast(({ id }) => hasScores(db, id)) ?? null;

const hasScores = (db: DatabaseSync, run: string): boolean =>
  db.prepare('SELECT 1 FROM scores WHERE run = ? LIMIT 1').get(run) !== undefined;

/** How each picture is called, computed once for as long as nothing is written. */
export const namesOf = untilWritten((db): Map<number, string> => {
  const rows = db.prepare('SELECT id, file FROM all_images WHERE withdrawn = 0').all() as {
    id: number;
    file: string;
  }[];
  const shown = shownNames(rows.map(({ file }) => file));
  return new Map(rows.map(({ id }, i) => [id, shown[i]!]));
});

function toRow({ mask_file, isOut, ...row }: Row, names: ReadonlyMap<number, string>): GalleryRow {
  const name = basename(row.file);
  return { ...row, name, shown: names.get(row.id) ?? name, isOut: isOut === 1, hasMask: mask_file !== null };
}
