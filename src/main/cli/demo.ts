import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TrainProgress } from '#shared/contract/engine.ts';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { type Budget, type RunRecord, defaultLossWeights, defaultSize } from '#shared/domain/runs.ts';
import { throwIfCancelled } from '#shared/errors.ts';
import { openPackage, scoreImage } from '#scoring/package.ts';
import { verifyPackage } from '#scoring/verify.ts';
import { importFolder } from '#studio/dataset/import.ts';
import { type EngineClient, startEngine } from '#studio/engineClient.ts';
import type { EvaluationReport } from '#shared/domain/report.ts';
import { evaluateRun } from '#studio/evaluation/evaluate.ts';
import { readEvaluation } from '#studio/evaluation/evaluationFile.ts';
import { exportPackage } from '#studio/export/exportPackage.ts';
import { type Product, openProduct } from '#studio/product.ts';
import { writeSamplePictures } from '#studio/sampleProduct.ts';
import { listImages } from '#studio/store/images.ts';
import { listRuns } from '#studio/store/runs.ts';
import { resumeRun, trainProduct } from '#studio/training/train.ts';
import { drawOverview } from './overview.ts';

export interface DemoWatcher {
  signal: AbortSignal;
  onStage(words: string): void;
  onProgress(run: string, progress: TrainProgress): void;
}

export interface DemoReport {
  run: string;
  figures: EvaluationReport;
  /** What the exported package says of a few test pictures. */
  scored: { file: string; score: number; verdict: string }[];
  paths: { pictures: string; product: string; package: string; overview: string };
}

const scoredPictures = 6;

/**
 * The sample product through the main job. Each part that an earlier call left whole is kept.
 * @throws FlawsmithError of any part; CancelledError
 */
export async function runDemo(root: string, budget: Budget, watcher: DemoWatcher): Promise<DemoReport> {
  const { signal, onStage } = watcher;
  const paths = {
    pictures: join(root, 'pictures'),
    product: join(root, 'product'),
    package: join(root, 'package'),
    overview: join(root, 'overview.png'),
  };
  onStage('Rendering the sample product (112 pictures) …');
  await writeSamplePictures(paths.pictures, { signal });
  const product = openProduct(paths.product, { mode: 'write', create: true, name: 'Flange ring (sample)' });
  try {
    onStage('Importing …');
    await importFolder(product, paths.pictures, { sessionsFile: join(paths.pictures, 'sessions.csv'), signal });
    const { run, figures } = await learn(product, paths.package, budget, watcher);
    onStage('Scoring test pictures with the package …');
    const scored = await scoreSome(product, paths.package);
    if (!existsSync(paths.overview)) await drawOverview(product, paths.package, paths.overview);
    return { run, figures, scored, paths };
  } finally {
    product.close();
  }
}

async function learn(
  product: Product,
  packageDir: string,
  budget: Budget,
  { signal, onStage, onProgress }: DemoWatcher,
): Promise<{ run: string; figures: EvaluationReport }> {
  const known = listRuns(product.db).findLast(({ state }) => state === 'trained');
  const report = known && (await readEvaluation(product, known.id));
  const isExported = known && existsSync(packageDir) && (await verifyPackage(packageDir)).ok;
  if (known && report && isExported) return { run: known.id, figures: report };
  const engine = await startEngine();
  try {
    onStage('Training …');
    const run = known ?? (await trainNow(product, engine, budget, { signal, onProgress }));
    throwIfCancelled(signal);
    onStage('Evaluating …');
    const figures = await evaluateRun(product, engine, run.id, { signal });
    onStage('Exporting …');
    await exportPackage(product, engine, packageDir, run.id, { signal });
    return { run: run.id, figures };
  } finally {
    await engine.stop();
  }
}

async function trainNow(
  product: Product,
  engine: EngineClient,
  budget: Budget,
  options: Pick<DemoWatcher, 'signal' | 'onProgress'>,
): Promise<RunRecord> {
  const isInterrupted = listRuns(product.db).some(({ state }) => state === 'interrupted');
  const wanted = { priorSet: defaultPriorSet, budget, seed: 0, size: defaultSize, loss: defaultLossWeights };
  const { run } = isInterrupted
    ? await resumeRun(product, engine, options)
    : await trainProduct(product, engine, wanted, options);
  return run;
}

async function scoreSome(product: Product, packageDir: string): Promise<DemoReport['scored']> {
  const test = listImages(product.db, { split: 'test' });
  const step = Math.max(1, Math.floor(test.length / scoredPictures));
  const scorer = await openPackage(packageDir);
  const rows: DemoReport['scored'] = [];
  try {
    for (let i = 0; i < test.length && rows.length < scoredPictures; i += step) {
      const { score, verdict } = await scoreImage(scorer, test[i]!.file);
      rows.push({ file: test[i]!.file, score, verdict });
    }
  } finally {
    await scorer.close();
  }
  return rows;
}
