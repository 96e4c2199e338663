import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { scoringThreads } from '../../src/main/cli/benchScoring.ts';
import { resizeToRaster } from '#shared/vision/resize.ts';
import { decodeImage } from '#scoring/decode.ts';
import { openPackage, scoreImage } from '#scoring/package.ts';

const warmUp = 3;

/** Mean milliseconds a test picture, one at a time. */
export interface InferenceTimes {
  /** Preprocessing and model on pictures that are in memory at the working resolution already. */
  ms: number;
  /** The same from the picture's own resolution: the resize is the model's. */
  fullSizeMs: number;
  /** From the file: with reading and decoding. */
  fileMs: number;
}

/** Times a package on the test pictures of a folder in MVTec layout, after three warm-up calls. */
export async function timeInference(folder: string, packageDir: string): Promise<InferenceTimes> {
  const scorer = await openPackage(packageDir, { threads: scoringThreads });
  const { width, height } = scorer.manifest.preprocessing;
  const sums = { ms: 0, fullSizeMs: 0, fileMs: 0 };
  try {
    const files = (await readdir(join(folder, 'test'), { recursive: true }))
      .filter((name) => /\.(png|jpe?g|bmp|tiff?)$/i.test(name))
      .map((name) => join(folder, 'test', name));
    for (const [i, file] of [...files.slice(0, warmUp), ...files].entries()) {
      const { raster } = await decodeImage(file);
      const region = { left: 0, top: 0, width: raster.width, height: raster.height };
      const small = await scoreImage(scorer, resizeToRaster(raster, region, { width, height }));
      const full = await scoreImage(scorer, file);
      if (i < warmUp) continue;
      sums.ms += small.modelMs / files.length;
      sums.fullSizeMs += full.modelMs / files.length;
      sums.fileMs += full.ms / files.length;
    }
    return sums;
  } finally {
    await scorer.close();
  }
}
