import { readFile } from 'node:fs/promises';
import type { PixelRef, ScoreResult } from '#shared/contract/engine.ts';
import { type ImageRecord, roiPixels } from '#shared/domain/images.ts';
import type { TwoLimits } from '#shared/domain/limits.ts';
import type { Figures, ForgedSeries } from '#shared/domain/report.ts';
import type { JudgedArea, RunRecord } from '#shared/domain/runs.ts';
import { longestExtent } from '#shared/vision/extent.ts';
import { chooseBases } from '#shared/vision/limitForgeries.ts';
import type { Cover } from '#shared/vision/photographMap.ts';
import type { Mask } from '#shared/vision/raster.ts';
import { notJudged, unpackZones } from '#shared/vision/zonePicture.ts';
import type { PictureView } from '../dataset/cache.ts';
import { type PixelOptions, forgingRefs, pixelRefs } from '../dataset/pixels.ts';
import type { EngineClient } from '../engineClient.ts';
import type { Product } from '../product.ts';
import { unitsByHash } from '../store/images.ts';
import { runBackboneFile } from '../training/backbone.ts';
import { checkpointFile } from '../training/runFolder.ts';
import { type FiguresOptions, figuresInWorker } from './figures.ts';
import type { JudgedPicture } from './report.ts';
import { type SyntheticSet, forgeSyntheticSet, removeSyntheticSet } from './syntheticSet.ts';

export interface EvaluateOptions extends PixelOptions, Pick<FiguresOptions, 'onFigures'> {
  /** Who evaluates, for the audit trail. */
  who?: string | undefined;
  /** Pictures scored, of the set at hand. */
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/** How the sets of one evaluation are judged. */
export interface Judging {
  product: Product;
  engine: EngineClient;
  run: RunRecord;
  /** How the run looks at photographs. */
  view: PictureView;
  /** In force. */
  limits: TwoLimits;
  /** Where maps go: `<content hash>.f32` of a photograph, `forged-0000.f32` of a forged defect. */
  mapsDir: string;
  options: EvaluateOptions;
}

export interface JudgedTest {
  figures: Figures;
  scores: { image: number; score: number }[];
  judged: JudgedArea;
}

/** What the test pictures' figures are taken on. */
export interface TestTruth {
  /** Of each picture, at the size of the cover; null where it has none. */
  masks: readonly (Mask | null)[];
  /** Of each picture, at the size of the cover: pixels that count for nothing; null where all count. */
  ignored: readonly (Mask | null)[];
  cover: Cover;
}

/** Judges the test pictures; all figures of none are null. */
export async function judgeTest(judging: Judging, test: readonly ImageRecord[], truth: TestTruth): Promise<JudgedTest> {
  const { product, view, options } = judging;
  const refs = await pixelRefs(product, test, view, options);
  const scored = await score(judging, refs);
  const units = unitsByHash(product.db);
  const pictures = test.map((image, i) => ({
    score: scored.rows[i]!.score,
    isAnomalous: image.label === 'anomalous',
    kind: image.kind,
    part: units.get(image.hash) ?? image.part,
  }));
  return {
    figures: await figuresOf(judging, pictures, scored, truth),
    scores: test.map((image, i) => ({ image: image.id, score: scored.rows[i]!.score })),
    judged: scored.judged,
  };
}

export interface JudgedHeldOut {
  figures: Figures;
  forged: ForgedSeries;
}

/**
 * Judges good parts that were held out of training, and defects forged on them.
 * @param normals with the physical part that each counts as
 * @returns null where there is none
 */
export async function judgeHeldOut(judging: Judging, normals: readonly ImageRecord[]): Promise<JudgedHeldOut | null> {
  if (normals.length === 0) return null;
  const { product, run, view, options } = judging;
  const bases = chooseBases(normals);
  const clean = await forgingRefs(product, normals, view, options);
  const placeOf = new Map(normals.map(({ hash }, i) => [hash, i]));
  const source = { parts: bases.map(({ hash }) => clean[placeOf.get(hash)!]!), picture: view.picture };
  const dir = product.path('runs', run.id, 'synthetic');
  try {
    const set = await forgeSyntheticSet(dir, source, run.config.priorSet, options.signal);
    const scored = await score(judging, [...clean, ...set.refs]);
    const scores = scored.rows.map((row) => row.score);
    const forged = seriesOf(set, bases, scores.slice(clean.length), view);
    const good = normals.map(({ part }, i) => ({ score: scores[i]!, isAnomalous: false, kind: null, part }));
    const bad = forged.rows.map((row) => ({ score: row.score, isAnomalous: true, kind: row.kind, part: row.part }));
    const masks = [...clean.map(() => null), ...set.masks];
    const pictures = [...good, ...bad];
    const shown = [...normals, ...set.bases.map((base) => bases[base]!)];
    const truth = { masks, ignored: await ignoredIn(view, shown), cover: { ...scored.map, left: 0, top: 0 } };
    return { figures: await figuresOf(judging, pictures, scored, truth), forged };
  } finally {
    await removeSyntheticSet(dir);
  }
}

function seriesOf(
  set: SyntheticSet,
  bases: readonly ImageRecord[],
  scores: readonly number[],
  view: PictureView,
): ForgedSeries {
  const rows = set.kinds.map((kind, number) => {
    const base = bases[set.bases[number]!]!;
    const extent = longestExtent(set.masks[number]!, photographPixels(base, view));
    return { number, kind, score: scores[number]!, base: base.hash, part: base.part, extent };
  });
  return { bases: bases.map(({ hash }) => hash), rows };
}

/** Pixels of the photograph for each pixel of the working picture. */
function photographPixels({ width, height }: ImageRecord, { roi, picture }: PictureView): { x: number; y: number } {
  const region = roiPixels(roi, width, height);
  return { x: region.width / picture.width, y: region.height / picture.height };
}

function figuresOf(
  { limits: { acceptLimit, rejectLimit }, options }: Judging,
  pictures: readonly JudgedPicture[],
  { rows, map: shape }: ScoreResult,
  truth: TestTruth,
): Promise<Figures> {
  const maps = rows.map(({ map }) => map!);
  return figuresInWorker({ pictures, limits: { acceptLimit, rejectLimit }, maps, shape, ...truth }, options);
}

/** What the zones of a view, and their own ignore areas, leave out of the figures of pictures. */
async function ignoredIn(
  { picture, zones, own }: PictureView,
  images: readonly Pick<ImageRecord, 'hash'>[],
): Promise<(Mask | null)[]> {
  const read = async (file: string): Promise<Mask | null> => notJudged(unpackZones(await readFile(file), picture));
  const shared = zones ? await read(zones.picture) : null;
  return Promise.all(images.map(async ({ hash }) => (own?.[hash] ? read(own[hash].picture) : shared)));
}

function score({ product, engine, run, mapsDir, options }: Judging, images: PixelRef[]): Promise<ScoreResult> {
  const { signal, onProgress } = options;
  return engine.score(
    { checkpoint: checkpointFile(product, run.id), backboneFile: runBackboneFile(run.config), images, mapsDir },
    { signal, onProgress: ({ done, total }) => onProgress?.(done, total) },
  );
}
