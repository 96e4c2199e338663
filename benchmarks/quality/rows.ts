import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { type RunSettings, settingsHash } from './settings.ts';

const fraction = z.number().min(0).max(1).nullable();
const changedFigures = z.object({ change: z.string(), imageAuroc: fraction, aupro30: fraction });
/** Figures of one package on test pictures changed in one way. */
export type ChangedFigures = z.infer<typeof changedFigures>;

/** One finished row of the results file; what else the file holds is kept. */
export const measuredRowSchema = z.looseObject({
  data: z.string(),
  seed: z.number(),
  settings: z.looseObject({}),
  settingsHash: z.string(),
  commit: z.string().nullable(),
  machine: z.string(),
  backend: z.string(),
  date: z.string(),
  /** Load average of a minute, before and after. */
  load: z.tuple([z.number(), z.number()]),
  /** Wall seconds of the whole row. */
  seconds: z.number(),
  nTrain: z.number(),
  nCalibration: z.number(),
  nNormal: z.number(),
  nAnomalous: z.number(),
  imageAuroc: fraction,
  imageAp: fraction,
  pixelAuroc: fraction,
  pixelAp: fraction,
  aupro30: fraction,
  trainSeconds: z.number(),
  steps: z.number(),
  msPerImage: z.number(),
  peakRssMb: z.number(),
  kinds: z.array(z.object({ kind: z.string(), n: z.number(), imageAuroc: fraction })),
  robustness: z.array(changedFigures).optional(),
});
export type MeasuredRow = z.infer<typeof measuredRowSchema>;

/** One row that is wanted. */
export interface Job {
  /** What is said of it beside data and seed, such as the experiment's name. */
  label?: string;
  /** Name of the data set, such as `screw` or `mvtec/screw`. */
  data: string;
  /** In MVTec layout. */
  folder: string;
  seed: number;
  settings: RunSettings;
  /** The package is also tried on changed pictures. */
  withRobustness: boolean;
}

/**
 * The rows of a results file, oldest first; none where there is no file. A last line cut off by a power cut is left out.
 * @throws Error where another line is no row
 */
export function readRows(file: string): MeasuredRow[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((line, i) => {
    if (line.trim() === '') return [];
    try {
      return [measuredRowSchema.parse(JSON.parse(line))];
    } catch (cause) {
      if (i === lines.length - 1) return []; // every whole line ends with a newline
      throw new Error(`${file}, line ${i + 1} is no measured row; correct or remove it`, { cause });
    }
  });
}

/** Adds a row and waits until it is on the disk. */
export function appendRow(file: string, row: MeasuredRow): void {
  mkdirSync(dirname(file), { recursive: true });
  dropTornLine(file);
  const handle = openSync(file, 'a');
  try {
    writeSync(handle, `${JSON.stringify(row)}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function dropTornLine(file: string): void {
  const text = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
  const whole = text.lastIndexOf('\n') + 1;
  if (whole < text.length) truncateSync(file, whole);
}

/** Which earlier rows stand for a wanted one. */
export interface Standing {
  commit: string | null;
  /** Rows of other commits count as well. */
  anyCommit: boolean;
}

/** Whether one of the rows is what the job would give. */
export function isMeasured(rows: readonly MeasuredRow[], job: Job, { commit, anyCommit }: Standing): boolean {
  const hash = settingsHash(job.settings);
  return rows.some(
    (row) =>
      row.data === job.data &&
      row.seed === job.seed &&
      row.settingsHash === hash &&
      (anyCommit || row.commit === commit) &&
      (!job.withRobustness || row.robustness !== undefined),
  );
}

/** Jobs of the same data, seed and settings made one. */
export function mergeJobs(jobs: readonly Job[]): Job[] {
  const merged = new Map<string, Job>();
  for (const job of jobs) {
    const key = JSON.stringify([job.data, job.seed, settingsHash(job.settings)]);
    const known = merged.get(key);
    merged.set(key, { ...(known ?? job), withRobustness: job.withRobustness || known?.withRobustness === true });
  }
  return [...merged.values()];
}
