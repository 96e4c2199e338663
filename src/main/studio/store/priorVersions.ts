import type { DatabaseSync } from 'node:sqlite';
import { type PriorSet, priorSetSchema } from '#shared/domain/priors.ts';
import type { FlawsmithError } from '#shared/errors.ts';
import { parseRows } from './damage.ts';

/** A prior set as it was saved once. */
export interface PriorVersion {
  name: string;
  /** Counts the versions of this name, from 1. */
  number: number;
  at: string;
  who: string;
  note: string;
  priorSet: PriorSet;
}

interface Row extends Omit<PriorVersion, 'priorSet'> {
  body: string;
}

/** Versions that can be read, newest first. @param name of all prior sets where absent */
export const listPriorVersions = (db: DatabaseSync, name?: string): PriorVersion[] => readVersions(db, name).good;

/** What is to be said of each version that does not parse. */
export const damagedPriorVersions = (db: DatabaseSync): FlawsmithError[] => readVersions(db).bad;

function readVersions(db: DatabaseSync, name?: string): { good: PriorVersion[]; bad: FlawsmithError[] } {
  const rows = db
    .prepare('SELECT * FROM prior_versions WHERE ?1 IS NULL OR name = ?1 ORDER BY at DESC, number DESC')
    .all(name ?? null) as unknown as Row[];
  const named = rows.map((row) => ({ ...row, what: `Version ${row.number} of the defect recipe ${row.name}` }));
  return parseRows(named, ({ body, number, at, who, note, name: of }) => ({
    ...{ name: of, number, at, who, note },
    priorSet: priorSetSchema.parse(JSON.parse(body)),
  }));
}

/** Adds a version, unless the newest of its name is the same and nothing is said of it. */
export function addPriorVersion(db: DatabaseSync, set: PriorSet, who: string, note: string): void {
  const body = JSON.stringify(priorSetSchema.parse(set));
  const newest = db
    .prepare('SELECT number, body FROM prior_versions WHERE name = ? ORDER BY number DESC LIMIT 1')
    .get(set.name) as { number: number; body: string } | undefined;
  if (newest?.body === body && note === '') return;
  db.prepare('INSERT INTO prior_versions (name, number, body, note, who, at) VALUES (?, ?, ?, ?, ?, ?)').run(
    ...[set.name, (newest?.number ?? 0) + 1, body, note, who, new Date().toISOString()],
  );
}
