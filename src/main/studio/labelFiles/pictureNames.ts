import { fold } from '../dataset/layouts/folderRole.ts';
import { foldersOf, nameOf, stemOf } from '../dataset/layouts/folderTree.ts';

/** The path of a picture with forward slashes and without the one at its beginning: as in a tree of all files. */
export const treePath = (file: string): string => file.replaceAll('\\', '/').replace(/^\/+/, '');

/** Ends of a path, the shortest first: `a.png`, `day/a.png`, …. */
export function endsOf(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, i) => parts.slice(parts.length - 1 - i).join('/'));
}

const withoutEnding = (path: string): string => [...foldersOf(path), stemOf(path)].join('/');

/** The picture that a mask file is named like, or why it is not known. */
export type NamedPicture = { path: string } | { path: null; why: 'none' | 'several' };

/** Finds pictures by the end of their path without ending, and where several have it, by the folder of their kind. */
export class PictureNames {
  readonly #byStem: Map<string, string[]>;

  /** @param paths of {@link treePath} */
  constructor(paths: readonly string[]) {
    this.#byStem = Map.groupBy(paths, (path) => fold(stemOf(path)));
    for (const path of paths) {
      const whole = fold(nameOf(path));
      this.#byStem.set(whole, [...(this.#byStem.get(whole) ?? []), path]);
    }
  }

  /** @param name end of the picture's path without its ending, or with it */
  find(name: string, kind: string | null): NamedPicture {
    const wanted = `/${fold(name)}`;
    const ends = (path: string): boolean => [path, withoutEnding(path)].some((one) => `/${fold(one)}`.endsWith(wanted));
    const found = (this.#byStem.get(fold(nameOf(name))) ?? []).filter(ends);
    const ofKind = found.filter(
      (path) => kind !== null && foldersOf(path).some((folder) => fold(folder) === fold(kind)),
    );
    const [first, second] = found.length > 1 && ofKind.length > 0 ? ofKind : found;
    if (first === undefined) return { path: null, why: 'none' };
    return second === undefined ? { path: first } : { path: null, why: 'several' };
  }

  /** The shortest name by which {@link find} finds a picture; its whole path where there is no shorter one. */
  nameOf(path: string, kind: string): string {
    const names = [withoutEnding(path), path].flatMap(endsOf);
    return names.find((name) => this.find(name, kind).path === path) ?? path;
  }
}

/** A kind as the name of a folder: signs that no folder's name may hold are written as `%2F`. */
export const folderOfKind = (kind: string): string =>
  kind.replaceAll(
    /[\u0000-\u001f"*/:<>?\\|%]|^\.|[. ]$/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`,
  );

/** The kind that {@link folderOfKind} wrote; any other folder's name is a kind as it is. */
export const kindOfFolder = (folder: string): string =>
  folder.replaceAll(/%([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
