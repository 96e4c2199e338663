import { parentPort } from 'node:worker_threads';
import type { PriorSet } from '#shared/domain/priors.ts';
import { squareOf } from '#shared/domain/pictures.ts';
import { type SerializedError, serializeError } from '#shared/errors.ts';
import type { ImageSource } from '#shared/vision/synthesis/forge.ts';
import { forgeSample } from '#shared/vision/synthesis/forge.ts';
import type { DrawnDefect } from '#shared/vision/synthesis/index.ts';
import { type ForgingPart, pictureSource } from '#forging/pictureSource.ts';

/** One picture to forge: number `index` of the plan of this seed. */
export interface PreviewTask {
  /** Stands for the files; the worker keeps the parts of the last one decoded. */
  key: string;
  /** Pixel files of the good parts; null where the worker was given those of this key already. */
  files: ForgingPart[] | null;
  size: number;
  priorSet: PriorSet;
  seed: number;
  index: number;
}

export interface PreviewPicture {
  base: number;
  drawn: DrawnDefect[];
  /** Share of the picture that changed. */
  area: number;
  image: Uint8Array;
  mask: Uint8Array;
  clean: Uint8Array;
}

export type PreviewReply = { picture: PreviewPicture } | { error: SerializedError };

let known: { key: string; source: ImageSource } | null = null;

/** Keeps the decoded parts of the last product, so that a slider's move only draws. */
function sourceOf({ key, files, size }: PreviewTask): ImageSource {
  if (files) known = { key, source: pictureSource(files, squareOf(size)) };
  if (known?.key !== key) throw new Error(`The pictures of ${key} were not sent to this worker.`);
  return known.source;
}

function areaOf(mask: Uint8Array): number {
  let changed = 0;
  for (const value of mask) if (value) changed++;
  return changed / mask.length;
}

parentPort!.on('message', (task: PreviewTask) => {
  try {
    const { priorSet, seed, index } = task;
    const sample = forgeSample(sourceOf(task), priorSet, { purpose: 'train', seed, number: index });
    const picture: PreviewPicture = {
      base: sample.base,
      drawn: sample.drawn,
      area: areaOf(sample.mask.data),
      image: new Uint8Array(sample.image.data),
      mask: new Uint8Array(sample.mask.data),
      clean: new Uint8Array(sample.clean.data),
    };
    const buffers = [picture.image, picture.mask, picture.clean].map(({ buffer }) => buffer as ArrayBuffer);
    parentPort!.postMessage({ picture } satisfies PreviewReply, buffers);
  } catch (error) {
    parentPort!.postMessage({ error: serializeError(error) } satisfies PreviewReply);
  }
});
