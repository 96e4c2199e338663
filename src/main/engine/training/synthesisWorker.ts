import { parentPort, workerData } from 'node:worker_threads';
import { serializeError } from '#shared/errors.ts';
import { cellsOf } from '#shared/vision/raster.ts';
import { forgeSample, forgeView } from '#shared/vision/synthesis/forge.ts';
import { pictureSource } from '#forging/pictureSource.ts';
import { cellCoverage } from './pictures.ts';
import type { ForgeRequest, ForgedPicture, WorkerReply, WorkerSetup } from './synthesisProtocol.ts';

const setup = workerData as WorkerSetup;
const source = pictureSource(setup.parts, setup.picture);

function forge(request: ForgeRequest): ForgedPicture {
  const { picture, grid, seed, priorSet } = setup;
  if (request.kind === 'view') {
    const view = forgeView(source.image(request.base), { seed, number: request.index });
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
