import { fold } from '../folderRole.ts';
import { foldersOf, nameOf, stemOf } from '../folderTree.ts';

/** The picture that is meant, or why it is not known. */
export type PictureMatch = { path: string; why?: undefined } | { path: null; why: 'none' | 'several' };

/** Finds pictures of a tree by the names that annotation files give them. */
export interface PictureIndex {
  /** By the end of a path, full name included; the one that lies nearest to the annotation file. */
  byName(name: string, annotationFile: string): PictureMatch;
  /** By the stem alone. */
  byStem(annotationFile: string): PictureMatch;
  /** By the stem of a file a picture, else by the name that the file holds. */
  byFile(annotationFile: string, name: string): PictureMatch;
}

export function indexPictures(pictures: readonly string[]): PictureIndex {
  const names = Map.groupBy(pictures, (path) => fold(nameOf(path)));
  const stems = Map.groupBy(pictures, (path) => fold(stemOf(path)));
  const index: PictureIndex = {
    byName(name, file) {
      const asked = fold(name.replaceAll('\\', '/').replace(/^(\.?\/)+/, ''));
      // Tools of the web write addresses: `part%201.png`.
      const wanted = names.has(nameOf(asked)) ? asked : fold(unescaped(asked));
      const found = names.get(nameOf(wanted)) ?? [];
      const exact = found.filter((path) => `/${fold(path)}`.endsWith(`/${wanted}`));
      return nearest(exact.length > 0 ? exact : found, file);
    },
    byStem: (file) => nearest(stems.get(fold(stemOf(file))) ?? [], file),
    byFile(file, name) {
      const own = index.byStem(file);
      const named = own.path === null && name !== '' ? index.byName(name, file) : own;
      return named.path === null ? own : named;
    },
  };
  return index;
}

function unescaped(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // a per cent sign of its own
  }
}

/** Picture whose folders have the most in common with the file's; none on a tie, since two pictures would share one annotation. */
function nearest(paths: readonly string[], file: string): PictureMatch {
  const [first, second] = paths;
  if (first === undefined) return { path: null, why: 'none' };
  if (second === undefined) return { path: first };
  const own = new Set(foldersOf(file).map(fold));
  const common = (path: string): number => foldersOf(path).filter((name) => own.has(fold(name))).length;
  const ranked = [...paths].sort((a, b) => common(b) - common(a));
  return common(ranked[0]!) > common(ranked[1]!) ? { path: ranked[0]! } : { path: null, why: 'several' };
}
