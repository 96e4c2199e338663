import { fold } from './folderRole.ts';
import { isPicturePath, stemOf } from './folderTree.ts';

const words =
  'masks?|maske|gts?|labels?|seg|segmentation|ground[ _-]?truth|anno|annotation|annotated|labelids|defectmask|pixels';
const behind = new RegExp(`^(.+?)[ ._-]+(?:${words})(?:[ ._-]?\\d+)?$`, 'i');
/** `007Mask`, `007GT2`: a capital stands for the dash. */
const grown = /^(.*[a-z\d])(?:Mask|GT|Label|GroundTruth)(?:[ ._-]?\d+)?$/;
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
  return [...new Set([...stems, stem.replace(/[ ._-]\d{1,2}$/, '')].map(fold))];
}

/** Full name of the picture, folded, where the mask's name holds it: `007.jpg` of `007.jpg_mask.png`. */
export function pictureNameIn(path: string): string | null {
  const stem = stemOf(path);
  const base = (behind.exec(stem) ?? grown.exec(stem) ?? before.exec(stem))?.[1] ?? stem;
  return isPicturePath(base) ? fold(base) : null;
}

const withoutEnding = (name: string): string => (isPicturePath(name) ? stemOf(name) : name);
