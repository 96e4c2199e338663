import { type Advice, advise } from '#shared/domain/advice.ts';
import { roiPixels } from '#shared/domain/images.ts';
import type { Calibration, Limits } from '#shared/domain/limits.ts';
import type { EvaluationReport } from '#shared/domain/report.ts';
import { type RunRecord, hasStoppedEarly, plannedSteps } from '#shared/domain/runs.ts';
import type { LabelledScore } from '#shared/vision/limitOutcome.ts';
import { type Known, standingOf } from '#shared/vision/standing.ts';
import type { Product } from '../product.ts';
import { staleOfEvaluation, staleOfRun } from '../staleness.ts';
import { listImages, unitsByHash } from '../store/images.ts';
import { listScores } from '../store/records.ts';
import { peekRunFile, runView } from '../training/runFolder.ts';

/** What an evaluation leaves known of a run, but for its limits and the test's scores. */
export type KnownOfRun = Omit<Known, 'limits' | 'test'>;

/** A report's own part of what a verdict is made from. */
export function knownOfRun(product: Product, run: RunRecord, { forged }: EvaluationReport): KnownOfRun {
  const stoppedEarly = hasStoppedEarly(run) ? { step: run.step, planned: plannedSteps(run) } : null;
  const changes = {
    evaluation: (staleOfEvaluation(product, run) ?? []).length,
    run: staleOfRun(product, run).length,
  };
  const rows = forged?.rows ?? null;
  return {
    forged: rows,
    workingScale: scaleOf(product, run, forged?.bases[0]),
    stoppedEarly,
    changes,
    isOld: forged === undefined,
  };
}

/** Working pixels for each pixel of the photographs; null where the run's folder or the photograph is gone. */
function scaleOf(product: Product, run: RunRecord, hash: string | undefined): number | null {
  const file = peekRunFile(product, run.id);
  const [image] = hash === undefined ? [] : listImages(product.db, { hash });
  if (!file || !image) return null;
  const region = roiPixels(runView(file).roi, image.width, image.height);
  const { picture } = run.config;
  return Math.sqrt((picture.width * picture.height) / (region.width * region.height));
}

/** The scores of the test pictures that are in the product, each with the part that it counts as. */
export function testScores(product: Product, run: string): (LabelledScore & { image: number })[] {
  const known = new Map(listImages(product.db).map((image) => [image.id, image]));
  const units = unitsByHash(product.db);
  return listScores(product.db, run).flatMap(({ image: id, score }) => {
    const image = known.get(id);
    if (!image) return []; // left out since
    const part = units.get(image.hash) ?? image.part;
    return [{ image: id, score, part, isAnomalous: image.label === 'anomalous' }];
  });
}

/** What is to be made of an evaluated run at given limits. */
export function adviceOf(product: Product, run: RunRecord, report: EvaluationReport, limits: Limits): Advice[] {
  const test = testScores(product, run.id);
  return advise(standingOf({ ...knownOfRun(product, run, report), limits, test }));
}

/** The good parts that the limits rest on, as the command line prints them. */
export interface CalibrationFigures {
  /** Pictures. */
  n: number;
  /** Physical parts. */
  parts: number;
  sessions: number;
  /** `train` where none was held out: the model was trained on these very parts. */
  basis: Limits['basis'];
  /** Parts in review or NG, and in NG, with the share of further good parts of the same sessions; null where nothing is said. */
  stopped: { count: number | null; share: Limits['overkillAtAccept'] };
  ng: { count: number | null; share: Limits['overkillAtReject'] };
  /** By falling score; `file` is null where the picture has left the product. */
  scores: { file: string | null; part: string; session: string; score: number }[];
}

/** @param calibration null where the scores were not kept */
export function calibrationFigures(
  product: Product,
  limits: Limits,
  calibration: Calibration | null,
): CalibrationFigures {
  const files = new Map(listImages(product.db).map(({ hash, file }) => [hash, file]));
  const scores = (calibration?.good ?? []).map(({ hash, part, session, score }) => ({
    file: files.get(hash) ?? null,
    part,
    session,
    score,
  }));
  return {
    n: limits.pictures,
    parts: limits.n,
    sessions: limits.sessions,
    basis: limits.basis,
    stopped: { count: limits.countAtAccept, share: limits.overkillAtAccept },
    ng: { count: limits.countAtReject, share: limits.overkillAtReject },
    scores: scores.sort((a, b) => b.score - a.score),
  };
}
