import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import type { ExportResult, ScoreResult } from '#shared/contract/engine.ts';
import type { ImageRecord } from '#shared/domain/images.ts';
import { type Limits, verdictOf } from '#shared/domain/limits.ts';
import { type Manifest, scaleFields } from '#shared/domain/manifest.ts';
import { judgedPart } from '#shared/domain/movement.ts';
import type { RunRecord } from '#shared/domain/runs.ts';
import { parityTolerances } from '#shared/domain/parityTolerances.ts';
import { FlawsmithError, throwIfCancelled } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import type { Raster } from '#shared/vision/raster.ts';
import { type Model, openModel } from '#scoring/model.ts';
import { mmPerPixel } from '../dataset/pixelSize.ts';
import { type PixelOptions, pixelRefs } from '../dataset/pixels.ts';
import type { EngineClient } from '../engineClient.ts';
import { readEvaluation } from '../evaluation/evaluationFile.ts';
import { limitsOf } from '../evaluation/limits.ts';
import { readRawMap } from '../evaluation/mapFiles.ts';
import type { Product } from '../product.ts';
import { transaction } from '../store/database.ts';
import { listImages } from '../store/images.ts';
import { addAudit, addRelease } from '../store/records.ts';
import { decodeOriginal } from '../dataset/original.ts';
import { judgingSettings, readScale, requireSettings } from '../store/settings.ts';
import { runBackboneFile } from '../training/backbone.ts';
import { chooseTrainedRun } from '../training/chooseRun.ts';
import { type RunFile, checkpointFile, datasetFingerprint, readRunFile, runView } from '../training/runFolder.ts';
import { userName } from '../userName.ts';
import { describeVersions } from '../versions.ts';
import { checkTarget } from './folder.ts';
import { namesBelow } from './fileNames.ts';
import { type ParityReport, type ParitySide, compareParity } from './parity.ts';
import { chooseForParity, chooseGolden } from './parityChoice.ts';
import { exportQuestions } from './questions.ts';
import { testFiguresOf } from './testFigures.ts';
import { type GoldenImage, type PackageContent, writePackage } from './writePackage.ts';

const parityImages = 24;
/** Pictures that the engine scores to find those nearest the limits. */
const mostCandidates = 200;
const goldenImages = 6;
/** Longest side of a golden picture; larger photographs are shrunk, so that a package stays small. */
const goldenSide = 1024;

export interface ExportReport {
  /** Absolute path of the package. */
  package: string;
  run: string;
  /** Number of the release in the product. */
  release: number;
  manifest: Manifest;
}

export interface ExportOptions extends PixelOptions {
  onStep?: ((step: 'model' | 'parity' | 'package') => void) | undefined;
}

/**
 * Exports a trained run as a package, after the exported model has said the same as the engine on real pictures. On failure
 * nothing is left at `out` that was not there before.
 * @param id the newest trained run where absent
 * @throws FlawsmithError `product-damaged` where a setting cannot be read, `no-run`, `parity-failed`, `not-writable`, `disk-full`; CancelledError
 */
export async function exportPackage(
  product: Product,
  engine: EngineClient,
  out: string,
  id: string | undefined,
  options: ExportOptions = {},
): Promise<ExportReport> {
  requireSettings(product.db, judgingSettings);
  const run = chooseTrainedRun(product, id);
  const file = await readRunFile(product, run.id);
  await checkTarget(resolve(out));
  await mkdir(product.path('releases'), { recursive: true });
  const work = await mkdtemp(product.path('releases', '.export-'));
  try {
    options.onStep?.('model');
    const modelFile = join(work, 'model.onnx');
    const checkpoint = checkpointFile(product, run.id);
    const written = await engine.exportOnnx(
      { checkpoint, backboneFile: runBackboneFile(file.config), roi: runView(file).roi, out: modelFile },
      options,
    );
    const exported = { ...written, limits: limitsOf(product, run) };
    throwIfCancelled(options.signal);
    options.onStep?.('parity');
    const model = await openModel(await readFile(modelFile), modelFile);
    try {
      const { parity, images } = await compare(product, engine, { run, file, model, work, exported }, options);
      options.onStep?.('package');
      const golden = await makeGolden(product, model, images, exported);
      const manifest = describe(product, run, file, exported, engine);
      const test = await testFiguresOf(product, run.id, exported.limits);
      const known = await exportQuestions(product, run.id);
      const ownAreas = test ? await countOwnAreas(product, file) : picturesWithAreas(file).size;
      const content = { out: resolve(out), model: modelFile, manifest, parity, test, known, golden, ownAreas };
      const sealed = await writePackage(content);
      return {
        package: resolve(out),
        run: run.id,
        release: recordRelease(product, resolve(out), sealed),
        manifest: sealed,
      };
    } finally {
      await model.close();
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

const picturesWithAreas = ({ train, calibration, real = [] }: RunFile): Set<string> =>
  new Set([...train, ...calibration, ...real].flatMap(({ hash, ignore }) => (ignore ? [hash] : [])));

/** Pictures of a run and of its evaluation that had ignore areas of their own. */
async function countOwnAreas(product: Product, file: RunFile): Promise<number> {
  const { ignored } = (await readEvaluation(product, file.run))?.basis ?? {};
  return new Set([...picturesWithAreas(file), ...Object.keys(ignored ?? {})]).size;
}

interface Comparison {
  run: RunRecord;
  file: RunFile;
  model: Model;
  /** Folder for the engine's maps. */
  work: string;
  exported: Exported;
}

type Exported = ExportResult & { limits: Limits };

/** The engine reads the cache, the exported model the original files: what production will do. */
async function compare(
  product: Product,
  engine: EngineClient,
  { run, file, model, work, exported }: Comparison,
  options: ExportOptions,
): Promise<{ parity: ParityReport; images: { image: ImageRecord; score: number }[] }> {
  const view = runView(file);
  const score = async (images: readonly ImageRecord[], mapsDir: string | null): Promise<ScoreResult> =>
    engine.score(
      {
        checkpoint: checkpointFile(product, run.id),
        backboneFile: runBackboneFile(file.config),
        images: await pixelRefs(product, images, view, options),
        mapsDir,
      },
      { signal: options.signal },
    );
  const candidates = parityCandidates(product, file);
  const { rows } = await score(candidates, null);
  const withScores = candidates.map(({ hash }, i) => ({ hash, score: rows[i]!.score }));
  const chosen = chooseForParity(withScores, exported.limits, parityImages).map((i) => candidates[i]!);
  const scored = await score(chosen, join(work, 'maps'));
  const names = namesBelow(chosen.map(({ file }) => file));
  const ours: ParitySide[] = [];
  const theirs: ParitySide[] = [];
  for (const [i, image] of chosen.entries()) {
    throwIfCancelled(options.signal);
    const row = scored.rows[i]!;
    const name = names[i]!;
    ours.push({
      name,
      score: row.score,
      verdict: verdictOf(row.score, exported.limits),
      map: readRawMap(row.map!, scored.map),
    });
    const result = await model.score((await decodeOriginal(product, image)).raster);
    theirs.push({ name, ...result, verdict: verdictOf(result.score, exported.limits) });
  }
  const parity = compareParity(ours, theirs, parityTolerances, exported.limits);
  return { parity, images: chosen.map((image, i) => ({ image, score: theirs[i]!.score })) };
}

/**
 * Calibration and test pictures whose files are there; training pictures where there are no others.
 * @throws FlawsmithError `not-found` where not one file is there
 */
function parityCandidates(product: Product, file: RunFile): ImageRecord[] {
  const trained = new Set(file.train.map(({ hash }) => hash));
  const present = listImages(product.db).filter((image) => existsSync(image.file));
  const unseen = present.filter(({ hash }) => !trained.has(hash));
  const candidates = unseen.length > 0 ? unseen : present;
  if (candidates.length > 0) return candidates.slice(0, mostCandidates);
  throw new FlawsmithError('not-found', 'Not one image of the product is where it was; the export compares on them.', {
    file: product.dir,
    hint: 'Bring the files back, or import the folder they are in now.',
    said: said('allImagesGone'),
  });
}

async function makeGolden(
  product: Product,
  model: Model,
  images: readonly { image: ImageRecord; score: number }[],
  { limits }: Exported,
): Promise<GoldenImage[]> {
  const chosen = chooseGolden(
    images.map(({ score }) => score),
    goldenImages,
  );
  const golden: GoldenImage[] = [];
  for (const i of chosen) {
    const original = images[i]!.image;
    const image = await shrink((await decodeOriginal(product, original)).raster);
    const { score, map } = await model.score(image);
    golden.push({ name: original.kind ?? 'good', image, score, map, verdict: verdictOf(score, limits) });
  }
  return golden;
}

/** At most {@link goldenSide} pixels a side, the aspect ratio kept. */
async function shrink(image: Raster): Promise<Raster> {
  if (Math.max(image.width, image.height) <= goldenSide) return image;
  const { data, info } = await sharp(image.data, { raw: { width: image.width, height: image.height, channels: 3 } })
    .resize(goldenSide, goldenSide, { fit: 'inside' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

function describe(
  product: Product,
  run: RunRecord,
  file: RunFile,
  { backbone, picture, map, judgedShare, limits, step, seconds }: Exported,
  engine: EngineClient,
): PackageContent['manifest'] {
  const perPixel = mmPerPixel(product.db);
  return {
    product: product.name,
    release: { run: run.id, createdAt: new Date().toISOString() },
    input: {
      name: 'image',
      layout: 'HWC',
      type: 'uint8',
      colour: 'RGB',
      roi: runView(file).roi,
      ...scaleFields(readScale(product.db)),
      ...(perPixel !== null && { mmPerPixel: perPixel }),
    },
    preprocessing: {
      insideGraph: true,
      ...picture,
      judgedShare: judgedShare * judgedPart(file.config.moved ?? 0),
      ...(file.zones && { zones: file.zones }),
      resize: 'antialiased triangle, half-pixel centres, rounded to uint8',
    },
    outputs: { score: 'score', map: 'map', mapWidth: map.width, mapHeight: map.height },
    limits,
    backbone,
    training: {
      seed: run.config.seed,
      steps: step,
      seconds,
      nTrain: file.train.length,
      nCalibration: file.calibration.length,
      datasetFingerprint: datasetFingerprint(file),
    },
    versions: describeVersions(engine.backend),
  };
}

function recordRelease(product: Product, out: string, { release, limits, parity, files }: Manifest): number {
  const body = { ...release, package: out, limits, parity, model: files['model.onnx'] };
  return transaction(product.db, () => {
    const number = addRelease(product.db, body);
    addAudit(product.db, {
      who: userName(),
      what: 'export',
      new: { release: number, run: release.run, package: out, model: body.model },
    });
    return number;
  });
}
