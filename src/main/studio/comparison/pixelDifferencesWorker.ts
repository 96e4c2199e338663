import type { Difference } from '#shared/domain/comparison.ts';
import type { PictureShape } from '#shared/domain/pictures.ts';
import { type SerializedError, serializeError } from '#shared/errors.ts';
import { differenceRow } from '#shared/vision/differences.ts';
import { bootstrapRanges, pixelBootstrap, rangeAround } from '#shared/vision/metrics/bootstrap.ts';
import { type PictureBins, PixelBinner, PixelRanking, maskWithout } from '#shared/vision/metrics/index.ts';
import { differenceRange, pairedCorrelations } from '#shared/vision/metrics/paired.ts';
import { type Cover, covered } from '#shared/vision/photographMap.ts';
import type { Mask } from '#shared/vision/raster.ts';
import { readRawMap } from '../evaluation/mapFiles.ts';

/** What one run says of the pictures, pixel by pixel; maps lie in files, and are read one at a time. */
export interface MappedSide {
  maps: readonly string[];
  shape: PictureShape;
  /** What the maps are laid on to be judged. */
  cover: Cover;
  /** At the cover's size; null for good pictures. */
  masks: readonly (Mask | null)[];
  /** Of each picture, at the cover's size: pixels that the run's zones and its own areas leave out; null where all count. */
  ignored: readonly (Mask | null)[];
}

/** The same pictures as two runs saw them; defective ones have a mask. */
export interface PixelTask {
  a: MappedSide;
  b: MappedSide;
  parts: readonly string[];
}

export type PixelReply = { differences: Difference[] } | { error: SerializedError };

const figures = [
  ['pixelAuroc', 'auroc'],
  ['pixelAp', 'averagePrecision'],
  ['aupro30', 'aupro'],
] as const;

export default function pixelDifferences({ a, b, parts }: PixelTask): PixelReply {
  try {
    const [first, second] = [rank(a, parts), rank(b, parts)];
    const correlated = pairedCorrelations(first.bins, second.bins);
    const isDefective = a.masks.map((mask) => mask !== null);
    const count = (wanted: boolean): number => new Set(parts.filter((_, i) => isDefective[i] === wanted)).size;
    const basis = { on: 'test' as const, parts: { normal: count(false), anomalous: count(true) } };
    const differences = figures.map(([metric, name]) => {
      const [one, other] = [first[name], second[name]];
      const range = differenceRange(one, other, correlated[name]);
      return differenceRow(metric, basis, [one.value, other.value], range);
    });
    return { differences };
  } catch (error) {
    return { error: serializeError(error) };
  }
}

function rank({ maps, shape, cover, masks, ignored }: MappedSide, parts: readonly string[]) {
  const ranking = new PixelRanking();
  const binner = new PixelBinner();
  const bins: PictureBins[] = maps.map((file, i) => {
    const map = covered(readRawMap(file, shape), cover);
    const none = ignored[i]!;
    const mask = masks[i] && none ? maskWithout(masks[i], none) : masks[i]!;
    ranking.add(map, mask, none);
    return binner.bin(parts[i]!, map, mask, none?.data);
  });
  const exact = ranking.finish(0.3);
  const ranges = bootstrapRanges(bins, pixelBootstrap);
  const figure = (value: number | null, name: 'auroc' | 'averagePrecision' | 'aupro') => ({
    value,
    range: rangeAround(value, ranges[name]),
  });
  return {
    bins,
    auroc: figure(exact.pixelAuroc, 'auroc'),
    averagePrecision: figure(exact.pixelAp, 'averagePrecision'),
    aupro: figure(exact.aupro, 'aupro'),
  };
}
