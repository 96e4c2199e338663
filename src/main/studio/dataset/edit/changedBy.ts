import type { Product } from '../../product.ts';
import { editablePictures } from '../../store/editable.ts';
import { type ChangedPicture, comparable } from './changePictures.ts';

/** Does something to a product, and tells which pictures are otherwise then; one that is not in it any more counts as out. */
export function changedBy<T>(product: Product, work: () => T): { changed: ChangedPicture[]; result: T } {
  const before = new Map(editablePictures(product.db).map((picture) => [picture.id, picture]));
  const result = work();
  const after = new Map(editablePictures(product.db).map((picture) => [picture.id, picture]));
  const pairs = [...new Set([...before.keys(), ...after.keys()])].map((id): ChangedPicture => {
    const [was, is] = [before.get(id), after.get(id)];
    return { before: was ?? { ...is!, isOut: true }, after: is ?? { ...was!, isOut: true } };
  });
  return { changed: pairs.filter((pair) => comparable(pair.before) !== comparable(pair.after)), result };
}
