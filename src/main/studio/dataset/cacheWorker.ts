import { parentPort } from 'node:worker_threads';
import type { PictureShape } from '#shared/domain/pictures.ts';
import { serializeError } from '#shared/errors.ts';
import { type PixelRegion, resizeToRaster } from '#shared/vision/resize.ts';
import { writeFileAtomic } from '#scoring/files.ts';
import type { Raster } from '#shared/vision/raster.ts';

/** One decoded picture to bring to working resolution and write. */
export interface CacheTask {
  raster: Raster;
  region: PixelRegion;
  picture: PictureShape;
  out: string;
}

/** The answer to one task: done, or the error as JSON of a SerializedError. */
export interface CacheReply {
  error?: string;
}

/** Crops, resizes and writes one picture, whole or not at all. @throws FlawsmithError */
export async function makePicture({ raster, region, picture, out }: CacheTask): Promise<void> {
  await writeFileAtomic(out, resizeToRaster(raster, region, picture).data);
}

parentPort?.on('message', (task: CacheTask) => {
  makePicture(task).then(
    () => parentPort!.postMessage({} satisfies CacheReply),
    (error: unknown) => parentPort!.postMessage({ error: JSON.stringify(serializeError(error)) } satisfies CacheReply),
  );
});
