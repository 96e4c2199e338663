import type { MessagePort } from 'node:worker_threads';
import type { Limits } from '#shared/domain/limits.ts';
import type { PictureShape } from '#shared/domain/pictures.ts';
import type { Figures } from '#shared/domain/report.ts';
import { type SerializedError, serializeError } from '#shared/errors.ts';
import { type Cover, covered } from '#shared/vision/photographMap.ts';
import type { FloatMap, Mask } from '#shared/vision/raster.ts';
import { readRawMap } from './mapFiles.ts';
import { type JudgedPicture, computeFigures } from './report.ts';

/** Scored pictures whose figures are wanted; maps lie in files, and are read one at a time. */
export interface FiguresTask {
  pictures: readonly JudgedPicture[];
  limits: Pick<Limits, 'acceptLimit' | 'rejectLimit'>;
  /** Raw map of each picture, see {@link readRawMap}. */
  maps: readonly string[];
  shape: PictureShape;
  /** What the maps are laid on to be judged. */
  cover: Cover;
  /** At the cover's size; null where a picture has none. */
  masks: readonly (Mask | null)[];
  /** Of each picture, at the cover's size: pixels that count for nothing; null where all count. */
  ignored: readonly (Mask | null)[];
}

/** Errors lose their class between threads, so they are told as data. */
export type FiguresReply = { figures: Figures } | { error: SerializedError };

/** @param port told of every map that is begun, by its number. */
export default function figuresInThisThread({ port, ...task }: FiguresTask & { port: MessagePort }): FiguresReply {
  const { pictures, limits, maps, shape, cover, masks, ignored } = task;
  const loadMap = (index: number): FloatMap => {
    port.postMessage(index);
    return covered(readRawMap(maps[index]!, shape), cover);
  };
  try {
    return { figures: computeFigures(pictures, limits, loadMap, (index) => masks[index] ?? null, ignored) };
  } catch (error) {
    return { error: serializeError(error) };
  }
}
