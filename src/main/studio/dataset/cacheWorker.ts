import type { PictureShape } from '#shared/domain/pictures.ts';
import { type PixelRegion, resizeToRaster } from '#shared/vision/resize.ts';
import { writeFileAtomic } from '#scoring/files.ts';
import type { Raster } from '#shared/vision/raster.ts';
import { answerTasks } from '#forging/answerTasks.ts';

/** One decoded picture to bring to working resolution and write. */
export interface CacheTask {
  raster: Raster;
  region: PixelRegion;
  picture: PictureShape;
  out: string;
}

/** Crops, resizes and writes one picture, whole or not at all. @throws FlawsmithError */
export async function makePicture({ raster, region, picture, out }: CacheTask): Promise<void> {
  await writeFileAtomic(out, resizeToRaster(raster, region, picture).data);
}

answerTasks<CacheTask, null>(async (task) => {
  await makePicture(task);
  return { value: null };
});
