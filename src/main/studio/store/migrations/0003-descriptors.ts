import type { Migration } from './index.ts';

/** Frozen features in short, little-endian float32, by content: what tells near-copies. They can be computed again. */
export const descriptors: Migration = {
  name: '0003-descriptors',
  sql: `
    CREATE TABLE descriptors (hash TEXT PRIMARY KEY, version INTEGER NOT NULL, body BLOB NOT NULL) STRICT;
  `,
};
