import { basename } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { StoredMask } from './images.ts';
import { bookMask } from './edits.ts';

interface Row {
  mask_file: string | null;
  mask_hash: string | null;
}

/** Mask of a picture as one text, to compare and to keep; null where it has none. */
function maskText(db: DatabaseSync, image: number): string | null {
  const row = db.prepare('SELECT mask_file, mask_hash FROM all_images WHERE id = ?').get(image) as Row | undefined;
  return row?.mask_file == null ? null : JSON.stringify({ file: row.mask_file, hash: row.mask_hash });
}

function writeMask(db: DatabaseSync, image: number, text: string | null): void {
  const mask = text === null ? null : (JSON.parse(text) as { file: string; hash: string | null });
  db.prepare('UPDATE all_images SET mask_file = ?, mask_hash = ? WHERE id = ?').run(
    ...[mask?.file ?? null, mask?.hash ?? null, image],
  );
  // what unites a label's layers is the picture's mask
  db.prepare('UPDATE labels SET mask = ? WHERE image = ?').run(mask && basename(mask.file), image);
}

/** The picture's mask is this one now; booked to the step under way. @returns the one before, as a text */
export function changeMask(db: DatabaseSync, image: number, { file, hash }: StoredMask): string | null {
  const old = maskText(db, image);
  const now = JSON.stringify({ file, hash });
  writeMask(db, image, now);
  bookMask(db, image, old, now);
  return old;
}

/**
 * Puts a mask in the place of another, wherever that lies now; booked to the step under way.
 * @returns false, and nothing done, where that is no longer the picture's
 */
export function putMask(db: DatabaseSync, image: number, from: string | null, to: string | null): boolean {
  const present = maskText(db, image);
  if (contentOf(present) !== contentOf(from)) return false;
  writeMask(db, image, to);
  bookMask(db, image, present, to);
  return true;
}

/** Its hash; of a mask of an earlier version, which kept none, all that is known. */
const contentOf = (text: string | null): string | null =>
  text === null ? null : ((JSON.parse(text) as StoredMask | { hash: null }).hash ?? text);
