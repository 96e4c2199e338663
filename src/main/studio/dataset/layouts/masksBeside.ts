import { fold } from './folderRole.ts';
import { foldersOf, stemOf } from './folderTree.ts';
import { bareStem, isBareMaskName, maskedStem } from './maskNames.ts';

/** `mask.png` beside the one picture of its folder, `image.png`. */
function alone(paths: readonly string[]): string[] {
  const folders = Map.groupBy(paths, (path) => foldersOf(path).join('/'));
  return [...folders.values()].flatMap((files) => {
    const masks = files.filter(isBareMaskName);
    return files.length - masks.length === 1 ? masks : [];
  });
}

export interface MaskedFiles {
  /** Files named like the mask of a picture in their own folder. */
  masks: string[];
  /** Files named so whose picture is not there, while others have theirs. */
  without: string[];
}

/** Masks that lie beside their pictures, by their names (`007.png` and `007_mask.png`, `007_GT.png`, `007_label.bmp`). */
export function masksBeside(paths: readonly string[]): MaskedFiles {
  const keyOf = (path: string, stem: string): string => [...foldersOf(path), fold(stem)].join('/');
  const stems = new Set(paths.flatMap((path) => [keyOf(path, stemOf(path)), keyOf(path, bareStem(path))]));
  const named = paths.flatMap((path) => {
    const base = maskedStem(path);
    return base === null ? [] : [{ path, hasPicture: hasPicture(path, base) }];
  });
  function hasPicture(path: string, base: string): boolean {
    const shorter = base.replace(/[ ._-]\d{1,2}$/, '');
    return stems.has(keyOf(path, base)) || stems.has(keyOf(path, shorter));
  }
  const masks = [...named.filter((file) => file.hasPicture).map(({ path }) => path), ...alone(paths)];
  // A product may be photographed as `front_label.png`: only where masks lie about is such a file one that lost its picture.
  const without = masks.length === 0 ? [] : named.filter((file) => !file.hasPicture).map(({ path }) => path);
  return { masks, without };
}
