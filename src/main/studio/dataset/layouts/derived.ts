import { fold, folderRole } from './folderRole.ts';
import { foldersOf, isPicturePath, stemOf } from './folderTree.ts';
import { bareStem } from './maskNames.ts';
import { derivedFolderWords, derivedWords, fillerWords } from './words.ts';

const inNames: ReadonlySet<string> = new Set(derivedWords.map(fold));
const inFolders: ReadonlySet<string> = new Set(derivedFolderWords.map(fold));
const fillers = new Set(fillerWords);
/** Names without any of the words, which are nearly all, need no closer look. */
const anyWord = new RegExp([...inNames].join('|'));

/** Lower-case words, without numbers; a capital within a word begins another. */
const wordsOf = (text: string): string[] =>
  fold(text.replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' '))
    .split(/[^\p{L}]+/u)
    .filter(Boolean);

/** True of words that say nothing but what was made from a picture: `roi`, `anomaly map`, `pred mask`. */
function saysDerived(text: string, known: ReadonlySet<string>): boolean {
  const words = wordsOf(text);
  const isBeside = (word: string): boolean =>
    fillers.has(word) || folderRole(word).isMask || folderRole(word).isPictures || besideDerived.test(word);
  if (known.has(words.join(''))) return true;
  return words.some((word) => known.has(word)) && words.every((word) => known.has(word) || isBeside(word));
}
const besideDerived = /^(anomaly|score|class|object|defect)s?$/;

/** A name in two, at each blank, dash, dot or capital within. */
function halvesOf(stem: string): [front: string, back: string][] {
  const cuts = [...stem.matchAll(/[ ._-]+|(?<=[\p{Ll}\d])(?=\p{Lu})/gu)];
  return cuts.map(({ index, 0: gap }) => [stem.slice(0, index), stem.slice(index + gap.length)]);
}

const withoutEnding = (name: string): string => fold(isPicturePath(name) ? stemOf(name) : name);

/** Stems that the picture may have which a file named like something made from one was made from; none where it is not named so. */
function sourcesOf(path: string): string[] {
  if (!anyWord.test(fold(stemOf(path)))) return [];
  return halvesOf(stemOf(path)).flatMap(([front, back]) => [
    ...(saysDerived(back, inNames) ? [withoutEnding(front)] : []),
    ...(saysDerived(front, inNames) ? [withoutEnding(back)] : []),
  ]);
}

/**
 * Pictures that tools make from others and lay beside them, by their names: `7_roi.png`, `7_overlay.png`, `heatmap_7.png` where there is
 * a `7.png` in the folder, and folders such as `overlays` where half of their files and more are named like pictures elsewhere. They are
 * neither pictures of a part nor masks of defects.
 */
export function derivedPictures(paths: readonly string[]): Set<string> {
  const folders = new Map<string, boolean>();
  const isDerivedFolder = (name: string): boolean => {
    const known = folders.get(name) ?? saysDerived(name, inFolders);
    folders.set(name, known);
    return known;
  };
  const isInFolder = (path: string): boolean => foldersOf(path).some(isDerivedFolder);
  const inside = paths.filter(isInFolder);
  const outside = paths.filter((path) => !isInFolder(path));
  const keyOf = (path: string, stem: string): string => [...foldersOf(path), stem].join('/');
  const stemsOf = (path: string): string[] => [fold(stemOf(path)), bareStem(path)];
  const named = outside.map((path) => ({ path, sources: sourcesOf(path) })).filter(({ sources }) => sources.length > 0);
  if (named.length + inside.length === 0) return new Set();
  const near = new Set(outside.flatMap((path) => stemsOf(path).map((stem) => keyOf(path, stem))));
  const found = named
    .filter(({ path, sources }) => sources.some((stem) => near.has(keyOf(path, stem))))
    .map(({ path }) => path);
  const known = new Set(outside.flatMap(stemsOf));
  const isKnown = (path: string): boolean => [...stemsOf(path), ...sourcesOf(path)].some((stem) => known.has(stem));
  const byFolder = Map.groupBy(inside, (path) => {
    const names = foldersOf(path);
    return names.slice(0, names.findIndex(isDerivedFolder) + 1).join('/');
  });
  for (const files of byFolder.values()) if (files.filter(isKnown).length * 2 >= files.length) found.push(...files);
  return new Set(found);
}
