import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PixelRef } from '#shared/contract/engine.ts';
import { forgedOnLimits } from '#shared/vision/limitForgeries.ts';
import type { PriorSet } from '#shared/domain/priors.ts';
import { heldOutPicture } from '#shared/domain/purposes.ts';
import { throwIfCancelled } from '#shared/errors.ts';
import type { Mask } from '#shared/vision/raster.ts';
import type { ForgedPicture } from '#forging/forgePicture.ts';
import { Forger } from '#forging/forger.ts';
import { inOrder } from '#forging/inOrder.ts';
import type { ForgingSource } from '#forging/pictureSource.ts';

/** Defects forged for evaluation, on parts that training has not seen: those that the limits are judged by. */
export interface SyntheticSet {
  refs: PixelRef[];
  /** Kind first drawn, by picture. */
  kinds: string[];
  /** Number of the normal part that each picture shows. */
  bases: number[];
  masks: Mask[];
}

/** Id of a forged picture in the engine, and name of its map. */
export const forgedId = (number: number): string => `forged-${String(number).padStart(4, '0')}`;

/**
 * Forges the held-out pictures on normal parts, in threads, and writes their pixels under `dir`, which
 * {@link removeSyntheticSet} clears.
 * @param source the normal parts as the plan numbers them, and their working size
 * @throws FlawsmithError of forging, see {@link Forger.forge}, or of writing; CancelledError at once
 */
export async function forgeSyntheticSet(
  dir: string,
  source: ForgingSource,
  priorSet: PriorSet,
  signal: AbortSignal | undefined,
): Promise<SyntheticSet> {
  await mkdir(dir, { recursive: true });
  const forger = new Forger();
  const wanted = { pixels: true, mask: true } as const;
  const ask = (number: number): Promise<ForgedPicture<typeof wanted>> =>
    forger.forge(source, { kind: 'defect', keys: heldOutPicture('limits', number), priorSet }, wanted, signal);
  try {
    const next = inOrder(ask, forger.ahead, forgedOnLimits);
    const set: SyntheticSet = { refs: [], kinds: [], bases: [], masks: [] };
    for (let number = 0; number < forgedOnLimits; number++) {
      throwIfCancelled(signal);
      const { base, pixels, mask, drawn } = await next();
      const id = forgedId(number);
      const file = join(dir, `${id}.rgb`);
      await writeFile(file, pixels);
      const own = source.parts.at(base)?.own;
      set.refs.push({ id, pixels: file, session: 'synthetic', part: id, ...(own !== undefined && { own }) });
      set.kinds.push(drawn[0]!.kind);
      set.bases.push(base);
      set.masks.push({ ...source.picture, data: mask });
    }
    return set;
  } finally {
    await forger.close();
  }
}

export async function removeSyntheticSet(dir: string): Promise<void> {
  await rm(dir, { recursive: true, force: true });
}
