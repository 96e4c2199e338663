import { rm } from 'node:fs/promises';
import type { PixelRef, ScoreResult } from '#shared/contract/engine.ts';
import type { ImageRecord } from '#shared/domain/images.ts';
import type { Limits } from '#shared/domain/limits.ts';
import type { EvaluationReport, Figures } from '#shared/domain/report.ts';
import type { JudgedArea, RunRecord } from '#shared/domain/runs.ts';
import type { Mask } from '#shared/vision/raster.ts';
import { writeFileAtomic } from '#scoring/files.ts';
import { type PictureView, loadMask } from '../dataset/cache.ts';
import { type PixelOptions, pixelRefs } from '../dataset/pixels.ts';
import type { EngineClient } from '../engineClient.ts';
import { backboneFile } from '../paths.ts';
import type { Product } from '../product.ts';
import { listImages } from '../store/images.ts';
import { saveScores } from '../store/records.ts';
import { chooseTrainedRun } from '../training/chooseRun.ts';
import { type RunFile, checkpointFile, readRunFile, runView } from '../training/runFolder.ts';
import { evaluationFile } from './evaluationFile.ts';
import { readRawMap } from './mapFiles.ts';
import { type JudgedPicture, computeFigures } from './report.ts';
import { forgeSyntheticSet, removeSyntheticSet } from './syntheticSet.ts';
import { testImagesOf } from './testImages.ts';

export interface EvaluateOptions extends PixelOptions {
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Scores the test images and forged defects with a trained run. Leaves maps and evaluation.json in the run's folder and the
 * scores in the store.
 * @param id the newest trained run where absent
 * @throws FlawsmithError `no-run`, `checkpoint-damaged`, `not-found`, `mask-mismatch`; CancelledError
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
  const { images: test, leftOut } = testImagesOf(product, file);
  const real = await judgeTest(product, engine, run, { images: test, view }, options);
  const unseen = { images: heldOutNormals(product, file), view };
  const synthetic = await judgeSynthetic(product, engine, run, unseen, options);
  const report: EvaluationReport = {
    run: run.id,
    ...real.figures,
    synthetic,
    limits: { ...real.limits, ...real.figures.limits },
    judged: real.judged,
    leftOut,
  };
  await writeFileAtomic(evaluationFile(product, run.id), `${JSON.stringify(report, null, 2)}\n`);
  return report;
}

/** Images as a run sees them. */
interface SeenImages {
  images: readonly ImageRecord[];
  view: PictureView;
}

async function judgeTest(
  product: Product,
  engine: EngineClient,
  run: RunRecord,
  { images: test, view }: SeenImages,
  options: EvaluateOptions,
): Promise<{ figures: Figures; limits: Limits; judged: JudgedArea }> {
  const refs = await pixelRefs(product, test, view, options);
  const masks: (Mask | null)[] = [];
  for (const image of test) masks.push(await loadMask(image, view));
  const mapsDir = product.path('runs', run.id, 'maps');
  await rm(mapsDir, { recursive: true, force: true });
  const scored = await score(product, engine, run, refs, mapsDir, options);
  const pictures = test.map((image, i) => ({
    score: scored.rows[i]!.score,
    isAnomalous: image.label === 'anomalous',
    kind: image.kind,
    part: image.part,
  }));
  saveScores(
    product.db,
    run.id,
    test.map((image, i) => ({ image: image.id, score: scored.rows[i]!.score })),
  );
  const { limits, judged } = scored;
  return { figures: figuresOf(pictures, scored, (i) => masks[i]!), limits, judged };
}

async function judgeSynthetic(
  product: Product,
  engine: EngineClient,
  run: RunRecord,
  { images: normals, view }: SeenImages,
  options: EvaluateOptions,
): Promise<Figures | null> {
  if (normals.length === 0) return null;
  const { size, priorSet } = run.config;
  const clean = await pixelRefs(product, normals, view, options);
  const dir = product.path('runs', run.id, 'synthetic');
  try {
    const files = clean.map(({ pixels }) => pixels);
    const set = await forgeSyntheticSet(dir, files, size, priorSet, options.signal);
    const scored = await score(product, engine, run, [...clean, ...set.refs], dir, options);
    const pictures = scored.rows.map((row, i) => ({
      score: row.score,
      isAnomalous: i >= clean.length,
      kind: set.kinds[i - clean.length] ?? null,
      part: normals[i < clean.length ? i : set.bases[i - clean.length]!]!.part,
    }));
    return figuresOf(pictures, scored, (i) => set.masks[i - clean.length] ?? null);
  } finally {
    await removeSyntheticSet(dir);
  }
}

/** Normal parts that the run was not trained on: calibration images, else normals of the test. */
function heldOutNormals(product: Product, { train }: RunFile): ImageRecord[] {
  const seen = new Set(train.map(({ hash }) => hash));
  const unseen = listImages(product.db, { label: 'normal' }).filter(({ hash }) => !seen.has(hash));
  const calibration = unseen.filter(({ split }) => split === 'calibration');
  return calibration.length > 0 ? calibration : unseen.filter(({ split }) => split === 'test');
}

function figuresOf(
  pictures: readonly JudgedPicture[],
  { rows, map, limits }: ScoreResult,
  masks: (index: number) => Mask | null,
): Figures {
  return computeFigures(pictures, limits, (i) => readRawMap(rows[i]!.map!, map), masks);
}

async function score(
  product: Product,
  engine: EngineClient,
  run: RunRecord,
  images: PixelRef[],
  mapsDir: string,
  { signal, onProgress }: EvaluateOptions,
): Promise<ScoreResult> {
  const result = await engine.score(
    { checkpoint: checkpointFile(product, run.id), backboneFile, images, mapsDir },
    { signal, onProgress: ({ done, total }) => onProgress?.(done, total) },
  );
  return { ...result, limits: run.limits ?? result.limits }; // a person may have moved them since the training
}
