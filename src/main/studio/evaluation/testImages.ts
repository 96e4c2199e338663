import type { ImageRecord } from '#shared/domain/images.ts';
import { recordingKeys } from '#shared/domain/recordings.ts';
import type { LeftOutOfTest } from '#shared/domain/report.ts';
import type { Product } from '../product.ts';
import { listImages, listSplitImages } from '../store/images.ts';
import type { RunFile } from '../training/runFolder.ts';

/**
 * The test pictures that say something of a run: none that it has learned from or calibrated on, as happens to one whose
 * label was changed and changed back, and no good one that is a near-copy of such.
 */
export function testImagesOf(
  product: Product,
  { train, calibration }: Pick<RunFile, 'train' | 'calibration'>,
): { images: ImageRecord[]; leftOut: LeftOutOfTest } {
  const used = new Set([...train, ...calibration].map(({ hash }) => hash));
  const rows = listSplitImages(product.db);
  const usedKeys = new Set(rows.filter(({ hash }) => used.has(hash)).flatMap(recordingKeys));
  const copies = new Set(rows.filter((row) => recordingKeys(row).some((key) => usedKeys.has(key))).map(({ id }) => id));
  const test = listImages(product.db, { split: 'test' });
  const unused = test.filter(({ hash }) => !used.has(hash));
  const images = unused.filter(({ id, label }) => label === 'anomalous' || !copies.has(id));
  return { images, leftOut: { used: test.length - unused.length, nearCopies: unused.length - images.length } };
}
