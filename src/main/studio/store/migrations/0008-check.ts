import type { Migration } from './index.ts';

/**
 * What was measured of a picture's pixels, by content, to tell odd ones; it can be measured again. And what a person has
 * looked at and keeps: the row says of which picture, which problem, and with which other picture (0: none).
 */
export const check: Migration = {
  name: '0008-check',
  sql: `
    CREATE TABLE measures (
      hash TEXT PRIMARY KEY,
      version INTEGER NOT NULL,
      detail REAL NOT NULL,
      light REAL NOT NULL,
      a REAL NOT NULL,
      b REAL NOT NULL,
      chroma REAL NOT NULL,
      sketch BLOB NOT NULL
    ) STRICT;
    CREATE TABLE looked_at (
      image INTEGER NOT NULL REFERENCES all_images (id),
      problem TEXT NOT NULL,
      other INTEGER NOT NULL,
      at TEXT NOT NULL,
      who TEXT NOT NULL,
      PRIMARY KEY (image, problem, other)
    ) STRICT, WITHOUT ROWID;
  `,
};
