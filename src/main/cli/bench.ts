import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import type { BackboneWord } from '#shared/domain/backbones.ts';
import type { KindRow, Metrics } from '#shared/domain/metrics.ts';
import type { Roi } from '#shared/domain/images.ts';
import type { CountedShare } from '#shared/domain/report.ts';
import type { Moved } from '#shared/domain/movement.ts';
import type { PriorSet } from '#shared/domain/priors.ts';
import type { Ablation, Budget, LossWeights } from '#shared/domain/runs.ts';
import { noZones } from '#shared/domain/zones.ts';
import { FlawsmithError, throwIfCancelled } from '#shared/errors.ts';
import { importFolder } from '#studio/dataset/import.ts';
import { ownSessions } from '#studio/dataset/sessions.ts';
import { saveZones } from '#studio/dataset/zones.ts';
import { type EngineClient, startEngine } from '#studio/engineClient.ts';
import { exportPackage } from '#studio/export/exportPackage.ts';
import { projectRoot } from '#studio/paths.ts';
import { type Product, openProduct } from '#studio/product.ts';
import { listImages } from '#studio/store/images.ts';
import { trainProduct } from '#studio/training/train.ts';
import { describeVersions } from '#studio/versions.ts';
import type { TrainProgress } from '#shared/contract/engine.ts';
import { scoreTest } from './benchScoring.ts';
import { fewNormals } from './fewNormals.ts';
import { giveReal } from './giveReal.ts';

export interface BenchOrder {
  folder: string;
  budget: Budget;
  seed: number;
  /** Side of the working picture, px. */
  size: number;
  loss: LossWeights;
  /** The frozen network. */
  backbone: BackboneWord;
  priorSet: PriorSet;
  ablation?: Ablation | undefined;
  /** Names of what is left out, for the row. */
  without?: readonly string[] | undefined;
  /** Share of each side by which good parts are also seen moved; absent: auto. */
  moved?: Moved | undefined;
  /** So many labelled defects leave the test, and whether they are learned from. */
  real?: { count: number; areUsed: boolean } | undefined;
  /** Region of interest of the product; absent: all of the picture. */
  roi?: Roi | undefined;
  /** So many of the good parts, drawn by the seed, are imported for training and calibration; null: all. */
  normals: number | null;
  /** Folder that keeps product and package; null: both go at the end. */
  keep: string | null;
}

export interface BenchWatcher {
  signal: AbortSignal;
  onStage(words: string): void;
  onProgress(run: string, progress: TrainProgress): void;
  onEngineLine(line: string): void;
}

export interface BenchRow extends Metrics {
  /** Name of the folder. */
  data: string;
  nTrain: number;
  nCalibration: number;
  /** What was left out of training, score, map and graph. */
  without: string[];
  /** Share of each side by which good parts were also seen moved. */
  moved: number;
  trainSeconds: number;
  steps: number;
  /** Median milliseconds from file to verdict, one picture at a time on 2 threads. */
  msPerImage: number;
  /** The same without reading and decoding. */
  modelMsPerImage: number;
  /** The larger of this process's and the engine's highest memory, MiB. */
  peakRssMb: number;
  backend: string;
  versions: Record<string, string>;
  /** Git commit of the program, null outside a repository; `-dirty` where files were changed. */
  commit: string | null;
  seed: number;
  /** Labelled defects that were learned from, and that left the test for it or, unused, beside it. */
  real: number;
  leftTest: number;
  backbone: BackboneWord;
  /** Files of the folder that could not be imported. */
  refused: number;
  overkill: CountedShare;
  escape: CountedShare;
  kinds: KindRow[];
}

/**
 * The whole job on one folder: import, train, export, score with the exported package, evaluate on its maps.
 * @throws FlawsmithError of any of these; `not-writable` where the folder to keep is not empty; CancelledError
 */
export async function runBench(order: BenchOrder, watcher: BenchWatcher): Promise<BenchRow> {
  const root = order.keep ?? (await mkdtemp(join(tmpdir(), 'flawsmith-bench-')));
  if (order.keep !== null) await prepareKept(order.keep);
  try {
    const product = openProduct(join(root, 'product'), { mode: 'write', create: true, name: basename(order.folder) });
    try {
      return await benchProduct(product, join(root, 'package'), order, watcher);
    } finally {
      product.close();
    }
  } finally {
    if (order.keep === null) await rm(root, { recursive: true, force: true });
  }
}

async function prepareKept(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  const taken = ['product', 'package'].map((name) => join(dir, name)).find((path) => existsSync(path));
  if (taken === undefined) return;
  throw new FlawsmithError('not-writable', `This is from an earlier time: ${taken}`, {
    file: taken,
    hint: 'Name another folder for --keep, or remove it.',
  });
}

async function benchProduct(
  product: Product,
  packageDir: string,
  order: BenchOrder,
  watcher: BenchWatcher,
): Promise<BenchRow> {
  const { signal } = watcher;
  watcher.onStage('Importing');
  const { refused } = await importFolder(product, order.folder, {
    sessionsFile: ownSessions(order.folder),
    choose: (found) => fewNormals(found, order.normals, order.seed),
    signal,
  });
  if (order.roi) saveZones(product, { ...noZones, roi: order.roi }, 'bench');
  const { count, areUsed } = order.real ?? { count: 0, areUsed: true };
  const { real, leftTest } = await giveReal(product, count, areUsed, order.seed);
  const trained = await trainAndExport(product, packageDir, order, watcher);
  watcher.onStage('Scoring with the package');
  const { limits, ...scored } = await scoreTest(product, packageDir, { signal });
  return {
    data: basename(order.folder),
    nTrain: listImages(product.db, { split: 'train', label: 'normal' }).length,
    nCalibration: listImages(product.db, { split: 'calibration', label: 'normal' }).length,
    ...scored,
    overkill: limits.overkill,
    escape: limits.escape,
    ...trained,
    peakRssMb: Math.max(trained.peakRssMb, Math.round(process.resourceUsage().maxRSS / 1024)),
    commit: await commitOf(projectRoot),
    seed: order.seed,
    real,
    leftTest,
    without: [...(order.without ?? [])],
    backbone: order.backbone,
    refused: refused.length,
  };
}

type Trained = Pick<BenchRow, 'moved' | 'trainSeconds' | 'steps' | 'peakRssMb' | 'backend' | 'versions'>;

async function trainAndExport(
  product: Product,
  packageDir: string,
  { budget, seed, size, loss, backbone, moved, priorSet, ablation }: BenchOrder,
  { signal, onStage, onProgress, onEngineLine }: BenchWatcher,
): Promise<Trained> {
  const engine: EngineClient = await startEngine({ onLog: onEngineLine });
  try {
    onStage('Training');
    const wanted = { priorSet, budget, seed, size, loss, backbone, moved, ablation };
    const { run } = await trainProduct(product, engine, wanted, { signal, onProgress });
    throwIfCancelled(signal);
    onStage('Exporting');
    await exportPackage(product, engine, packageDir, run.id, { signal });
    const { peakRssMb, backend } = await engine.describe();
    return {
      trainSeconds: Math.round(run.seconds * 10) / 10,
      steps: run.step,
      moved: run.config.moved ?? 0,
      peakRssMb,
      backend,
      versions: describeVersions(engine.backend),
    };
  } finally {
    await engine.stop();
  }
}

/** The commit that runs; null where this is no repository or git is not there. */
async function commitOf(dir: string): Promise<string | null> {
  try {
    const git = async (...args: string[]): Promise<string> =>
      (await promisify(execFile)('git', ['-C', dir, ...args])).stdout.trim();
    const isDirty = (await git('status', '--porcelain', '--untracked-files=no')) !== '';
    return `${await git('rev-parse', 'HEAD')}${isDirty ? '-dirty' : ''}`;
  } catch {
    return null; // an installed program has no repository
  }
}
