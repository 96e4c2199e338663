import type { DatabaseSync } from 'node:sqlite';
import { type Calibration, calibrationSchema } from '#shared/domain/limits.ts';
import { damagedRow } from './damage.ts';

/** Keeps the scores that a run's limits rest on. */
export function saveCalibration(db: DatabaseSync, run: string, scores: Calibration): void {
  const body = JSON.stringify(calibrationSchema.parse(scores));
  db.prepare('INSERT OR REPLACE INTO calibrations (run, body) VALUES (?, ?)').run(run, body);
}

/**
 * The scores that a run's limits rest on; null where none were kept (runs of earlier versions).
 * @throws FlawsmithError `product-damaged` where they do not parse
 */
export function readCalibration(db: DatabaseSync, run: string): Calibration | null {
  // A reader does not bring an older product up to date, so the table may not be there.
  const table = db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'calibrations'").get();
  const row =
    table && (db.prepare('SELECT body FROM calibrations WHERE run = ?').get(run) as { body: string } | undefined);
  if (!row) return null;
  try {
    return calibrationSchema.parse(JSON.parse(row.body));
  } catch (cause) {
    throw damagedRow(`What the limits of ${run} rest on`, cause);
  }
}
