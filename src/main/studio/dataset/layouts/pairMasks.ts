import type { Split } from '#shared/domain/images.ts';
import { fold, folderRole } from './folderRole.ts';
import { foldersOf, nameOf, stemOf } from './folderTree.ts';
import { bareStem, isBareMaskName, pictureNameIn, stemsOfMask } from './maskNames.ts';
import type { TakenImage } from './layout.ts';

export interface MaskPairs {
  /** Masks that no picture fits. */
  without: string[];
  /** Masks that several pictures fit equally well. */
  unclear: string[];
}

interface Place {
  split: Split | null;
  /** Folders that tell one picture from another of its name. */
  context: string[];
}

/**
 * Gives masks to their pictures (into `masks` of each): same name or a usual mask name, in folders that say the same; then a
 * folder of masks named like its picture; then the only picture of that name. Where two fit, none gets it.
 */
export function pairMasks(images: readonly TakenImage[], masks: readonly string[]): MaskPairs {
  const byStem = Map.groupBy(images, ({ path }) => fold(stemOf(path)));
  const byBareStem = Map.groupBy(images, ({ path }) => bareStem(path));
  const byFolder = Map.groupBy(images, ({ path }) => foldersOf(path).join('/'));
  const places = new Map(images.map((image) => [image, placeOf(image.path, image.split)]));
  const pairs: MaskPairs = { without: [], unclear: [] };
  for (const mask of masks) {
    const beside = isBareMaskName(mask) ? (byFolder.get(foldersOf(mask).join('/')) ?? []) : [];
    const exact = beside.length === 1 ? beside[0]! : findPicture(mask, byStem, places);
    const found = exact === 'none' ? findPicture(mask, byBareStem, places) : exact;
    if (found === 'none') pairs.without.push(mask);
    else if (found === 'several') pairs.unclear.push(mask);
    else found.masks.push(mask);
  }
  return pairs;
}

function placeOf(path: string, split?: Split | null): Place {
  const folders = foldersOf(path).map((name) => ({ name, role: folderRole(name) }));
  return {
    split: split ?? folders.find(({ role }) => role.split !== null)?.role.split ?? null,
    context: folders
      .filter(({ role }) => role.split === null && !role.isMask && !role.isPictures)
      .map(({ name }) => fold(name)),
  };
}

type Found = TakenImage | 'none' | 'several';

function findPicture(
  mask: string,
  byStem: ReadonlyMap<string, TakenImage[]>,
  places: ReadonlyMap<TakenImage, Place>,
): Found {
  const own = placeOf(mask);
  const named = stemsOfMask(mask).map((stem) => ({ stem, context: own.context }));
  const folder = own.context.at(-1);
  const inFolder = folder === undefined ? [] : [{ stem: folder, context: own.context.slice(0, -1) }];
  const isSame = (a: readonly string[], b: readonly string[]): boolean => a.join('/') === b.join('/');
  const isWithin = (a: readonly string[], b: readonly string[]): boolean => a.every((name) => b.includes(name));
  const fits: ((place: Place, context: readonly string[], image: TakenImage) => boolean)[] = [
    (place, context) => isSame(place.context, context) && place.split === own.split,
    (place, context) => isSame(place.context, context),
    (place, context, { label }) =>
      label !== 'normal' && (isWithin(place.context, context) || isWithin(context, place.context)),
  ];
  for (const fit of fits) {
    for (const { stem, context } of [...named, ...inFolder]) {
      const fitting = (byStem.get(stem) ?? []).filter((image) => fit(places.get(image)!, context, image));
      const one = single(fitting, mask);
      if (one !== 'none') return one;
    }
  }
  return 'none';
}

/** The one that the mask's name names in full, else the only defective one, else the only one. */
function single(images: readonly TakenImage[], mask: string): Found {
  if (images.length <= 1) return images[0] ?? 'none';
  const full = pictureNameIn(mask);
  const ways = [
    images.filter(({ path }) => full !== null && fold(nameOf(path)) === full),
    images.filter(({ label }) => label === 'anomalous'),
    images.filter(({ label, split }) => label === 'anomalous' && split === 'test'),
  ];
  return ways.find(({ length }) => length === 1)?.[0] ?? 'several';
}
