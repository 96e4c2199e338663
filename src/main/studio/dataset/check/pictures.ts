import type { CheckedPicture } from '#shared/domain/oddPictures.ts';
import { type SerializedError, serializeError, throwIfCancelled } from '#shared/errors.ts';
import { type PictureMeasures, measurePicture } from '#shared/vision/measures/index.ts';
import { releasePixels } from '#scoring/decode.ts';
import type { Product } from '../../product.ts';
import { listDescriptors } from '../../store/descriptors.ts';
import { listCheckedRows } from '../../store/images.ts';
import { listMeasures, saveMeasures } from '../../store/measures.ts';
import { decodeOriginal } from '../original.ts';
import { forEachPicture } from '../parallel.ts';

export interface CheckOptions {
  signal?: AbortSignal | undefined;
  /** Pictures measured so far, of those that an earlier version imported. */
  onMeasured?: ((done: number, total: number) => void) | undefined;
}

/** A picture whose pixels could not be measured. */
export interface UnreadPicture {
  file: string;
  error: SerializedError;
}

/** Pictures that are decoded at a time; each may be large. */
const width = 4;
/** Rows written in one transaction. */
const rowsPerTransaction = 64;

/**
 * All pictures of a product with what is known of their pixels. An import measures what it reads; what an earlier version
 * imported is measured now, and kept where the product can be written.
 * @throws CancelledError
 */
export async function checkedPictures(
  product: Product,
  options: CheckOptions = {},
): Promise<{ pictures: CheckedPicture[]; unread: UnreadPicture[] }> {
  const rows = listCheckedRows(product.db);
  const measures = listMeasures(product.db);
  const descriptors = listDescriptors(product.db);
  const missing = rows.filter(({ hash }) => !measures.has(hash));
  const unread = await measureMissing(product, missing, measures, options);
  const pictures = rows.map(({ label, ...row }) => ({
    ...row,
    isGood: label === 'normal',
    measures: measures.get(row.hash) ?? null,
    descriptor: descriptors.get(row.hash) ?? null,
  }));
  return { pictures, unread };
}

async function measureMissing(
  product: Product,
  missing: readonly { file: string; hash: string }[],
  measures: Map<string, PictureMeasures>,
  { signal, onMeasured }: CheckOptions,
): Promise<UnreadPicture[]> {
  const unread: UnreadPicture[] = [];
  let waiting: { hash: string; measures: PictureMeasures }[] = [];
  const flush = (): void => {
    if (waiting.length > 0 && product.mode === 'write') saveMeasures(product.db, waiting);
    waiting = [];
  };
  let done = 0;
  try {
    await forEachPicture(missing, width, async (image, read) => {
      throwIfCancelled(signal);
      try {
        const { raster } = await decodeOriginal(product, image, read);
        const found = measurePicture(raster);
        releasePixels(raster);
        measures.set(image.hash, found);
        waiting.push({ hash: image.hash, measures: found });
      } catch (error) {
        unread.push({ file: image.file, error: serializeError(error) });
      }
      if (waiting.length >= rowsPerTransaction) flush();
      onMeasured?.(++done, missing.length);
    });
  } finally {
    flush();
  }
  return unread;
}
