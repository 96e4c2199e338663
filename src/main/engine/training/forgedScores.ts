import type { PixelRef } from '#shared/contract/engine.ts';
import type { Calibration } from '#shared/domain/limits.ts';
import type { PictureShape } from '#shared/domain/pictures.ts';
import type { PriorSet } from '#shared/domain/priors.ts';
import { heldOutPicture } from '#shared/domain/purposes.ts';
import { chooseBases, forgedOnLimits } from '#shared/vision/limitForgeries.ts';
import { forgeSample } from '#shared/vision/synthesis/forge.ts';
import { pictureSource } from '#forging/pictureSource.ts';
import { batchOf } from '../model/features.ts';

/**
 * Forges defects on held-out good parts, as training forges them, and scores them: what the limits let pass. No run trains
 * on these pictures (a purpose of their own), and they do not follow its seed.
 * @param score 0–1 of each picture, given with the good one that it was forged on
 * @throws FlawsmithError `not-found`, `unreadable-image` where a picture's pixels are gone, `bad-config`; CancelledError
 */
export async function scoreForged(
  refs: readonly PixelRef[],
  picture: PictureShape,
  priorSet: PriorSet,
  score: (pixels: readonly Uint8Array[], bases: readonly PixelRef[]) => number[],
  pause: () => Promise<void>,
): Promise<NonNullable<Calibration['forged']>> {
  const parts = chooseBases(refs);
  const source = pictureSource({ parts, picture });
  const rows: { kind: string; score: number }[] = [];
  while (rows.length < forgedOnLimits) {
    const count = Math.min(batchOf(picture), forgedOnLimits - rows.length);
    const forged = Array.from({ length: count }, (_, i) =>
      forgeSample(source, priorSet, heldOutPicture('limits', rows.length + i)),
    );
    const scores = score(
      forged.map(({ image }) => image.data),
      forged.map(({ base }) => parts[base]!),
    );
    rows.push(...forged.map(({ drawn }, i) => ({ kind: drawn[0]!.kind, score: scores[i]! })));
    await pause();
  }
  return rows;
}
