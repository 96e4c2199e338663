import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { purposes } from '#shared/domain/purposes.ts';
import { serializeError } from '#shared/errors.ts';
import { findForeground } from '#shared/vision/foreground.ts';
import { createRandom } from '#shared/vision/random.ts';
import { type Mask, type Raster, cellsOf } from '#shared/vision/raster.ts';
import { type ImageSource, forgeSample } from '#shared/vision/synthesis/forge.ts';
import { nuisanceView } from '#shared/vision/synthesis/index.ts';
import { cellCoverage } from './pictures.ts';
import type { ForgeRequest, ForgedPicture, WorkerReply, WorkerSetup } from './synthesisProtocol.ts';

const setup = workerData as WorkerSetup;
/** Parts kept by each worker: 128, of large ones so many as fill some 64 MB. */
const cachedPictures = Math.max(8, Math.min(128, Math.floor(64e6 / (3 * cellsOf(setup.picture)))));

/** Least recently used values, by picture number. */
function remember<T>(make: (index: number) => T): (index: number) => T {
  const kept = new Map<number, T>();
  return (index) => {
    const found = kept.get(index) ?? make(index);
    kept.delete(index);
    kept.set(index, found);
    if (kept.size > cachedPictures) kept.delete(kept.keys().next().value!);
    return found;
  };
}

const image = remember<Raster>((index) => ({
  ...setup.picture,
  data: readFileSync(setup.files[index]!),
}));
const foreground = remember<Mask>((index) => findForeground(image(index)));
const source: ImageSource = { count: setup.files.length, image, foreground };

function forge(request: ForgeRequest): ForgedPicture {
  const { picture, grid, seed, priorSet } = setup;
  if (request.kind === 'view') {
    const random = createRandom(seed, purposes.view, request.index);
    const view = nuisanceView(image(request.base), random);
    return { ...request, pixels: Uint8Array.from(view.data), coverage: new Float32Array(cellsOf(grid)) };
  }
  const sample = forgeSample(source, priorSet, { purpose: 'train', seed, number: request.index });
  return {
    ...request,
    base: sample.base,
    pixels: Uint8Array.from(sample.image.data),
    coverage: cellCoverage(sample.mask.data, picture, grid),
  };
}

parentPort!.on('message', (request: ForgeRequest) => {
  let reply: WorkerReply;
  try {
    reply = { picture: forge(request) };
  } catch (error) {
    reply = { index: request.index, error: JSON.stringify(serializeError(error)) };
  }
  const transfer = 'picture' in reply ? [reply.picture.pixels.buffer, reply.picture.coverage.buffer] : [];
  parentPort!.postMessage(reply, transfer as ArrayBuffer[]);
});
