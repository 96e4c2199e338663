import type { DatabaseSync } from 'node:sqlite';
import type { OddPicture } from '#shared/domain/oddPictures.ts';

/** What a person looked at: one problem of one picture, with one other picture where there is one. */
export type Looked = Pick<OddPicture, 'image' | 'problem' | 'of'>;

/** One text for what was looked at. */
export const lookedKey = ({ image, problem, of }: Looked): string => `${image} ${problem} ${of ?? 0}`;

/** {@link lookedKey} of all that was looked at and kept. */
export function listLooked(db: DatabaseSync): Set<string> {
  const rows = db.prepare('SELECT image, problem, other FROM looked_at').all() as unknown as (Omit<Looked, 'of'> & {
    other: number;
  })[];
  return new Set(rows.map(({ image, problem, other }) => lookedKey({ image, problem, of: other })));
}

/** @returns whether it was not there before */
export function addLooked(db: DatabaseSync, { image, problem, of }: Looked, who: string): boolean {
  const insert = db.prepare('INSERT OR IGNORE INTO looked_at (image, problem, other, at, who) VALUES (?, ?, ?, ?, ?)');
  return insert.run(image, problem, of ?? 0, new Date().toISOString(), who).changes > 0;
}

/** @returns whether it was there */
export function removeLooked(db: DatabaseSync, { image, problem, of }: Looked): boolean {
  const remove = db.prepare('DELETE FROM looked_at WHERE image = ? AND problem = ? AND other = ?');
  return remove.run(image, problem, of ?? 0).changes > 0;
}
