import { isPictureEnding } from '#shared/domain/pictureFiles.ts';

/** A file that was dropped or chosen, with the folders that came with it. */
export interface Named<T> {
  /** Such as `day-1/005.png`. */
  name: string;
  file: T;
}

/** What was dropped: pictures by their ending to send, the others counted. */
export interface SortedOut<T> {
  files: Named<T>[];
  /** By ending, in lower case. */
  skipped: Map<string, number>;
}

const endingOf = (name: string): string => /\.[^./]+$/.exec(name)?.[0].toLowerCase() ?? '';

/** Files that are pictures by their ending; a single one that is none is kept, so that scoring says what is wrong with it. */
export function sortOut<T>(files: readonly Named<T>[]): SortedOut<T> {
  const sorted: SortedOut<T> = { files: [], skipped: new Map() };
  for (const one of files) {
    const ending = endingOf(one.name);
    if (isPictureEnding(ending) || files.length === 1) sorted.files.push(one);
    else sorted.skipped.set(ending, (sorted.skipped.get(ending) ?? 0) + 1);
  }
  return sorted;
}
