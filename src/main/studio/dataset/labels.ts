import type { ImageRow } from '#shared/contract/studio.ts';
import type { Label } from '#shared/domain/images.ts';
import type { LabelNote } from '#shared/domain/labelNotes.ts';
import type { Product } from '../product.ts';
import { findImage } from '../store/gallery.ts';
import { changeNow, changePictures } from './edit/changePictures.ts';

/**
 * Labels a picture, as {@link changePictures} does.
 * @returns the picture, and what has to be said of it
 * @throws FlawsmithError `not-found`
 */
export async function relabel(
  product: Product,
  id: number,
  label: Label,
  kind: string | null,
  who: string,
): Promise<{ image: ImageRow; notes: LabelNote[] }> {
  findImage(product.db, id);
  const change = label === 'anomalous' && kind !== null ? { label, kind } : { label };
  const { notes } = await changePictures(product, [id], change, who);
  return { image: findImage(product.db, id), notes };
}

/** Takes pictures out of the product; all that is known of them stays. @returns ids of those that were in */
export function leaveOut(product: Product, ids: readonly number[], who: string): number[] {
  return changeNow(product, ids, { out: true }, who).changed.map(({ after }) => after.id);
}

/**
 * Brings left-out pictures back, with their scores. A good one that trains or calibrates goes to where its session or part
 * stands now. @returns ids of those that were out
 */
export function bringBack(product: Product, ids: readonly number[], who: string): number[] {
  return changeNow(product, ids, { out: false }, who).changed.map(({ after }) => after.id);
}
