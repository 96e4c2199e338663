import type { DatabaseSync } from 'node:sqlite';
import { type PriorSet, priorSetSchema } from '#shared/domain/priors.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import { parseRows, textRows } from './damage.ts';
import { transaction } from './database.ts';
import { damagedPriorVersions } from './priorVersions.ts';

/** A change that alters verdicts, and its reason. */
export interface AuditEntry {
  who: string;
  what: string;
  old?: unknown;
  new?: unknown;
  why?: string;
}

/** Adds to the audit trail, which can only grow. */
export function addAudit(db: DatabaseSync, entry: AuditEntry): void {
  const text = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));
  db.prepare('INSERT INTO audit (at, who, what, old, new, why) VALUES (?, ?, ?, ?, ?, ?)').run(
    new Date().toISOString(),
    entry.who,
    entry.what,
    text(entry.old),
    text(entry.new),
    entry.why ?? null,
  );
}

export function listAudit(
  db: DatabaseSync,
): { at: string; who: string; what: string; old: string | null; new: string | null; why: string | null }[] {
  return db.prepare('SELECT at, who, what, old, new, why FROM audit ORDER BY number').all() as unknown as ReturnType<
    typeof listAudit
  >;
}

export function savePriorSet(db: DatabaseSync, priorSet: PriorSet): void {
  writePriorSet(db, priorSet.name, JSON.stringify(priorSetSchema.parse(priorSet)));
}

function writePriorSet(db: DatabaseSync, name: string, body: string): void {
  const save = db.prepare(
    'INSERT INTO prior_sets (name, body, saved_at) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET body = excluded.body, saved_at = excluded.saved_at',
  );
  transaction(db, () => save.run(name, body, new Date().toISOString()));
}

/** All prior sets that can be read, by name; see {@link damagedRecords}. */
export const listPriorSets = (db: DatabaseSync): PriorSet[] => readPriorSets(db).good;

function readPriorSets(db: DatabaseSync): { good: PriorSet[]; bad: FlawsmithError[] } {
  const rows = textRows(db, { name: 'prior_sets', key: 'name', order: 'name', what: 'Defect recipe' });
  return parseRows(rows, ({ body }) => priorSetSchema.parse(JSON.parse(body)));
}

/**
 * A run of a recipe is not started where the saved one of that name cannot be read: it would pass for it.
 * @throws FlawsmithError `product-damaged`
 */
export function requirePriorSet(db: DatabaseSync, name: string): void {
  const text = priorSetText(db, name);
  if (text === null || listPriorSets(db).some((set) => set.name === name)) return;
  throw new FlawsmithError('product-damaged', `The saved defect recipe ${name} cannot be read from the product.`, {
    hint: 'Save it anew on the bench, where its earlier versions are kept, or train with a recipe of another name.',
    said: said('recipeDamaged', { name }),
  });
}

/** What is saved under a name as it stands, readable or not; null where nothing is. */
export function priorSetText(db: DatabaseSync, name: string): string | null {
  const row = db.prepare('SELECT body FROM prior_sets WHERE name = ?').get(name) as { body: string } | undefined;
  return row?.body ?? null;
}

/** What is to be said of each prior set, version of one and release whose row does not parse. */
export const damagedRecords = (db: DatabaseSync): FlawsmithError[] => [
  ...readPriorSets(db).bad,
  ...damagedPriorVersions(db),
  ...readReleases(db).bad,
];

/** Keeps the scores of a run; earlier ones of the same images are replaced. */
export function saveScores(db: DatabaseSync, run: string, scores: readonly { image: number; score: number }[]): void {
  const insert = db.prepare(
    'INSERT INTO scores (run, image, score) VALUES (?, ?, ?) ON CONFLICT (run, image) DO UPDATE SET score = excluded.score',
  );
  transaction(db, () => scores.forEach(({ image, score }) => insert.run(run, image, score)));
}

export function listScores(db: DatabaseSync, run: string): { image: number; score: number }[] {
  return db.prepare('SELECT image, score FROM scores WHERE run = ? ORDER BY image').all(run) as unknown as {
    image: number;
    score: number;
  }[];
}

/** Adds a release; returns its number. */
export function addRelease(db: DatabaseSync, body: Record<string, unknown>): number {
  return Number(db.prepare('INSERT INTO releases (body) VALUES (?)').run(JSON.stringify(body)).lastInsertRowid);
}

type Release = { number: number } & Record<string, unknown>;

/** Releases that can be read, newest last; their bodies as {@link addRelease} got them, with their number. */
export const listReleases = (db: DatabaseSync): Release[] => readReleases(db).good;

function readReleases(db: DatabaseSync): { good: Release[]; bad: FlawsmithError[] } {
  const rows = textRows(db, { name: 'releases', key: 'number', order: 'number', what: 'Release' });
  return parseRows(rows, ({ key, body }) => ({
    ...(JSON.parse(body) as Record<string, unknown>),
    number: Number(key),
  }));
}

/** Puts a prior set's row in the place of another; null: none. @returns false, and nothing done, where it is another by now */
export function putPriorSet(db: DatabaseSync, name: string, from: string | null, to: string | null): boolean {
  if (priorSetText(db, name) !== from) return false;
  if (to === null) removePriorSet(db, name);
  else writePriorSet(db, name, to);
  return true;
}

export function removePriorSet(db: DatabaseSync, name: string): void {
  db.prepare('DELETE FROM prior_sets WHERE name = ?').run(name);
}
