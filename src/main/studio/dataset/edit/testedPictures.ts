import type { Product } from '../../product.ts';
import { imageHashes } from '../../store/images.ts';
import { listScores } from '../../store/records.ts';
import { listRuns } from '../../store/runs.ts';
import { readRunFile } from '../../training/runFolder.ts';

/** How many trained runs have a score of a picture and neither learned nor calibrated on it, by id. */
export async function testedPictures(product: Product): Promise<Map<number, number>> {
  const hashes = imageHashes(product.db);
  const tested = new Map<number, number>();
  for (const { id, state } of listRuns(product.db)) {
    const scores = state === 'trained' ? listScores(product.db, id) : [];
    if (scores.length === 0) continue;
    const { train, calibration } = await readRunFile(product, id);
    const used = new Set([...train, ...calibration].map(({ hash }) => hash));
    for (const { image } of scores) {
      if (!used.has(hashes.get(image)!)) tested.set(image, (tested.get(image) ?? 0) + 1);
    }
  }
  return tested;
}
