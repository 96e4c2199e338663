import type { Report } from '#shared/contract/studio.ts';
import type { Calibration } from '#shared/domain/limits.ts';
import type { EvaluationReport } from '#shared/domain/report.ts';
import type { Product } from '../product.ts';
import { staleOfReport } from '../staleness.ts';
import { findImage } from '../store/gallery.ts';
import { listImages } from '../store/images.ts';
import { chooseTrainedRun } from '../training/chooseRun.ts';
import { peekRunFile, runView } from '../training/runFolder.ts';
import { knownOfRun, testScores } from './advise.ts';
import { readEvaluation } from './evaluationFile.ts';
import { limitsOf, scoresOf } from './limits.ts';

/**
 * The evaluation of a run with the limits in force, the scores they rest on, the three series that were judged (good parts,
 * forged defects, test parts), and what changed since.
 * @param id the newest trained run where absent
 * @returns null where the run has not been evaluated
 * @throws FlawsmithError `no-run`; `product-damaged` where the report or the scores cannot be read, naming the file
 */
export async function readReport(product: Product, id?: string): Promise<Report | null> {
  const run = chooseTrainedRun(product, id);
  const saved = await readEvaluation(product, run.id);
  if (!saved) return null;
  const { synthetic, judged = null, masksUnproven = 0, outsideZones = 0, basis } = saved;
  const calibration = scoresOf(product, run);
  const { workingScale, stoppedEarly, changes, isOld } = knownOfRun(product, run, saved);
  const file = peekRunFile(product, run.id);
  return {
    run: run.id,
    figures: saved,
    synthetic,
    limits: limitsOf(product, run),
    calibration,
    ...seriesOf(product, saved, calibration),
    scores: testScores(product, run.id).map(({ image, part, score }) => ({
      image: findImage(product.db, image),
      part,
      score,
    })),
    judged,
    masksUnproven,
    outsideZones,
    known: { workingScale, stoppedEarly, changes, isOld },
    view: file && runView(file),
    evaluatedAt: basis?.evaluatedAt ?? '',
    stale: staleOfReport(product, run),
  };
}

/** Good parts and forged defects with their photographs. */
function seriesOf(
  product: Product,
  { forged, basis }: EvaluationReport,
  calibration: Calibration | null,
): Pick<Report, 'good' | 'forged'> {
  const ids = new Map(listImages(product.db).map(({ hash, id }) => [hash, id]));
  const imageOf = (hash: string): Report['good'][number]['image'] =>
    ids.has(hash) ? findImage(product.db, ids.get(hash)!) : null;
  const judged = new Set(forged ? basis?.heldOut : []);
  return {
    good: (calibration?.good ?? []).map(({ hash, part, score }) => ({
      image: imageOf(hash),
      part,
      score,
      hasMap: judged.has(hash),
    })),
    forged: forged?.rows.map((row) => ({ ...row, image: imageOf(row.base) })) ?? null,
  };
}
