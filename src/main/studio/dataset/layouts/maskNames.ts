import { fold, folderRole } from './folderRole.ts';
import { foldersOf, isPicturePath, stemOf } from './folderTree.ts';

const words =
  'masks?|maske|masker|maska|maschera|m[aá]scara|masque|gts?|labels?|seg|segmentation|ground[ _-]?truth|anno|' +
  'annotation|annotated|labelids|defectmask|pixels|マスク|掩码|掩膜';
/** What file managers write behind the name of a second one: `007_mask (1)`, `007_mask - Kopie`. */
const copied = '(?:[ ._-]*\\(\\d+\\)|[ ._-]+(?:copy|kopie|copie|copia)(?:[ ._-]*\\(?\\d+\\)?)?)?';
const behind = new RegExp(`^(.+?)[ ._-]+[([]?(?:${words})(?:[ ._-]?\\d+)?[)\\]]?${copied}$`, 'i');
/** `007Mask`, `007GT2`: a capital stands for the dash. */
const grown = new RegExp(`^(.*[a-z\\d])(?:Mask|GT|Label|GroundTruth)(?:[ ._-]?\\d+)?${copied}$`);
const before = new RegExp(`^(?:${words})[ ._-]+(.+)$`, 'i');

/** Stem of the picture that a file named like a mask belongs to (`007` of `007_mask`, `mask_007`, `007.jpg.mask`); null where it is not named so. */
export function maskedStem(path: string): string | null {
  const stem = stemOf(path);
  const base = (behind.exec(stem) ?? grown.exec(stem) ?? before.exec(stem))?.[1];
  return base === undefined ? null : withoutEnding(base);
}

const pictureWords = 'images?|img|rgb|pictures?|photos?|input|orig|original|raw';
const pictureBehind = new RegExp(`^(.+?)[ ._-]+(?:${pictureWords})$`, 'i');
const pictureBefore = new RegExp(`^(?:${pictureWords})[ ._-]+(.+)$`, 'i');

/** Stem of a picture, folded, without a word that only says that it is one: `007` of `img_007`, as in `mask_007`. */
export function bareStem(path: string): string {
  const stem = stemOf(path);
  return fold((pictureBehind.exec(stem) ?? pictureBefore.exec(stem))?.[1] ?? stem);
}

/** Stems of pictures, folded, that a mask in a folder of masks may belong to, the likeliest first. */
export function stemsOfMask(path: string): string[] {
  const stem = stemOf(path);
  const named = maskedStem(path);
  const stems = [stem, withoutEnding(stem), ...(named === null ? [] : [named, named.replace(/[ ._-]\d{1,2}$/, '')])];
  // a word of its own behind the picture's name
  const bare = [stem.replace(/[ ._-]\d{1,2}$/, ''), stem.replace(/[ ._-]+[([]?\p{L}+[)\]]?$/u, '')];
  return [...new Set([...stems, ...bare].map(fold))];
}

/** True of a name that says no more than that the file is a mask: `mask.png`. */
export const isBareMaskName = (path: string): boolean => new RegExp(`^(?:${words})$`, 'i').test(stemOf(path));

/** Full name of the picture, folded, where the mask's name holds it: `007.jpg` of `007.jpg_mask.png`. */
export function pictureNameIn(path: string): string | null {
  const stem = stemOf(path);
  const base = (behind.exec(stem) ?? grown.exec(stem) ?? before.exec(stem))?.[1] ?? stem;
  return isPicturePath(base) ? fold(base) : null;
}

/**
 * The kind of defect that a mask is of, by the folder below that of the masks (`ground_truth/scratch/007.png`), or in a folder called like
 * its picture by its own name (`masks/007/scratch.png`); null where neither names one.
 */
export function kindOfMask(mask: string, picture: string): string | null {
  const folders = foldersOf(mask);
  const inside = folders.slice(folders.findLastIndex((name) => folderRole(name).isMask) + 1);
  if (inside.length === folders.length) return null;
  const isOfPicture = (name: string): boolean => fold(name) === fold(stemOf(picture));
  const known = foldersOf(picture).map(fold);
  const named = inside.find((name) => namesKind(name) && !isOfPicture(name) && !known.includes(fold(name)));
  if (named !== undefined) return named;
  const own = stemOf(mask);
  return inside.some(isOfPicture) && namesKind(own) && !isOfPicture(own) && maskedStem(mask) === null ? own : null;
}

/** Numbers count, and words for sides, pictures, masks and good or bad name no kind. */
function namesKind(name: string): boolean {
  const { split, isMask, isPictures, isDepth, sense, isGeneric } = folderRole(name);
  return /\p{L}{2}/u.test(name) && !split && !isMask && !isPictures && !isDepth && sense !== 'good' && !isGeneric;
}

const withoutEnding = (name: string): string => (isPicturePath(name) ? stemOf(name) : name);
