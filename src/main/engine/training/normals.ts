import type { PixelRef } from '#shared/contract/engine.ts';
import type { PictureShape } from '#shared/domain/pictures.ts';
import { mostFitted } from '#shared/domain/runs.ts';
import type { Random } from '#shared/vision/random.ts';
import type { Backbone } from '../model/backbones/architecture.ts';
import {
  type ChannelStatistics,
  type FeatureLayout,
  channelStatistics,
  extractFeatures,
  standardise,
} from '../model/features.ts';
import { silentScale } from '../model/positionCalibration.ts';
import { readPixels } from './pictures.ts';

const batchSize = 8;

/**
 * The parts whose features stay in memory: all, or a random choice, in the order of the job. The memory is fitted on these,
 * and steps draw normals from them. Bounded, so that a hundred thousand images need no more memory than these;
 * pseudo-defects are forged on all.
 */
export function chooseFitted(train: readonly PixelRef[], picture: PictureShape, random: Random): PixelRef[] {
  const most = mostFitted(picture);
  if (train.length <= most) return [...train];
  const keys = new Map(train.map((ref) => [ref.id, random.next()]));
  const chosen = new Set([...train].sort((a, b) => keys.get(a.id)! - keys.get(b.id)!).slice(0, most));
  return train.filter((ref) => chosen.has(ref));
}

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
  for (let i = 0; i < refs.length; i += batchSize) {
    const pixels = await Promise.all(refs.slice(i, i + batchSize).map((ref) => readPixels(ref, layout.picture)));
    features.push(...extractFeatures(backbone, layout, pixels));
    await pause(features.length / refs.length);
  }
  return features;
}

/**
 * Standardises in place; the statistics come from the checkpoint, or from these pictures where there is none.
 * @param leftOut levels that read as zero everywhere, see RunConfig.ablation
 */
export function standardiseAll(
  layout: FeatureLayout,
  pictures: Float32Array[],
  known: ChannelStatistics | null,
  leftOut: readonly string[] = [],
): ChannelStatistics {
  const statistics = known ?? channelStatistics(layout, pictures);
  layout.levels.forEach(({ name }, i) => {
    if (leftOut.includes(name)) statistics.deviation[i]!.fill(silentScale);
  });
  for (const picture of pictures) standardise(layout, statistics, picture);
  return statistics;
}
