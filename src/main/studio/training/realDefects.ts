import { basename } from 'node:path';
import type { RealDefect } from '#shared/contract/engine.ts';
import type { ImageRecord } from '#shared/domain/images.ts';
import type { ImportNote } from '#shared/domain/importNotes.ts';
import { studioNote } from '#shared/domain/studioNotes.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { runsOfMask } from '#shared/vision/maskRuns.ts';
import type { PictureView } from '../dataset/cache.ts';
import { loadMask } from '../dataset/imageMask.ts';
import { type PixelOptions, pixelRefs } from '../dataset/pixels.ts';
import type { Product } from '../product.ts';
import { listImages } from '../store/images.ts';
import type { RunImage } from './runFolder.ts';

export const realChoices = ['all', 'none'] as const;
/** Which labelled defects a run learns from: all that a person gave to training, or none. */
export type RealChoice = (typeof realChoices)[number];

interface GivenDefects {
  usable: ImageRecord[];
  withoutMask: ImageRecord[];
}

/** The defective pictures on the side of training, with and without a mask: without one nothing says where the defect is. */
export function realDefects({ db }: Pick<Product, 'db'>, choice: RealChoice = 'all'): GivenDefects {
  if (choice === 'none') return { usable: [], withoutMask: [] };
  const given = listImages(db, { split: 'train', label: 'anomalous' });
  return {
    usable: given.filter(({ maskFile }) => maskFile !== null),
    withoutMask: given.filter(({ maskFile }) => maskFile === null),
  };
}

/** What a run says of them: how many it learns from, and those that it cannot learn from. */
export const notesOfReal = ({ usable, withoutMask }: GivenDefects): ImportNote[] => [
  ...(usable.length > 0 ? [studioNote('realDefects', { n: usable.length })] : []),
  ...(withoutMask.length > 0
    ? [studioNote('realWithoutMask', { n: withoutMask.length, first: basename(withoutMask[0]!.file) })]
    : []),
];

/**
 * Makes the working pictures and reads the masks.
 * @throws FlawsmithError `not-found` where a picture or mask is gone, `mask-changed`; CancelledError
 */
export async function realRefs(
  product: Product,
  images: readonly ImageRecord[],
  view: PictureView,
  options: PixelOptions,
): Promise<RealDefect[]> {
  if (images.length === 0) return [];
  const refs = await pixelRefs(product, images, view, options);
  const real: RealDefect[] = [];
  for (const [i, image] of images.entries()) {
    const mask = await loadMask(image, view);
    if (mask) real.push({ ref: refs[i]!, mask: runsOfMask(mask.data) });
  }
  return real;
}

/** A run goes on only with the labelled defects that it was started with. @throws FlawsmithError `not-found`, `bad-config` */
export function checkReal(
  product: Product,
  run: string,
  real: readonly RunImage[],
  present: ReadonlyMap<string, ImageRecord>,
): void {
  const missing = real.find(({ hash }) => !present.has(hash));
  if (missing) {
    throw new FlawsmithError(
      'not-found',
      `${run} learns from a picture that is not in the product now: ${missing.file}`,
      {
        file: missing.file,
        hint: 'Import this picture again or take it in, or start a new run.',
      },
    );
  }
  const other = real.find(({ hash }) => {
    const { label, maskFile } = present.get(hash)!;
    return label !== 'anomalous' || maskFile === null;
  });
  if (!other) return;
  throw new FlawsmithError('bad-config', `${run} learns from a defect that is no longer labelled so: ${other.file}`, {
    file: other.file,
    hint: `Take this back, or start a new run without it (${product.dir}).`,
  });
}
