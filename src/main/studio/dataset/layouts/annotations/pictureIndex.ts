import { fold } from '../folderRole.ts';
import { foldersOf, nameOf, stemOf } from '../folderTree.ts';

/** Finds pictures of a tree by the names that annotation files give them. */
export interface PictureIndex {
  /** By the end of a path, full name included; the one that lies nearest to the annotation file. Null where none or several fit. */
  byName(name: string, annotationFile: string): string | null;
  /** By the stem alone. */
  byStem(annotationFile: string): string | null;
}

export function indexPictures(pictures: readonly string[]): PictureIndex {
  const names = Map.groupBy(pictures, (path) => fold(nameOf(path)));
  const stems = Map.groupBy(pictures, (path) => fold(stemOf(path)));
  return {
    byName(name, file) {
      const asked = fold(name.replaceAll('\\', '/').replace(/^(\.?\/)+/, ''));
      // Tools of the web write addresses: `part%201.png`.
      const wanted = names.has(nameOf(asked)) ? asked : fold(unescaped(asked));
      const found = names.get(nameOf(wanted)) ?? [];
      const exact = found.filter((path) => `/${fold(path)}`.endsWith(`/${wanted}`));
      return nearest(exact.length > 0 ? exact : found, file);
    },
    byStem: (file) => nearest(stems.get(fold(stemOf(file))) ?? [], file),
  };
}

function unescaped(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // a per cent sign of its own
  }
}

/** Picture whose folders have the most in common with the file's; null on a tie, since two pictures would share one annotation. */
function nearest(paths: readonly string[], file: string): string | null {
  if (paths.length <= 1) return paths[0] ?? null;
  const own = new Set(foldersOf(file).map(fold));
  const common = (path: string): number => foldersOf(path).filter((name) => own.has(fold(name))).length;
  const ranked = [...paths].sort((a, b) => common(b) - common(a));
  return common(ranked[0]!) > common(ranked[1]!) ? ranked[0]! : null;
}
