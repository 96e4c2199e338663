import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ScoreRow } from '#shared/contract/engine.ts';
import type { Proposal } from '#shared/contract/studio.ts';
import { toFlawsmithError } from '#shared/errors.ts';
import { type PixelOptions, pixelRefs } from '../dataset/pixels.ts';
import type { EngineClient } from '../engineClient.ts';
import { limitsOf } from '../evaluation/limits.ts';
import { findMapFile, proposalsDir } from '../evaluation/mapFiles.ts';
import type { Product } from '../product.ts';
import { findImage } from '../store/gallery.ts';
import { listRuns } from '../store/runs.ts';
import { runBackboneFile } from '../training/backbone.ts';
import { chooseTrainedRun } from '../training/chooseRun.ts';
import { checkpointFile, readRunFile, runView, ownRunView } from '../training/runFolder.ts';

/**
 * What the newest trained run can propose on a picture; null where no run is trained.
 * @throws FlawsmithError `not-found`, `checkpoint-damaged`
 */
export async function proposalOf(product: Product, image: number): Promise<Proposal | null> {
  const { hash } = findImage(product.db, image);
  if (!listRuns(product.db).some(({ state }) => state === 'trained')) return null;
  const run = chooseTrainedRun(product);
  const { roi: window } = runView(await readRunFile(product, run.id));
  const { pixelLimit: limit } = limitsOf(product, run);
  const hasMap = findMapFile(product, run.id, hash) !== null;
  return { run: run.id, name: run.name ?? null, limit, window, hasMap };
}

/**
 * Has the newest trained run look at those of the pictures that it has no map of. The maps stay in its folder, where an evaluation does
 * not remove them, and go with it.
 * @returns the run
 * @throws FlawsmithError `no-run`, `checkpoint-damaged`, `not-found`, `disk-full`; CancelledError
 */
export async function judgeForProposals(
  product: Product,
  engine: EngineClient,
  images: readonly number[],
  options: PixelOptions & { onProgress?: (done: number, total: number) => void } = {},
): Promise<string> {
  const run = chooseTrainedRun(product);
  const wanted = images
    .map((id) => findImage(product.db, id))
    .filter(({ hash }) => findMapFile(product, run.id, hash) === null);
  if (wanted.length === 0) return run.id;
  const view = await ownRunView(product, await readRunFile(product, run.id), wanted, options);
  const refs = await pixelRefs(product, wanted, view, options);
  const dir = proposalsDir(product, run.id);
  const unfinished = `${dir}.new`;
  try {
    await rm(unfinished, { recursive: true, force: true });
    const { rows } = await engine.score(
      {
        ...{ checkpoint: checkpointFile(product, run.id), backboneFile: runBackboneFile(run.config) },
        ...{ images: refs, mapsDir: unfinished },
      },
      { signal: options.signal, onProgress: ({ done, total }) => options.onProgress?.(done, total) },
    );
    await keepMaps(rows, dir);
    return run.id;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Moves maps to where they stay. @throws FlawsmithError `disk-full`, `not-writable` */
async function keepMaps(rows: readonly ScoreRow[], dir: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true });
    for (const { map } of rows) await rename(map!, join(dir, basename(map!)));
  } catch (error) {
    throw toFlawsmithError(error, dir);
  }
}
