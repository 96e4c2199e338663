import { isPictureEnding } from '#shared/domain/pictureFiles.ts';
import type { AnnotationSet } from './annotations/annotation.ts';

/** The files of one data set, by paths relative to its folder with forward slashes. */
export interface FolderTree {
  pictures: readonly string[];
  others: readonly string[];
  /** What tools made from pictures and laid beside them; no pictures of the data set. */
  derived: readonly string[];
  /** Pictures that are the mask of another one of the same name and another ending; what they show told it. */
  twinMasks: readonly string[];
  /** What annotation files among the others say; null where there are none. */
  annotations: AnnotationSet | null;
  /** Text of a small file of the tree; null where it cannot be read as text. */
  text(path: string): Promise<string | null>;
  /** Width and height of a picture of the tree, such as `640 × 480`; null where they are not known. */
  sides(path: string): Promise<string | null>;
}

/** Lower-case ending without the dot; empty where there is none. */
export const endingOf = (path: string): string => /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
/** Whether a file is a picture by its ending; whether it can be read is for the decoder to say. */
export const isPicturePath = (path: string): boolean => isPictureEnding(`.${endingOf(path)}`);
export const foldersOf = (path: string): string[] => path.split('/').slice(0, -1);
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
/** File name without its ending. */
export const stemOf = (path: string): string => nameOf(path).replace(/\.[^.]+$/, '');

/** A tree of pictures and other files from a list of paths. @param derived of {@link FolderTree} */
export function treeOf(
  paths: readonly string[],
  text: (path: string) => Promise<string | null> = () => Promise.resolve(null),
  derived: ReadonlySet<string> = new Set(),
): FolderTree {
  return {
    pictures: paths.filter((path) => isPicturePath(path) && !derived.has(path)),
    others: paths.filter((path) => !isPicturePath(path)),
    ...{ derived: [...derived], twinMasks: [], annotations: null },
    text,
    sides: () => Promise.resolve(null),
  };
}

/** What lies below each top folder of the tree, by paths relative to that folder. */
export function foldersBelow(tree: FolderTree): Map<string, FolderTree> {
  const top = (path: string): string => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '');
  const grouped = (paths: readonly string[]): Map<string, string[]> => Map.groupBy(paths, top);
  const [pictures, others, twins] = [grouped(tree.pictures), grouped(tree.others), grouped(tree.twinMasks)];
  pictures.delete('');
  const inside = (paths: readonly string[] | undefined, name: string): string[] =>
    (paths ?? []).map((path) => path.slice(name.length + 1));
  return new Map(
    [...pictures].map(([name, paths]) => [
      name,
      {
        pictures: inside(paths, name),
        others: inside(others.get(name), name),
        twinMasks: inside(twins.get(name), name),
        ...{ derived: [], annotations: null },
        text: (path) => tree.text(`${name}/${path}`),
        sides: (path) => tree.sides(`${name}/${path}`),
      },
    ]),
  );
}
