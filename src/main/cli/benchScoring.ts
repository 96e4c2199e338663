import { fullRoi } from '#shared/domain/images.ts';
import { scaleOf } from '#shared/domain/manifest.ts';
import { throwIfCancelled } from '#shared/errors.ts';
import type { Figures } from '#shared/domain/report.ts';
import { coverOf, covered } from '#shared/vision/photographMap.ts';
import type { FloatMap, Mask, Raster } from '#shared/vision/raster.ts';
import { decodeImage } from '#scoring/decode.ts';
import { openPackage, scoreImage } from '#scoring/package.ts';
import { loadMask } from '#studio/dataset/imageMask.ts';
import { type JudgedPicture, computeFigures } from '#studio/evaluation/report.ts';
import type { Product } from '#studio/product.ts';
import { listImages, unitsByHash } from '#studio/store/images.ts';

/** Threads of an inference: what the budgets are stated for. */
export const scoringThreads = 2;

/** A change of the test pictures before the package sees them; the mask goes with its picture. */
export interface PictureChange {
  picture(image: Raster): Raster;
  /** The mask at the map's resolution. */
  mask(mask: Mask): Mask;
}

export interface ScoringOptions {
  signal?: AbortSignal | undefined;
  change?: PictureChange | undefined;
}

export interface TestFigures extends Figures {
  /** Median milliseconds from file to verdict, one picture at a time; the change is not counted. */
  msPerImage: number;
  /** The same without reading and decoding. */
  modelMsPerImage: number;
}

/**
 * Scores the test pictures of a product with a package, on {@link scoringThreads} threads, and evaluates its scores and maps. All of
 * the photograph counts: what the package does not judge is missed.
 * @throws FlawsmithError of opening and decoding; CancelledError
 */
export async function scoreTest(
  product: Product,
  packageDir: string,
  { signal, change }: ScoringOptions = {},
): Promise<TestFigures> {
  const scorer = await openPackage(packageDir, { threads: scoringThreads });
  const maps: FloatMap[] = [];
  const masks: (Mask | null)[] = [];
  const times: { ms: number; modelMs: number }[] = [];
  const pictures: JudgedPicture[] = [];
  try {
    const { input, outputs } = scorer.manifest;
    const cover = coverOf({ width: outputs.mapWidth, height: outputs.mapHeight }, input.roi);
    const view = { picture: { width: cover.width, height: cover.height }, roi: fullRoi };
    const units = unitsByHash(product.db);
    for (const image of listImages(product.db, { split: 'test' })) {
      throwIfCancelled(signal);
      const seen = change ? change.picture((await decodeImage(image.file, scaleOf(input))).raster) : image.file;
      const { score, map, ms, modelMs } = await scoreImage(scorer, seen);
      pictures.push({
        score,
        isAnomalous: image.label === 'anomalous',
        kind: image.kind,
        part: units.get(image.hash) ?? image.part,
      });
      maps.push(covered(map, cover));
      const mask = await loadMask(image, view);
      masks.push(mask && change ? change.mask(mask) : mask);
      times.push({ ms, modelMs });
    }
    const { limits } = scorer.manifest;
    return {
      ...computeFigures(
        pictures,
        limits,
        (i) => maps[i]!,
        (i) => masks[i]!,
      ),
      msPerImage: tenths(median(times.map(({ ms }) => ms))),
      modelMsPerImage: tenths(median(times.map(({ modelMs }) => modelMs))),
    };
  } finally {
    await scorer.close();
  }
}

const tenths = (value: number): number => Math.round(value * 10) / 10;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return 0;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
