import { mkdir, rename, rm } from 'node:fs/promises';
import type { ImageRecord } from '#shared/domain/images.ts';
import { limitsSchema } from '#shared/domain/limits.ts';
import { judgedPart } from '#shared/domain/movement.ts';
import type { EvaluationReport } from '#shared/domain/report.ts';
import { throwIfCancelled } from '#shared/errors.ts';
import { maskWithout } from '#shared/vision/metrics/index.ts';
import { type Mask, maskArea } from '#shared/vision/raster.ts';
import { writeFileAtomic } from '#scoring/files.ts';
import { loadMasks } from '../dataset/imageMask.ts';
import type { EngineClient } from '../engineClient.ts';
import type { Product } from '../product.ts';
import { saveScores } from '../store/records.ts';
import { judgingSettings, requireSettings } from '../store/settings.ts';
import { chooseTrainedRun } from '../training/chooseRun.ts';
import { judgedOn, notCountedOfEach, ownRunView, readRunFile } from '../training/runFolder.ts';
import { userName } from '../userName.ts';
import { evaluationFile } from './evaluationFile.ts';
import { basisOf, evaluationImages } from './images.ts';
import { type EvaluateOptions, judgeHeldOut, judgeTest } from './judgeSets.ts';
import { limitsOf } from './limits.ts';

export type { EvaluateOptions } from './judgeSets.ts';

/**
 * Scores the test images, the good parts held out of training and defects forged on these with a trained run; any of them may
 * be none. Leaves maps and evaluation.json in the run's folder and the scores in the store, all of them once everything is
 * known: a cancelled or failed evaluation leaves the former one whole.
 * @param id the newest trained run where absent
 * @throws FlawsmithError `product-damaged` where a setting cannot be read, `no-run`, `checkpoint-damaged`, `not-found`, `mask-mismatch`, `mask-changed`; CancelledError
 */
export async function evaluateRun(
  product: Product,
  engine: EngineClient,
  id: string | undefined,
  options: EvaluateOptions = {},
): Promise<EvaluationReport> {
  requireSettings(product.db, judgingSettings);
  const run = chooseTrainedRun(product, id);
  const file = await readRunFile(product, run.id);
  const { test: wanted, leftOut, heldOut, own } = evaluationImages(product, file);
  const view = await ownRunView(product, file, [...wanted, ...heldOut], options);
  const { view: whole, cover } = judgedOn(file);
  const { masks, images: test, firstSeen } = await loadMasks(product, wanted, whole, options.who ?? userName());
  const counted = countedTest(test, masks, notCountedOfEach(file, test, own ?? []));
  const evaluatedAt = new Date().toISOString();
  const newMaps = product.path('runs', run.id, 'maps.new');
  const inForce = limitsSchema.parse(limitsOf(product, run));
  try {
    await rm(newMaps, { recursive: true, force: true });
    const judging = { product, engine, run, view, limits: inForce, mapsDir: newMaps, options };
    const { scores, figures, judged } = await judgeTest(judging, counted.images, {
      masks: counted.masks,
      ignored: counted.ignored,
      cover,
    });
    const unseen = await judgeHeldOut(judging, heldOut);
    const { acceptLimit, rejectLimit } = inForce;
    const basis = { evaluatedAt, ...basisOf({ test, heldOut, own }), limits: { acceptLimit, rejectLimit } };
    const report: EvaluationReport = {
      run: run.id,
      ...figures,
      synthetic: unseen?.figures ?? null,
      forged: unseen?.forged ?? null,
      limits: { ...inForce, ...figures.limits },
      judged: { ...judged, share: judged.share * judgedPart(file.config.moved ?? 0) },
      leftOut,
      ...(firstSeen > 0 && { masksUnproven: firstSeen }),
      ...(counted.images.length < test.length && { outsideZones: test.length - counted.images.length }),
      basis,
    };
    throwIfCancelled(options.signal);
    await keepEvaluation(product, report, newMaps, scores);
    return report;
  } finally {
    await rm(newMaps, { recursive: true, force: true });
  }
}

/**
 * The test pictures that figures count: not those whose whole defect lies where the zones say that nothing is judged.
 * @param masks at the size of the cover
 * @param ignored pixels of each that count for nothing
 */
function countedTest(
  images: readonly ImageRecord[],
  masks: readonly (Mask | null)[],
  ignored: readonly (Mask | null)[],
): { images: ImageRecord[]; masks: (Mask | null)[]; ignored: (Mask | null)[] } {
  const isOutside = (mask: Mask | null, none: Mask | null): boolean =>
    none !== null && mask !== null && maskArea(mask) > 0 && maskArea(maskWithout(mask, none)) === 0;
  const isCounted = ({ label }: ImageRecord, i: number): boolean =>
    label === 'normal' || !isOutside(masks[i]!, ignored[i]!);
  const places = images.flatMap((image, i) => (isCounted(image, i) ? [i] : []));
  const kept = <T>(list: readonly T[]): T[] => places.map((i) => list[i]!);
  return { images: kept(images), masks: kept(masks), ignored: kept(ignored) };
}

/** Puts a finished evaluation in the place of the former one. */
async function keepEvaluation(
  product: Product,
  report: EvaluationReport,
  newMaps: string,
  scores: readonly { image: number; score: number }[],
): Promise<void> {
  const maps = product.path('runs', report.run, 'maps');
  await mkdir(newMaps, { recursive: true }); // nothing was judged: no map of an earlier evaluation is its own
  await rm(maps, { recursive: true, force: true });
  await rename(newMaps, maps);
  saveScores(product.db, report.run, scores);
  await writeFileAtomic(evaluationFile(product, report.run), `${JSON.stringify(report, null, 2)}\n`);
}
