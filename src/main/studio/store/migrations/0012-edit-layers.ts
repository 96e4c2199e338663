import type { Migration } from './index.ts';

/** A step may have given layers of pictures another kind: `layers` is one of the texts that it changed, by the picture's id. */
export const editLayers: Migration = {
  name: '0012-edit-layers',
  sql: `
    ALTER TABLE edit_values RENAME TO edit_values_before;
    CREATE TABLE edit_values (
      edit INTEGER NOT NULL REFERENCES edits (number) ON DELETE CASCADE,
      what TEXT NOT NULL CHECK (what IN ('setting', 'priors', 'limits', 'mask', 'layers')),
      key TEXT NOT NULL,
      old TEXT,
      new TEXT,
      PRIMARY KEY (edit, what, key)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO edit_values SELECT edit, what, key, old, new FROM edit_values_before;
    DROP TABLE edit_values_before;
  `,
};
