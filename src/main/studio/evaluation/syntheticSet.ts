import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PixelRef } from '#shared/contract/engine.ts';
import type { PriorSet } from '#shared/domain/priors.ts';
import type { PictureShape } from '#shared/domain/pictures.ts';
import { heldOutPicture } from '#shared/domain/purposes.ts';
import { throwIfCancelled } from '#shared/errors.ts';
import type { Mask } from '#shared/vision/raster.ts';
import { forgeSample } from '#shared/vision/synthesis/forge.ts';
import { type ForgingPart, pictureSource } from '#forging/pictureSource.ts';

/** Defects forged for evaluation, on parts that training has not seen. */
export interface SyntheticSet {
  refs: PixelRef[];
  /** Kind first drawn, by picture. */
  kinds: string[];
  /** Number of the normal part that each picture shows. */
  bases: number[];
  masks: Mask[];
}

const pictureCount = 60;

/**
 * Forges the held-out pictures on normal parts and writes their pixels under `dir`, which {@link removeSyntheticSet} clears.
 * @param picture working size of the normal parts
 */
export async function forgeSyntheticSet(
  dir: string,
  parts: readonly ForgingPart[],
  picture: PictureShape,
  priorSet: PriorSet,
  signal: AbortSignal | undefined,
): Promise<SyntheticSet> {
  await mkdir(dir, { recursive: true });
  const source = pictureSource(parts, picture);
  const set: SyntheticSet = { refs: [], kinds: [], bases: [], masks: [] };
  for (let index = 0; index < pictureCount; index++) {
    throwIfCancelled(signal);
    const { base, image, mask, drawn } = forgeSample(source, priorSet, heldOutPicture('evaluation', index));
    const id = `synthetic-${String(index).padStart(4, '0')}`;
    const pixels = join(dir, `${id}.rgb`);
    await writeFile(pixels, image.data);
    set.refs.push({ id, pixels, session: 'synthetic', part: id });
    set.kinds.push(drawn[0]!.kind);
    set.bases.push(base);
    set.masks.push(mask);
  }
  return set;
}

export async function removeSyntheticSet(dir: string): Promise<void> {
  await rm(dir, { recursive: true, force: true });
}
