import type { Migration } from './index.ts';

/** Every version of a prior set as it was saved, and what was said of it. It only grows: undoing a save takes no version back. */
export const priorVersions: Migration = {
  name: '0013-prior-versions',
  sql: `
    CREATE TABLE prior_versions (
      name TEXT NOT NULL,
      number INTEGER NOT NULL,
      body TEXT NOT NULL,
      note TEXT NOT NULL,
      who TEXT NOT NULL,
      at TEXT NOT NULL,
      PRIMARY KEY (name, number)
    ) STRICT;
    INSERT INTO prior_versions SELECT name, 1, body, '', '', saved_at FROM prior_sets;
  `,
};
