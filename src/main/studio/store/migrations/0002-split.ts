import type { Migration } from './index.ts';

/**
 * A picture that is left out keeps its row, its id and its scores, and `images` shows those that are in. What the user's
 * folders said, the side before a picture was marked NG, and the part that it counts as stand beside it.
 */
export const split: Migration = {
  name: '0002-split',
  sql: `
    ALTER TABLE images RENAME TO all_images;
    ALTER TABLE all_images ADD COLUMN left_out_at TEXT;
    ALTER TABLE all_images ADD COLUMN folder_split TEXT;
    ALTER TABLE all_images ADD COLUMN split_before TEXT;
    ALTER TABLE all_images ADD COLUMN recording TEXT;
    ALTER TABLE all_images ADD COLUMN unit TEXT NOT NULL DEFAULT '';
    UPDATE all_images SET unit = part;
    CREATE VIEW images AS SELECT * FROM all_images WHERE left_out_at IS NULL;
  `,
};
