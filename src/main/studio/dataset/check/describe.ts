import { describedSide } from '#shared/domain/descriptors.ts';
import { fullRoi } from '#shared/domain/images.ts';
import { squareOf } from '#shared/domain/pictures.ts';
import type { EngineClient } from '../../engineClient.ts';
import { backboneFile } from '../../paths.ts';
import type { Product } from '../../product.ts';
import { listDescriptors, saveDescriptors } from '../../store/descriptors.ts';
import { listImages } from '../../store/images.ts';
import { type PixelOptions, pixelRefs } from '../pixels.ts';

const view = { picture: squareOf(describedSide), roi: fullRoi };

function undescribed(product: Product): ReturnType<typeof listImages> {
  const known = listDescriptors(product.db);
  return listImages(product.db, { label: 'normal' }).filter(({ hash }) => !known.has(hash));
}

/** True where an engine has to look at good pictures before other parts among them can be told. */
export const wantsDescribing = (product: Product): boolean => undescribed(product).length > 0;

/**
 * Has an engine look at the good pictures that none has looked at, and keeps what it says.
 * @throws FlawsmithError `not-found` where an original is gone, `engine-unavailable` without the weights; CancelledError
 */
export async function describeGood(
  product: Product,
  engine: Pick<EngineClient, 'describePictures'>,
  options: PixelOptions & { onDescribed?: ((done: number, total: number) => void) | undefined } = {},
): Promise<void> {
  const refs = await pixelRefs(product, undescribed(product), view, options);
  if (refs.length === 0) return;
  const { rows } = await engine.describePictures(
    { backboneFile, images: refs },
    { signal: options.signal, onProgress: ({ done, total }) => options.onDescribed?.(done, total) },
  );
  saveDescriptors(product.db, rows);
}
