import type { DatabaseSync } from 'node:sqlite';
import { type RunRecord, nextRunState, runRecordSchema } from '#shared/domain/runs.ts';
import { learnedLimitsSchema } from '#shared/domain/limits.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { transaction } from './database.ts';
import { listAudit } from './records.ts';

/** Adds a run under the next free id, run-0001 and so on. */
export function insertRun(db: DatabaseSync, record: Omit<RunRecord, 'id'>): RunRecord {
  return transaction(db, () => {
    const { last } = db.prepare('SELECT coalesce(max(number), 0) AS last FROM runs').get() as { last: number };
    const run = { ...record, id: `run-${String(last + 1).padStart(4, '0')}` };
    db.prepare('INSERT INTO runs (id, body) VALUES (?, ?)').run(run.id, JSON.stringify(run));
    return run;
  });
}

/** Replaces what is known of a run. */
export function saveRun(db: DatabaseSync, run: RunRecord): void {
  db.prepare('UPDATE runs SET body = ? WHERE id = ?').run(JSON.stringify(runRecordSchema.parse(run)), run.id);
}

/** All runs, newest last. @throws FlawsmithError `product-damaged` where a row does not parse */
export function listRuns(db: DatabaseSync): RunRecord[] {
  const rows = db.prepare('SELECT id, body FROM runs ORDER BY number').all() as { id: string; body: string }[];
  return rows.map(({ id, body }) => {
    try {
      return runRecordSchema.parse(withTwoRecords(db, id, JSON.parse(body) as Record<string, unknown>));
    } catch (cause) {
      throw new FlawsmithError('product-damaged', `Run ${id} cannot be read from the product`, { cause });
    }
  });
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

/** One run by id, or null. */
export function findRun(db: DatabaseSync, id: string): RunRecord | null {
  return listRuns(db).find((run) => run.id === id) ?? null;
}

/**
 * Marks runs that were under way as interrupted. To be called by the one writer on opening: holding the lock proves that
 * no other process works on them.
 */
export function markLostRuns(db: DatabaseSync): void {
  for (const run of listRuns(db)) {
    if (run.state === 'paused') continue; // at rest on its checkpoint: nothing was lost
    const state = run.state === 'queued' ? 'interrupted' : nextRunState(run.state, { type: 'processLost' });
    if (!state) continue;
    const interrupted = (run.interrupted ?? 0) + 1;
    saveRun(db, { ...run, state, interrupted, reason: 'The program ended while the run was under way.' });
  }
}
