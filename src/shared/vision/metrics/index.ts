import type { KindRow, Metrics } from '../../domain/metrics.ts';
import { FlawsmithError } from '../../errors.ts';
import type { FloatMap, Mask } from '../raster.ts';
import { PixelRanking } from './pixelRanking.ts';
import { areaUnderRoc, rankScores } from './ranking.ts';

export { connectedComponents } from './components.ts';
export { PixelRanking, aupro } from './pixelRanking.ts';
export { areaUnderRoc, averagePrecision, f1Max } from './ranking.ts';

/** A list, or a function that brings the item when it is needed, so that not all need be in memory. */
export type ListOrLoader<Item> = readonly Item[] | ((index: number) => Item);

export interface MetricsInput {
  /** Image scores; the higher the more anomalous. */
  scores: ArrayLike<number>;
  /** True where the image is anomalous. */
  labels: readonly boolean[];
  /** Anomaly map of each image. Without it there are no pixel figures. */
  maps?: ListOrLoader<FloatMap>;
  /** Mask of each image at its map's size; null where there is none. Not asked for normals, which have no defect. */
  masks?: ListOrLoader<Mask | null>;
}

function itemOf<Item>(source: ListOrLoader<Item>, index: number): Item {
  return typeof source === 'function' ? source(index) : source[index]!;
}

/** Adds every image that can be judged by pixels; returns how many anomalous ones that were. */
function rankPixels(input: MetricsInput, maps: ListOrLoader<FloatMap>, ranking: PixelRanking): number {
  let masked = 0;
  input.labels.forEach((anomalous, i) => {
    const mask = anomalous && input.masks ? itemOf(input.masks, i) : null;
    if (anomalous && !mask?.data.some((value) => value !== 0)) return;
    if (anomalous) masked++;
    ranking.add(itemOf(maps, i), mask);
  });
  return masked;
}

/**
 * All figures of one evaluation, exact. Anomalous images without a mask (or with an empty one) count for the image
 * figures but are left out of the pixel figures, since it is unknown which of their pixels are defective.
 * @returns fractions 0–1; null for what the data cannot give (one label only, no maps, no masks).
 * @throws FlawsmithError on a NaN score or map value, or where a mask has another size than its map.
 */
export function computeMetrics(input: MetricsInput): Metrics {
  const curve = rankScores(input.scores, input.labels);
  const nAnomalous = input.labels.filter(Boolean).length;
  const ranking = new PixelRanking();
  const nMasked = input.maps ? rankPixels(input, input.maps, ranking) : 0;
  const pixels = ranking.finish(0.3);
  return {
    imageAuroc: curve.auroc,
    imageAp: curve.averagePrecision,
    imageF1Max: curve.f1Max,
    pixelAuroc: pixels.pixelAuroc,
    pixelAp: pixels.pixelAp,
    aupro30: pixels.aupro,
    nNormal: input.labels.length - nAnomalous,
    nAnomalous,
    nMasked,
  };
}

/**
 * Image AUROC of each defect kind against all normals, by name of the kind. Anomalous images without a kind are listed
 * as `anomalous`.
 * @throws FlawsmithError on a NaN score, or where the lists differ in length.
 */
export function metricsByKind(
  scores: ArrayLike<number>,
  labels: readonly boolean[],
  kinds: readonly (string | null)[],
): KindRow[] {
  if (kinds.length !== labels.length) {
    throw new FlawsmithError('internal', `${labels.length} labels, but ${kinds.length} kinds`);
  }
  const names = [...new Set(labels.flatMap((anomalous, i) => (anomalous ? [kinds[i] ?? 'anomalous'] : [])))].sort();
  return names.map((kind) => {
    const chosen = labels.flatMap((anomalous, i) => (!anomalous || (kinds[i] ?? 'anomalous') === kind ? [i] : []));
    const chosenLabels = chosen.map((i) => labels[i]!);
    const imageAuroc = areaUnderRoc(
      chosen.map((i) => scores[i]!),
      chosenLabels,
    );
    return { kind, n: chosenLabels.filter(Boolean).length, imageAuroc };
  });
}
