import { rename, rm } from 'node:fs/promises';
import type { PixelRef, ScoreResult } from '#shared/contract/engine.ts';
import type { ImageRecord } from '#shared/domain/images.ts';
import { type TwoLimits, limitsSchema } from '#shared/domain/limits.ts';
import type { EvaluationReport, Figures } from '#shared/domain/report.ts';
import type { JudgedArea, RunRecord } from '#shared/domain/runs.ts';
import { throwIfCancelled } from '#shared/errors.ts';
import type { Mask } from '#shared/vision/raster.ts';
import { writeFileAtomic } from '#scoring/files.ts';
import type { PictureView } from '../dataset/cache.ts';
import { loadMasks } from '../dataset/imageMask.ts';
import { type PixelOptions, forgingRefs, pixelRefs } from '../dataset/pixels.ts';
import type { EngineClient } from '../engineClient.ts';
import type { Product } from '../product.ts';
import { unitsByHash } from '../store/images.ts';
import { saveScores } from '../store/records.ts';
import { runBackboneFile } from '../training/backbone.ts';
import { chooseTrainedRun } from '../training/chooseRun.ts';
import { checkpointFile, readRunFile, runView } from '../training/runFolder.ts';
import { evaluationFile } from './evaluationFile.ts';
import { type FiguresOptions, figuresInWorker } from './figures.ts';
import { basisOf, evaluationImages } from './images.ts';
import { limitsOf } from './limits.ts';
import type { JudgedPicture } from './report.ts';
import { forgeSyntheticSet, removeSyntheticSet } from './syntheticSet.ts';

export interface EvaluateOptions extends PixelOptions, Pick<FiguresOptions, 'onFigures'> {
  /** Who evaluates, for the audit trail. */
  who?: string | undefined;
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Scores the test images and forged defects with a trained run. Leaves maps and evaluation.json in the run's folder and the
 * scores in the store, all of them once everything is known: a cancelled or failed evaluation leaves the former one whole.
 * @param id the newest trained run where absent
 * @throws FlawsmithError `no-run`, `checkpoint-damaged`, `not-found`, `mask-mismatch`, `mask-changed`; CancelledError
 */
export async function evaluateRun(
  product: Product,
  engine: EngineClient,
  id: string | undefined,
  options: EvaluateOptions = {},
): Promise<EvaluationReport> {
  const run = chooseTrainedRun(product, id);
  const file = await readRunFile(product, run.id);
  const view = runView(file);
  const { test: wanted, leftOut, heldOut } = evaluationImages(product, file);
  const { masks, images: test, firstSeen } = await loadMasks(product, wanted, view, options.who ?? 'studio user');
  const evaluatedAt = new Date().toISOString();
  const newMaps = product.path('runs', run.id, 'maps.new');
  const inForce = limitsSchema.parse(limitsOf(product, run));
  try {
    const seen = { view, limits: inForce };
    const real = await judgeTest(product, engine, run, { images: test, masks, ...seen }, newMaps, options);
    const unseen = { images: heldOut, ...seen };
    const synthetic = await judgeSynthetic(product, engine, run, unseen, options);
    const { scores, figures, judged } = real;
    const { acceptLimit, rejectLimit } = inForce;
    const basis = { evaluatedAt, ...basisOf({ test, heldOut }), limits: { acceptLimit, rejectLimit } };
    const report: EvaluationReport = {
      run: run.id,
      ...figures,
      synthetic,
      limits: { ...inForce, ...figures.limits },
      judged,
      leftOut,
      ...(firstSeen > 0 && { masksUnproven: firstSeen }),
      basis,
    };
    throwIfCancelled(options.signal);
    await keepEvaluation(product, report, newMaps, scores);
    return report;
  } finally {
    await rm(newMaps, { recursive: true, force: true });
  }
}

/** Puts a finished evaluation in the place of the former one. */
async function keepEvaluation(
  product: Product,
  report: EvaluationReport,
  newMaps: string,
  scores: readonly { image: number; score: number }[],
): Promise<void> {
  const maps = product.path('runs', report.run, 'maps');
  await rm(maps, { recursive: true, force: true });
  if (scores.length > 0) await rename(newMaps, maps);
  saveScores(product.db, report.run, scores);
  await writeFileAtomic(evaluationFile(product, report.run), `${JSON.stringify(report, null, 2)}\n`);
}

/** Images as a run sees them. */
interface SeenImages {
  limits: TwoLimits;
  images: readonly ImageRecord[];
  view: PictureView;
}

interface JudgedTest {
  figures: Figures;
  scores: { image: number; score: number }[];
  judged: JudgedArea;
}

async function judgeTest(
  product: Product,
  engine: EngineClient,
  run: RunRecord,
  { images: test, masks, view, limits }: SeenImages & { masks: readonly (Mask | null)[] },
  mapsDir: string,
  options: EvaluateOptions,
): Promise<JudgedTest> {
  const refs = await pixelRefs(product, test, view, options);
  await rm(mapsDir, { recursive: true, force: true });
  const scored = await score(product, engine, run, refs, mapsDir, options);
  const units = unitsByHash(product.db);
  const pictures = test.map((image, i) => ({
    score: scored.rows[i]!.score,
    isAnomalous: image.label === 'anomalous',
    kind: image.kind,
    part: units.get(image.hash) ?? image.part,
  }));
  return {
    figures: await figuresOf(pictures, scored, limits, masks, options),
    scores: test.map((image, i) => ({ image: image.id, score: scored.rows[i]!.score })),
    judged: scored.judged,
  };
}

async function judgeSynthetic(
  product: Product,
  engine: EngineClient,
  run: RunRecord,
  { images: normals, view, limits }: SeenImages,
  options: EvaluateOptions,
): Promise<Figures | null> {
  if (normals.length === 0) return null;
  const { priorSet } = run.config;
  const clean = await forgingRefs(product, normals, view, options);
  const dir = product.path('runs', run.id, 'synthetic');
  try {
    const set = await forgeSyntheticSet(dir, { parts: clean, picture: view.picture }, priorSet, options.signal);
    const scored = await score(product, engine, run, [...clean, ...set.refs], dir, options);
    const units = unitsByHash(product.db);
    const partOf = ({ hash, part }: ImageRecord): string => units.get(hash) ?? part;
    const pictures = scored.rows.map((row, i) => ({
      score: row.score,
      isAnomalous: i >= clean.length,
      kind: set.kinds[i - clean.length] ?? null,
      part: partOf(normals[i < clean.length ? i : set.bases[i - clean.length]!]!),
    }));
    return await figuresOf(pictures, scored, limits, [...clean.map(() => null), ...set.masks], options);
  } finally {
    await removeSyntheticSet(dir);
  }
}

function figuresOf(
  pictures: readonly JudgedPicture[],
  { rows, map: shape }: ScoreResult,
  { acceptLimit, rejectLimit }: TwoLimits,
  masks: readonly (Mask | null)[],
  options: EvaluateOptions,
): Promise<Figures> {
  const maps = rows.map(({ map }) => map!);
  return figuresInWorker({ pictures, limits: { acceptLimit, rejectLimit }, maps, shape, masks }, options);
}

async function score(
  product: Product,
  engine: EngineClient,
  run: RunRecord,
  images: PixelRef[],
  mapsDir: string,
  { signal, onProgress }: EvaluateOptions,
): Promise<ScoreResult> {
  return engine.score(
    { checkpoint: checkpointFile(product, run.id), backboneFile: runBackboneFile(run.config), images, mapsDir },
    { signal, onProgress: ({ done, total }) => onProgress?.(done, total) },
  );
}
