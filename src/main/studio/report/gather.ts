import type { Report, ScoreRow } from '#shared/contract/studio.ts';
import type { Advice, KindStanding } from '#shared/domain/advice.ts';
import type { Calibration } from '#shared/domain/limits.ts';
import type { PixelSize } from '#shared/domain/pixelSize.ts';
import type { EvaluationReport } from '#shared/domain/report.ts';
import type { RunRecord } from '#shared/domain/runs.ts';
import type { Stale } from '#shared/domain/staleness.ts';
import { type Judgement, judgeLimits } from '#shared/vision/limitOutcome.ts';
import { kindsFound } from '#shared/vision/standing.ts';
import { readPixelSize } from '../dataset/pixelSize.ts';
import { adviceOf } from '../evaluation/advise.ts';
import { readEvaluation } from '../evaluation/evaluationFile.ts';
import { type RunLimits, limitsOf, scoresOf } from '../evaluation/limits.ts';
import { readReport } from '../evaluation/readReport.ts';
import type { Product } from '../product.ts';
import { staleOfReport } from '../staleness.ts';
import { countImages } from '../store/images.ts';
import { listAudit, listReleases } from '../store/records.ts';
import { chooseTrainedRun } from '../training/chooseRun.ts';
import { type RunFile, datasetFingerprint, readRunFile } from '../training/runFolder.ts';
import { flawsmithVersion } from '../versions.ts';
import { type PrintedPicture, printWorst } from './worstPictures.ts';

/** Rows of the audit trail that are printed, at most. */
const mostAudited = 40;

type AuditRow = ReturnType<typeof listAudit>[number];

/** All that a report says of one run. */
export interface ReportData {
  product: string;
  /** When it was gathered, ISO 8601. */
  madeAt: string;
  flawsmith: string;
  /** What a pixel of the photographs measures; null where nobody said. */
  pixelSize: PixelSize | null;
  run: RunRecord;
  file: RunFile;
  /** Of the pictures that the run used, whatever their order or place. */
  fingerprint: string;
  limits: RunLimits;
  calibration: Calibration | null;
  /** Null where the run was not evaluated. */
  evaluation: { shown: Report; saved: EvaluationReport; outcome: Judgement } | null;
  /** What is to be made of the run, gravest first; none where it was not evaluated. */
  advice: Advice[];
  /** Forged defects as the evaluation measured them, the hardest kind first; null where it kept none. */
  forgedKinds: KindStanding[] | null;
  /** What changed since. */
  stale: Stale[];
  /** Pictures of the product now. */
  counts: ReturnType<typeof countImages>;
  releases: { number: number; createdAt: string; package: string }[];
  worst: PrintedPicture[];
  /** What the audit trail says of the run, newest first, and how many rows there are of it. */
  audit: { rows: AuditRow[]; total: number };
}

/**
 * Gathers what is so of a run now.
 * @param word id or name; the newest trained run where absent
 * @throws FlawsmithError `no-run`; `checkpoint-damaged`, `product-damaged` where the run's records cannot be read
 */
export async function gatherReport(product: Product, word?: string): Promise<ReportData> {
  const run = chooseTrainedRun(product, word);
  const file = await readRunFile(product, run.id);
  const limits = limitsOf(product, run);
  const saved = await readEvaluation(product, run.id);
  const shown = saved && (await readReport(product, run.id));
  return {
    product: product.name,
    madeAt: new Date().toISOString(),
    flawsmith: flawsmithVersion(),
    pixelSize: readPixelSize(product.db),
    run,
    file,
    fingerprint: datasetFingerprint(file),
    limits,
    calibration: scoresOf(product, run),
    evaluation: saved && shown ? { saved, shown, outcome: outcomeOf(shown) } : null,
    advice: saved ? adviceOf(product, run, saved, limits) : [],
    forgedKinds: saved?.forged && shown ? kindsFound(saved.forged.rows, limits, shown.known.workingScale) : null,
    stale: staleOfReport(product, run),
    counts: countImages(product.db),
    releases: releasesOf(product, run.id),
    worst: shown ? await printWorst(product, file, picturesOf(shown), limits) : [],
    audit: auditOf(product, run.id),
  };
}

/** Real parts of the test; where there are none, the good parts held out. */
function picturesOf({ scores, good }: Report): ScoreRow[] {
  if (scores.length > 0) return scores;
  return good.flatMap(({ image, part, score, hasMap }) => (image && hasMap ? [{ image, part, score }] : []));
}

/** At the limits in force, which may have been moved since the evaluation. */
function outcomeOf({ scores, limits }: Report): Judgement {
  const pictures = scores.map(({ image, part, score }) => ({ score, part, isAnomalous: image.label === 'anomalous' }));
  return judgeLimits(pictures, limits);
}

function releasesOf(product: Product, run: string): ReportData['releases'] {
  return listReleases(product.db)
    .filter((release) => release['run'] === run)
    .map(({ number, createdAt, package: dir }) => ({ number, createdAt: String(createdAt), package: String(dir) }));
}

function auditOf(product: Product, run: string): ReportData['audit'] {
  const names = new RegExp(`\\b${run}\\b`);
  const rows = listAudit(product.db).filter((row) =>
    [row.what, row.old, row.new].some((text) => text && names.test(text)),
  );
  return { rows: rows.reverse().slice(0, mostAudited), total: rows.length };
}
