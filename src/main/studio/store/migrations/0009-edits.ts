import type { Migration } from './index.ts';

/**
 * What a person did to the data, step by step, and what each step would take back: of pictures the columns on both sides,
 * of all else a text on both sides. `withdrawn` marks pictures of an import that was taken back, `pinned` those whose side a
 * person chose.
 */
export const edits: Migration = {
  name: '0009-edits',
  sql: `
    ALTER TABLE all_images ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE all_images ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
    DROP VIEW images;
    CREATE VIEW images AS SELECT * FROM all_images WHERE left_out_at IS NULL AND withdrawn = 0;
    CREATE TABLE edits (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      at TEXT NOT NULL,
      who TEXT NOT NULL,
      code TEXT NOT NULL,
      "values" TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('open', 'done', 'undone'))
    ) STRICT;
    CREATE TABLE edit_images (
      edit INTEGER NOT NULL REFERENCES edits (number) ON DELETE CASCADE,
      image INTEGER NOT NULL REFERENCES all_images (id),
      old_label TEXT, old_kind TEXT, old_split TEXT, old_split_before TEXT, old_session TEXT, old_part TEXT, old_unit TEXT,
      old_recording TEXT, old_left_out_at TEXT, old_withdrawn INTEGER, old_pinned INTEGER,
      new_label TEXT, new_kind TEXT, new_split TEXT, new_split_before TEXT, new_session TEXT, new_part TEXT, new_unit TEXT,
      new_recording TEXT, new_left_out_at TEXT, new_withdrawn INTEGER, new_pinned INTEGER,
      PRIMARY KEY (edit, image)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE edit_values (
      edit INTEGER NOT NULL REFERENCES edits (number) ON DELETE CASCADE,
      what TEXT NOT NULL CHECK (what IN ('setting', 'priors', 'limits')),
      key TEXT NOT NULL,
      old TEXT,
      new TEXT,
      PRIMARY KEY (edit, what, key)
    ) STRICT, WITHOUT ROWID;
  `,
};
