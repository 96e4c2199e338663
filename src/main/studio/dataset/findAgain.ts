import type { FoundAgain } from '#shared/contract/studio.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import type { Product } from '../product.ts';
import { type ImportOptions, importFolder } from './import.ts';
import { findMissing } from './missing.ts';

/** Files named of those that the product does not know. */
const mostNamed = 5;

/**
 * Looks in a folder, and in those below it, for the pictures and masks of a product that are not where they were, by content.
 * They are taken where they lie now; nothing else of the folder comes into the product.
 * @throws FlawsmithError `usage` where nothing is missing, and as `importFolder`; CancelledError, where what was found stays
 */
export async function findAgain(
  product: Product,
  folder: string,
  { who, signal, onProgress }: Pick<ImportOptions, 'who' | 'signal' | 'onProgress'> = {},
): Promise<FoundAgain> {
  const before = await findMissing(product, signal);
  const wanted = new Set([...before.images, ...before.masks].map(({ hash }) => hash));
  if (wanted.size === 0) {
    throw new FlawsmithError('usage', 'No picture of this product is missing.', {
      hint: 'Look at the dataset again.',
      said: said('noneMissing'),
    });
  }
  const report = await importFolder(product, folder, { who, signal, onProgress, only: wanted });
  const after = await findMissing(product, signal);
  return {
    folder,
    images: { found: before.images.length - after.images.length, missing: after.images.length },
    masks: { found: before.masks.length - after.masks.length, missing: after.masks.length },
    changedMasks: report.notes
      .filter(({ code }) => code === 'masksTaken')
      .reduce((sum, note) => sum + countOf(note), 0),
    unknown: { count: report.unknown.length, first: report.unknown.slice(0, mostNamed) },
    refused: report.refused.length,
  };
}

const countOf = ({ values }: { values: Readonly<Record<string, unknown>> }): number => Number(values['n']);
