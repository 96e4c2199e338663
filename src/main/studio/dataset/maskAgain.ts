import type { ImageRecord } from '#shared/domain/images.ts';
import { readImageFile } from '#scoring/decode.ts';
import type { Product } from '../product.ts';
import { withinEdit } from '../store/edits.ts';
import { type KnownImage, setMask } from '../store/images.ts';
import { importLayers, isPaintedOn } from '../store/layerKinds.ts';
import { changeMask } from '../store/masks.ts';
import { isPainted } from '../labeling/maskPng.ts';
import { addAudit } from '../store/records.ts';
import { hashOf } from './imageMask.ts';
import type { SettledMask } from './masks.ts';

/** What became of the mask of a picture that the product has already. */
export interface MaskAgain {
  /** `taken` in the place of another, `kept` although the folder has another. */
  what: 'same' | 'added' | 'moved' | 'taken' | 'kept';
  /** The mask with its hash, where an earlier version did not keep that. */
  hashed: Pick<ImageRecord, 'id' | 'maskFile' | 'maskHash'> | null;
}

/**
 * Compares the mask that an import finds with the one that the product has. The same content is left alone, or followed to
 * where it lies now, which is no part of the step. What a person painted stays; layers that came with an import are as its mask. Another
 * content is taken where the product's own mask is no longer what was imported, was gone or made of the same sources; a mask that stands
 * unchanged elsewhere is kept. What alters figures is audited, and comes back with the step's undoing.
 */
export async function meetMask(
  product: Product,
  known: KnownImage & { hash: string },
  found: SettledMask,
  { who, edit }: { who: string; edit: number },
): Promise<MaskAgain> {
  const { id, maskFile, maskHash } = known;
  if (isPaintedOn(product.db, id)) return { what: found.hash === maskHash ? 'same' : 'kept', hashed: null };
  const present = maskFile === null ? null : await presentHash(maskFile);
  const before = maskHash ?? present;
  const hashed = maskHash === null && present !== null ? { id, maskFile, maskHash: present } : null;
  if (found.hash === before) {
    if (present === before) return { what: 'same', hashed };
    setMask(product.db, id, found);
    return { what: 'moved', hashed: null };
  }
  const isUntouched = present !== null && present === before && found.file !== maskFile;
  if (isUntouched && !(found.isMade && isMade(maskFile!))) return { what: 'kept', hashed };
  withinEdit(product.db, edit, () => {
    changeMask(product.db, id, found);
    importLayers(product.db, known.hash, found.layers);
    const old = maskFile === null ? null : { file: maskFile, hash: before };
    addAudit(product.db, { who, what: `mask of image ${id}`, old, new: { file: found.file, hash: found.hash } });
  });
  return { what: maskFile === null ? 'added' : 'taken', hashed: null };
}

/** Null where there is no file any more. */
const presentHash = (file: string): Promise<string | null> => readImageFile(file).then(hashOf, () => null); // unreadable is as good as gone: the folder has one that is readable

/** True of a mask that the studio drew or united: it bears a hash in the product's folder of masks. */
const isMade = (file: string): boolean => /[\\/]masks[\\/][0-9a-f]{64}\.png$/.test(file) || isPainted(file);
