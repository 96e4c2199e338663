import { join } from 'node:path';
import type { FolderChange, FolderRow } from '#shared/domain/folderChange.ts';
import type { Label, Split } from '#shared/domain/images.ts';
import { type ImportNote, firstOf, importNote } from '#shared/domain/importNotes.ts';
import type { Settled } from './folderChanges.ts';
import type { PictureShapes } from './layouts/annotations/annotation.ts';
import { commonest } from './layouts/annotations/apply.ts';
import { folderRole } from './layouts/folderRole.ts';
import { kindOfMask } from './layouts/maskNames.ts';
import { type MaskKinds, marksOf } from './masks.ts';
import { kindsNamed } from './masksByKind.ts';
import type { ValueKind } from './valueKinds.ts';

/** An image file with what its place in the folder says of it. */
export interface FoundImage {
  /** Absolute. */
  file: string;
  /** Path inside the named folder, with forward slashes, as a sessions file names it. */
  relative: string;
  label: Label;
  kind: string | null;
  split: Split;
  /** Side that the user's own folders give it; null where they leave it open. */
  folderSplit: Split | null;
  /** Its masks, absolute; what any of them marks is marked. */
  masks: string[];
  /** What each of them is of. */
  maskKinds: MaskKinds[];
  /** What annotations mark on it. */
  shapes: PictureShapes | null;
  /** Session by folder. */
  session: string;
  /** Physical part by folder; null where no folder names one. */
  part: string | null;
  /** What its folder was understood as, before a person said otherwise. */
  row: FolderRow;
  /** What a person said of its folder; null where nobody did. */
  chosen: FolderChange['change'] | null;
}

/**
 * A settled picture as the import takes it.
 * @param path of it below `base`; the first `cut` letters are not of the named folder
 * @param valueKinds what values of masks are of, by paths of masks as the picture has them; the others are of what folders say
 */
export function foundImage(
  image: Settled,
  { path, base, cut }: { path: string; base: string; cut: number },
  valueKinds: ReadonlyMap<string, readonly ValueKind[]>,
): FoundImage {
  const { label, split, shapes, session, part, row, chosen } = image;
  const kinds = image.masks.map((mask): MaskKinds => valueKinds.get(mask) ?? kindOfMask(mask, image.path));
  const kind = kindOfPicture(image.kind, kinds.flatMap(kindsOf));
  const isNormal = label === 'normal';
  const maskFolder = join(base, path.slice(0, path.length - image.path.length));
  return {
    file: join(base, path),
    relative: path.slice(cut),
    label,
    kind: isNormal ? null : (kind ?? 'defect'),
    split: isNormal ? (chosen?.split ?? split ?? 'train') : 'test',
    folderSplit: isNormal && split !== 'train' ? split : null,
    masks: isNormal ? [] : image.masks.map((mask) => join(maskFolder, mask)),
    maskKinds: isNormal ? [] : kinds,
    shapes: isNormal ? null : shapes,
    ...{ session, part, row, chosen },
  };
}

const kindsOf = (kinds: MaskKinds): (string | null)[] =>
  kinds === null || typeof kinds === 'string' ? [kinds] : kinds.map(({ kind }) => kind);

/** A kind that says no more than that there is a defect gives way to what its masks say. */
function kindOfPicture(kind: string | null, ofMasks: readonly (string | null)[]): string | null {
  const said = ofMasks.filter((one) => one !== null);
  const isOpen = kind === null || folderRole(kind).isGeneric;
  return isOpen && said.length > 0 ? commonest(said) : kind;
}

/** Pictures with defects of several kinds. */
export function kindNotes(images: readonly FoundImage[]): ImportNote[] {
  const several = images.flatMap((image) => {
    const kinds = image.label === 'anomalous' ? kindsNamed(marksOf(image), image) : [];
    return kinds.length > 1 ? [{ path: image.relative, kinds }] : [];
  });
  if (several.length === 0) return [];
  const kinds = [...new Set(several.flatMap((one) => one.kinds))].sort();
  const first = firstOf(several.map(({ path }) => path));
  return [importNote('severalKinds', { n: several.length, kinds: firstOf(kinds, 12), first })];
}

/** Something says where its defect is. */
export const isMarked = ({ masks, shapes }: Pick<FoundImage, 'masks' | 'shapes'>): boolean =>
  masks.length > 0 || shapes !== null;
