import type { Migration } from './index.ts';

/** The scores that a run's limits rest on, so that what is said of limits is computed for those in force. */
export const calibrations: Migration = {
  name: '0004-calibrations',
  sql: `CREATE TABLE calibrations (run TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;`,
};
