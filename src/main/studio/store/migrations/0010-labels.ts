import type { Migration } from './index.ts';

/**
 * What a person painted: a mask a kind and picture, the strokes that can be taken back, and which pictures were looked at.
 * Files are named by what they are called in the product's folder of masks. `batch` names the strokes that were saved last, so
 * that what is sent twice is taken once; `mask` is the file that unites the layers, null where nothing is marked.
 */
export const labels: Migration = {
  name: '0010-labels',
  sql: `
    CREATE TABLE labels (
      image INTEGER PRIMARY KEY REFERENCES all_images (id),
      revision INTEGER NOT NULL,
      batch TEXT NOT NULL,
      mask TEXT,
      source_file TEXT,
      source_hash TEXT
    ) STRICT;
    CREATE TABLE label_layers (
      image INTEGER NOT NULL REFERENCES labels (image),
      kind TEXT NOT NULL,
      file TEXT NOT NULL,
      hash TEXT NOT NULL,
      area INTEGER NOT NULL,
      PRIMARY KEY (image, kind)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE strokes (
      image INTEGER NOT NULL REFERENCES labels (image),
      number INTEGER NOT NULL,
      kind TEXT NOT NULL,
      tool TEXT NOT NULL,
      box TEXT NOT NULL,
      runs BLOB NOT NULL,
      undone INTEGER NOT NULL,
      PRIMARY KEY (image, number)
    ) STRICT;
    CREATE TABLE seen (image INTEGER PRIMARY KEY REFERENCES all_images (id), at TEXT NOT NULL, who TEXT NOT NULL) STRICT;
  `,
};
