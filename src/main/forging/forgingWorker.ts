import type { ImageSource } from '#shared/vision/synthesis/forge.ts';
import { answerTasks } from './answerTasks.ts';
import { type ForgeRequest, type ForgedPicture, type Wanted, forgePicture } from './forgePicture.ts';
import { type PackedSource, unpackSource } from './packedParts.ts';
import { pictureSource } from './pictureSource.ts';

/** One picture to forge. */
export interface ForgeTask {
  /** Null where this thread was given the source already. */
  source: PackedSource | null;
  request: ForgeRequest;
  wanted: Wanted;
}
export type AnyPicture = ForgedPicture<Record<never, never>> & Partial<ForgedPicture<Required<Wanted>>>;

/** The parts of the last source stay decoded, so that a slider's move only draws. */
let known: ImageSource | null = null;

answerTasks<ForgeTask, AnyPicture>(({ source, request, wanted }) => {
  if (source) known = pictureSource(unpackSource(source));
  if (!known) throw new Error('No good parts were sent to this thread.');
  const picture: AnyPicture = forgePicture(known, request, wanted);
  const { pixels, mask, clean, coverage, changed } = picture;
  const arrays = [pixels, mask, clean, coverage, changed?.pixels, changed?.mask];
  return { value: picture, transfer: arrays.flatMap((array) => (array ? [array.buffer as ArrayBuffer] : [])) };
});
