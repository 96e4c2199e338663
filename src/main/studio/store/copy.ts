import type { DatabaseSync } from 'node:sqlite';

/** In the rows of a copied product: masks that lay in one folder now lie in another. @param from with the separator at its end */
export function moveMaskFiles(db: DatabaseSync, from: string, to: string): void {
  db.prepare(
    `UPDATE all_images SET mask_file = ?2 || substr(mask_file, length(?1) + 1)
      WHERE substr(mask_file, 1, length(?1)) = ?1`,
  ).run(from, to);
}

/** Takes all runs out of the rows of a copied product, with all that rests on them. */
export function forgetRuns(db: DatabaseSync): void {
  db.exec(`DELETE FROM scores; DELETE FROM calibrations; DELETE FROM releases; DELETE FROM runs;
    DELETE FROM edits WHERE code = 'limits'`);
}
