import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Verdict, verdictOf } from '#shared/domain/limits.ts';
import { type Manifest, scaleOf } from '#shared/domain/manifest.ts';
import type { FloatMap, Raster, Sides } from '#shared/vision/raster.ts';
import { decodeImage } from './decode.ts';
import { sha256 } from './files.ts';
import { type Model, type ModelOptions, openModel } from './model.ts';
import { unfitModel } from './modelSafety.ts';
import { checkResult } from './resultSafety.ts';
import { modelName, packageDamaged, verifyPackage } from './verify.ts';

/** A verified package, its model open in onnxruntime. The caller closes it. */
export interface ScoringPackage {
  /** Absolute path. */
  readonly dir: string;
  readonly manifest: Manifest;
  readonly model: Model;
  /** Absolute paths of files in the folder that are no part of it and were not read. */
  readonly sideFiles: readonly string[];
  close(): Promise<void>;
}

export interface ScoredImage {
  /** 0–1, higher is more anomalous. */
  score: number;
  verdict: Verdict;
  /** Anomaly map at model resolution. */
  map: FloatMap;
  /** Pixels of the picture, upright. */
  picture: Sides;
  /** Milliseconds from the file to the verdict: decodeMs + modelMs. */
  ms: number;
  /** Milliseconds of reading and decoding; 0 for a raster. */
  decodeMs: number;
  /** Milliseconds of crop, resize and inference, all inside the model. */
  modelMs: number;
}

/**
 * Verifies a package and opens it.
 * @throws FlawsmithError `package-damaged` naming the file at fault, `not-found` where there is no such folder
 */
export async function openPackage(dir: string, options: ModelOptions = {}): Promise<ScoringPackage> {
  const { dir: root, manifest, problems, sideFiles } = await verifyPackage(dir);
  if (problems.length > 0 || !manifest) throw packageDamaged(problems[0]!);
  const file = join(root, modelName);
  const bytes = await readFile(file);
  // Hashed and looked at once more: what runs is these bytes, not those that the verification saw.
  if (sha256(bytes) !== manifest.files[modelName]) {
    throw packageDamaged({ kind: 'changed', file, message: 'changed while it was read' });
  }
  const unfit = unfitModel(bytes, manifest.outputs);
  if (unfit !== null) throw packageDamaged({ kind: 'invalid', file, message: unfit });
  const { mapWidth: width, mapHeight: height } = manifest.outputs;
  const model = await openModel(bytes, file, { ...options, map: { width, height } });
  return { dir: root, manifest, model, sideFiles, close: () => model.close() };
}

/**
 * Scores one picture: a file of any readable format, or pixels.
 * @throws FlawsmithError of decoding, with the file
 */
export async function scoreImage(pkg: ScoringPackage, image: string | Raster): Promise<ScoredImage> {
  const start = performance.now();
  const raster = typeof image === 'string' ? (await decodeImage(image, scaleOf(pkg.manifest.input))).raster : image;
  const decodeMs = typeof image === 'string' ? performance.now() - start : 0;
  const { score, map, modelMs } = await pkg.model.score(raster);
  checkResult({ score, map }, pkg.manifest.outputs, join(pkg.dir, modelName));
  const picture = { width: raster.width, height: raster.height };
  return {
    score,
    verdict: verdictOf(score, pkg.manifest.limits),
    map,
    picture,
    ms: decodeMs + modelMs,
    decodeMs,
    modelMs,
  };
}
