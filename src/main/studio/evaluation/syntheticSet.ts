import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PixelRef } from '#shared/contract/engine.ts';
import type { PriorSet } from '#shared/domain/priors.ts';
import { heldOutPicture } from '#shared/domain/purposes.ts';
import { throwIfCancelled } from '#shared/errors.ts';
import type { Mask } from '#shared/vision/raster.ts';
import type { ForgedPicture } from '#forging/forgePicture.ts';
import { Forger } from '#forging/forger.ts';
import { inOrder } from '#forging/inOrder.ts';
import type { ForgingSource } from '#forging/pictureSource.ts';

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
 * Forges the held-out pictures on normal parts, in threads, and writes their pixels under `dir`, which
 * {@link removeSyntheticSet} clears.
 * @param source the normal parts and their working size
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
  const ask = (number: number): Promise<ForgedPicture<{ mask: true }>> =>
    forger.forge(
      source,
      { kind: 'defect', keys: heldOutPicture('evaluation', number), priorSet },
      { mask: true },
      signal,
    );
  try {
    const next = inOrder(ask, forger.ahead, pictureCount);
    const set: SyntheticSet = { refs: [], kinds: [], bases: [], masks: [] };
    for (let index = 0; index < pictureCount; index++) {
      throwIfCancelled(signal);
      const { base, pixels, mask, drawn } = await next();
      const id = `synthetic-${String(index).padStart(4, '0')}`;
      const file = join(dir, `${id}.rgb`);
      await writeFile(file, pixels);
      set.refs.push({ id, pixels: file, session: 'synthetic', part: id });
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
