import type { FigureName, FigureRanges, KindRow, Metrics } from '../../domain/metrics.ts';
import { FlawsmithError } from '../../errors.ts';
import type { FloatMap, Mask } from '../raster.ts';
import { aurocRange } from './aurocRange.ts';
import { bootstrapRanges, imageBootstrap, pixelBootstrap, rangeAround } from './bootstrap.ts';
import { PixelBinner, type PictureBins, scoreBins } from './pictureBins.ts';
import { PixelRanking, maskWithout } from './pixelRanking.ts';
import { areaUnderRoc, rankScores } from './ranking.ts';

export { aurocRange } from './aurocRange.ts';
export { bootstrapRanges, pixelBootstrap, rangeAround } from './bootstrap.ts';
export { PixelBinner } from './pictureBins.ts';
export type { PictureBins } from './pictureBins.ts';
export { connectedComponents } from './components.ts';
export { PixelRanking, aupro, maskWithout } from './pixelRanking.ts';
export { areaUnderRoc, averagePrecision, f1Max } from './ranking.ts';

/** A list, or a function that brings the item when it is needed, so that not all need be in memory. */
export type ListOrLoader<Item> = readonly Item[] | ((index: number) => Item);

export interface MetricsInput {
  /** Image scores; the higher the more anomalous. */
  scores: ArrayLike<number>;
  /** True where the image is anomalous. */
  labels: readonly boolean[];
  /** Physical part that each image shows: what ranges count. Absent: every image shows a part of its own. */
  parts?: readonly string[] | undefined;
  /** Anomaly map of each image. Without it there are no pixel figures. */
  maps?: ListOrLoader<FloatMap>;
  /** Mask of each image at its map's size; null where there is none. Not asked for normals, which have no defect. */
  masks?: ListOrLoader<Mask | null>;
  /** Pixels of each map, and of its mask, that count for nothing (anything but 0), such as what zones leave out; none where null or absent. */
  ignored?: ListOrLoader<Mask | null> | undefined;
}

function itemOf<Item>(source: ListOrLoader<Item>, index: number): Item {
  return typeof source === 'function' ? source(index) : source[index]!;
}

const partOf = ({ parts }: Pick<MetricsInput, 'parts'>, index: number): string => parts?.[index] ?? `image ${index}`;

/** Adds every image that can be judged by pixels; returns their bins and which anomalous ones those were. */
function rankPixels(
  input: MetricsInput,
  maps: ListOrLoader<FloatMap>,
  ranking: PixelRanking,
): { bins: PictureBins[]; masked: number[] } {
  const binner = new PixelBinner();
  const bins: PictureBins[] = [];
  const masked: number[] = [];
  input.labels.forEach((anomalous, i) => {
    const ignored = input.ignored ? itemOf(input.ignored, i) : null;
    const whole = anomalous && input.masks ? itemOf(input.masks, i) : null;
    const mask = whole && ignored ? maskWithout(whole, ignored) : whole;
    if (anomalous && !mask?.data.some((value) => value !== 0)) return;
    if (anomalous) masked.push(i);
    const map = itemOf(maps, i);
    ranking.add(map, mask, ignored);
    bins.push(binner.bin(partOf(input, i), map, mask, ignored?.data));
  });
  return { bins, masked };
}

/**
 * All figures of one evaluation, exact, with their 95 % ranges over other parts like these: {@link aurocRange} and
 * {@link bootstrapRanges}. Anomalous images without a mask (or with an empty one) count for the image figures but are left
 * out of the pixel figures, since it is unknown which of their pixels are defective.
 * @returns fractions 0–1; null for what the data cannot give (one label only, no maps, no masks).
 * @throws FlawsmithError on a NaN score or map value, or where a mask has another size than its map.
 */
export function computeMetrics(input: MetricsInput): Metrics {
  const curve = rankScores(input.scores, input.labels);
  const ranking = new PixelRanking();
  const { bins, masked } = input.maps ? rankPixels(input, input.maps, ranking) : { bins: [], masked: [] };
  const pixels = ranking.finish(0.3);
  const partsOf = (chosen: readonly number[]): number => new Set(chosen.map((i) => partOf(input, i))).size;
  const [normal, anomalous] = [false, true].map((label) =>
    input.labels.flatMap((other, i) => (other === label ? [i] : [])),
  ) as [number[], number[]];
  const figures = {
    imageAuroc: curve.auroc,
    imageAp: curve.averagePrecision,
    imageF1Max: curve.f1Max,
    pixelAuroc: pixels.pixelAuroc,
    pixelAp: pixels.pixelAp,
    aupro30: pixels.aupro,
  };
  return {
    ...figures,
    nNormal: normal.length,
    nAnomalous: anomalous.length,
    nMasked: masked.length,
    parts: { normal: partsOf(normal), anomalous: partsOf(anomalous), masked: partsOf(masked) },
    ranges: metricRanges(input, figures, bins),
  };
}

/** The ranges of all figures; each holds its figure. */
function metricRanges(
  input: MetricsInput,
  figures: Record<FigureName, number | null>,
  bins: readonly PictureBins[],
): FigureRanges {
  const { scores, labels, parts } = input;
  const pixel = bootstrapRanges(bins, pixelBootstrap);
  const images = scoreBins(scores, labels, (i) => partOf(input, i));
  const image = bootstrapRanges(images, imageBootstrap);
  return {
    imageAuroc: aurocRange({ scores, labels, parts }),
    imageAp: rangeAround(figures.imageAp, image.averagePrecision),
    imageF1Max: rangeAround(figures.imageF1Max, image.f1Max),
    pixelAuroc: rangeAround(figures.pixelAuroc, pixel.auroc),
    pixelAp: rangeAround(figures.pixelAp, pixel.averagePrecision),
    aupro30: rangeAround(figures.aupro30, pixel.aupro),
  };
}

/**
 * Image AUROC of each defect kind against all normals, by name of the kind, with its range. Anomalous images without a kind
 * are listed as `anomalous`.
 * @param parts physical part that each image shows; absent: every image shows a part of its own.
 * @throws FlawsmithError on a NaN score, or where the lists differ in length.
 */
export function metricsByKind(
  scores: ArrayLike<number>,
  labels: readonly boolean[],
  kinds: readonly (string | null)[],
  parts?: readonly string[],
): KindRow[] {
  if (kinds.length !== labels.length) {
    throw new FlawsmithError('internal', `${labels.length} labels, but ${kinds.length} kinds`);
  }
  const names = [...new Set(labels.flatMap((anomalous, i) => (anomalous ? [kinds[i] ?? 'anomalous'] : [])))].sort();
  return names.map((kind) => {
    const chosen = labels.flatMap((anomalous, i) => (!anomalous || (kinds[i] ?? 'anomalous') === kind ? [i] : []));
    const ranked = {
      scores: chosen.map((i) => scores[i]!),
      labels: chosen.map((i) => labels[i]!),
      parts: chosen.map((i) => partOf({ parts }, i)),
    };
    return {
      kind,
      n: ranked.labels.filter(Boolean).length,
      imageAuroc: areaUnderRoc(ranked.scores, ranked.labels),
      ranges: { imageAuroc: aurocRange(ranked) },
    };
  });
}
