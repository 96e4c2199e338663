import type { PixelRef } from '#shared/contract/engine.ts';
import type { Backbone } from '../model/backbones/architecture.ts';
import {
  type ChannelStatistics,
  type FeatureLayout,
  batchOf,
  channelStatistics,
  extractFeatures,
  standardise,
} from '../model/features.ts';
import { silentScale } from '../model/positionCalibration.ts';
import { readPixels } from './pictures.ts';

/**
 * Raw packed features of pictures on disk.
 * @param pause called after each batch with the share done; may throw CancelledError
 */
export async function readFeatures(
  backbone: Backbone,
  layout: FeatureLayout,
  refs: readonly PixelRef[],
  pause: (done: number) => Promise<void>,
): Promise<Float32Array[]> {
  const features: Float32Array[] = [];
  const batchSize = batchOf(layout.picture);
  for (let i = 0; i < refs.length; i += batchSize) {
    const pixels = await Promise.all(refs.slice(i, i + batchSize).map((ref) => readPixels(ref, layout.picture)));
    features.push(...extractFeatures(backbone, layout, pixels));
    await pause(features.length / refs.length);
  }
  return features;
}

/**
 * Standardises in place; the statistics come from the checkpoint, or from these pictures where there is none.
 * @param unmoved the first pictures, which show the parts where they lay: the statistics are theirs
 * @param leftOut levels that read as zero everywhere, see RunConfig.ablation
 */
export function standardiseAll(
  layout: FeatureLayout,
  pictures: Float32Array[],
  unmoved: number,
  known: ChannelStatistics | null,
  leftOut: readonly string[] = [],
): ChannelStatistics {
  const statistics = known ?? channelStatistics(layout, pictures.slice(0, unmoved));
  layout.levels.forEach(({ name }, i) => {
    if (leftOut.includes(name)) statistics.deviation[i]!.fill(silentScale);
  });
  for (const picture of pictures) standardise(layout, statistics, picture);
  return statistics;
}
