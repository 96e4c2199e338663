import type { Report } from '#shared/contract/studio.ts';
import type { Product } from '../product.ts';
import { staleOfReport } from '../staleness.ts';
import { findImage } from '../store/gallery.ts';
import { unitsByHash } from '../store/images.ts';
import { listScores } from '../store/records.ts';
import { chooseTrainedRun } from '../training/chooseRun.ts';
import { readEvaluation } from './evaluationFile.ts';
import { limitsOf, scoresOf } from './limits.ts';

/**
 * The evaluation of a run with the limits in force, the scores they rest on, and what changed since.
 * @param id the newest trained run where absent
 * @returns null where the run has not been evaluated
 * @throws FlawsmithError `no-run`; `product-damaged` where the report or the scores cannot be read, naming the file
 */
export async function readReport(product: Product, id?: string): Promise<Report | null> {
  const run = chooseTrainedRun(product, id);
  const saved = await readEvaluation(product, run.id);
  if (!saved) return null;
  const { synthetic, judged = null, masksUnproven = 0 } = saved;
  return {
    run: run.id,
    figures: saved,
    synthetic,
    limits: limitsOf(product, run),
    calibration: scoresOf(product, run),
    scores: scoresOfPresent(product, run.id),
    judged,
    masksUnproven,
    stale: staleOfReport(product, run),
  };
}

/** A picture that was left out since keeps its score in the store, and is not shown. */
function scoresOfPresent(product: Product, run: string): Report['scores'] {
  const rows = product.db.prepare('SELECT id FROM images').all() as { id: number }[];
  const known = new Set(rows.map(({ id }) => id));
  const units = unitsByHash(product.db);
  return listScores(product.db, run)
    .filter(({ image }) => known.has(image))
    .map(({ image: id, score }) => {
      const image = findImage(product.db, id);
      return { image, part: units.get(image.hash) ?? image.part, score };
    });
}
