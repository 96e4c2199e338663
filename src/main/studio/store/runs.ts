import type { DatabaseSync } from 'node:sqlite';
import { type RunRecord, nextRunState, runRecordSchema } from '#shared/domain/runs.ts';
import { learnedLimitsSchema } from '#shared/domain/limits.ts';
import { studioNote } from '#shared/domain/studioNotes.ts';
import type { FlawsmithError } from '#shared/errors.ts';
import { damagedRow, parseRows, textRows } from './damage.ts';
import { transaction } from './database.ts';
import { listAudit } from './records.ts';

/**
 * Adds a run under the next free id, run-0001 and so on; an id is never used again.
 * @param taken highest number that may not be used either
 */
export function insertRun(db: DatabaseSync, record: Omit<RunRecord, 'id'>, taken = 0): RunRecord {
  return transaction(db, () => {
    const query = `SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'runs'), 0),
      coalesce((SELECT max(CAST(substr(id, 5) AS INTEGER)) FROM runs), 0)) AS last`;
    const { last } = db.prepare(query).get() as { last: number };
    const number = Math.max(last, taken) + 1;
    const run = { ...record, id: `run-${String(number).padStart(4, '0')}` };
    db.prepare('INSERT INTO runs (number, id, body) VALUES (?, ?, ?)').run(number, run.id, JSON.stringify(run));
    return run;
  });
}

/** Ids of all runs, readable or not, oldest first. */
export function runIds(db: DatabaseSync): string[] {
  const rows = db.prepare('SELECT id FROM runs ORDER BY number').all() as { id: string }[];
  return rows.map(({ id }) => id);
}

/** What a person calls a run, and wrote down of it. */
export type RunWords = Required<Pick<RunRecord, 'name' | 'note'>>;

/**
 * Replaces what is known of a run, its name and note apart: these are changed by {@link saveRunWords} alone, also while
 * whoever trains it goes on saving a record from before.
 */
export function saveRun(db: DatabaseSync, run: RunRecord): void {
  transaction(db, () => writeRun(db, { ...run, ...wordsOf(db, run.id) }));
}

/** Names a run, or writes a note; null takes either away. */
export function saveRunWords(db: DatabaseSync, run: RunRecord, words: Partial<RunWords>): RunRecord {
  const named = { ...run, ...words };
  transaction(db, () => writeRun(db, named));
  return named;
}

function writeRun(db: DatabaseSync, run: RunRecord): void {
  const body = JSON.stringify(runRecordSchema.parse(run));
  db.prepare('UPDATE runs SET body = ? WHERE id = ?').run(body, run.id);
}

function wordsOf(db: DatabaseSync, id: string): RunWords {
  const query = `SELECT json_extract(body, '$.name') AS name, json_extract(body, '$.note') AS note
    FROM runs WHERE id = ? AND json_valid(body)`;
  const { name = null, note = null } = (db.prepare(query).get(id) ?? {}) as Partial<RunWords>;
  return { name, note };
}

/** Takes a run out of the product with its scores and what its limits rest on; its id is never used again. */
export function removeRun(db: DatabaseSync, id: string): void {
  transaction(db, () => {
    for (const sql of [
      'DELETE FROM scores WHERE run = ?',
      'DELETE FROM calibrations WHERE run = ?',
      'DELETE FROM runs WHERE id = ?',
    ]) {
      db.prepare(sql).run(id);
    }
  });
}

/** All runs that can be read, newest last; see {@link damagedRuns}. */
export const listRuns = (db: DatabaseSync): RunRecord[] => readRuns(db).good;

/** What is to be said of each run whose row does not parse, in the order of the runs. */
export const damagedRuns = (db: DatabaseSync): FlawsmithError[] => readRuns(db).bad;

function readRuns(db: DatabaseSync): { good: RunRecord[]; bad: FlawsmithError[] } {
  const rows = textRows(db, { name: 'runs', key: 'id', order: 'number', what: 'Run' });
  return parseRows(rows, ({ key, body }) =>
    runRecordSchema.parse(withTwoRecords(db, String(key), JSON.parse(body) as Record<string, unknown>)),
  );
}

/** What the audit trail says of limits that were moved, with the run's id. */
export const limitsAudit = (run: string): string => `limits of ${run}`;

/**
 * Earlier versions kept one record of limits and wrote over it when a person moved them; the audit trail tells what was
 * learned (what the first move replaced) and what was decided (the last move).
 */
function withTwoRecords(db: DatabaseSync, id: string, body: Record<string, unknown>): unknown {
  const { limits, ...rest } = body;
  if (!limits || 'learned' in body) return body;
  const moves = listAudit(db).filter(({ what }) => what === limitsAudit(id));
  const [first, last] = [moves[0], moves.at(-1)];
  if (!first?.old || !last?.new) return { ...rest, learned: limits };
  const { acceptLimit, rejectLimit } = learnedLimitsSchema.parse(JSON.parse(last.new));
  const decision = { acceptLimit, rejectLimit, who: last.who, at: last.at, why: last.why ?? '' };
  return { ...rest, learned: learnedLimitsSchema.parse(JSON.parse(first.old)), decision };
}

/** One run by id, or null. @throws FlawsmithError `product-damaged` where its row does not parse */
export function findRun(db: DatabaseSync, id: string): RunRecord | null {
  const run = listRuns(db).find((known) => known.id === id);
  if (!run && runIds(db).includes(id)) throw damagedRow(`Run ${id}`);
  return run ?? null;
}

/**
 * Marks runs that were under way as interrupted. To be called by the one writer on opening: holding the lock proves that
 * no other process works on them.
 */
export function markLostRuns(db: DatabaseSync): void {
  const { code, values, message } = studioNote('programLost');
  for (const run of listRuns(db)) {
    if (run.state === 'paused') continue; // at rest on its checkpoint: nothing was lost
    const state = nextRunState(run.state, { type: 'processLost' });
    if (!state) continue;
    const interrupted = (run.interrupted ?? 0) + 1;
    saveRun(db, { ...run, state, interrupted, reason: message, cause: { code, values } });
  }
}
