import type { PixelRef } from '#shared/contract/engine.ts';
import { mostChangedParts, usualChanges } from '#shared/vision/photographChanges.ts';
import { hideIgnored } from '#shared/vision/zonePicture.ts';
import type { Backbone } from '../model/backbones/architecture.ts';
import { type PooledViews, pooledRows } from '../model/context.ts';
import { type ChannelStatistics, type FeatureLayout, extractFeatures, joined, standardise } from '../model/features.ts';
import { readPixels, zonesOf } from './pictures.ts';

/**
 * Good parts in other light, out of focus and a little elsewhere, as the contexts see them: what changes a whole picture so is
 * usual. Without them a fifth less light outweighed every defect where parts lie at any angle.
 * @param fitted the parts, of which those evenly spread over them are taken
 * @param statistics by which features are standardised
 * @throws as readPixels; CancelledError by `pause`
 */
export async function changedViews(
  backbone: Backbone,
  layout: FeatureLayout,
  statistics: ChannelStatistics,
  fitted: readonly PixelRef[],
  pause: () => Promise<void>,
): Promise<PooledViews> {
  const count = Math.min(mostChangedParts, fitted.length);
  const chosen = Array.from({ length: count }, (_, i) => Math.floor((i * fitted.length) / count));
  const { contexts } = layout.architecture;
  const rows: Float32Array[][] = contexts.map(() => []);
  for (const owner of chosen) {
    const pixels = await changedPixels(fitted[owner]!, layout);
    const features = extractFeatures(backbone, layout, pixels);
    for (const picture of features) standardise(layout, statistics, picture);
    contexts.forEach((view, i) => rows[i]!.push(pooledRows(layout, view, features)));
    await pause();
  }
  return { owners: chosen.flatMap((owner) => usualChanges.map(() => owner)), rows: rows.map(joined) };
}

/** A picture in each change; what is ignored in it stays as it is. */
async function changedPixels(ref: PixelRef, { picture }: FeatureLayout): Promise<Uint8Array[]> {
  const { width, height } = picture;
  const data = await readPixels(ref, picture);
  const zones = await zonesOf(ref, picture);
  return usualChanges.map((change) => {
    const changed = change({ width, height, data }).data;
    return zones ? hideIgnored(changed, zones) : changed;
  });
}
