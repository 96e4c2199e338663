import type { Split } from '#shared/domain/images.ts';
import { firstOf, importNote } from '#shared/domain/importNotes.ts';
import { applyAnnotations } from './annotations/apply.ts';
import { type FolderTree, foldersOf, stemOf } from './folderTree.ts';
import { fold, type folderRole, isAsideName, isPlaceName } from './folderRole.ts';
import { labelByName } from './labelByName.ts';
import { type Reading, type SkippedPath, type TakenImage, isOpen } from './layout.ts';
import { type MaskedFiles, masksBeside } from './masksBeside.ts';
import { pairMasks } from './pairMasks.ts';
import { type Placement, isSerial, place } from './placement.ts';

/** How one layout differs from what folders say in general. */
export interface FolderReading {
  /** Masks that lie beside their pictures; found by their names where it is left out. */
  beside?: MaskedFiles;
  /** Physical part of a picture. */
  partOf?: (path: string) => string | null;
  /** Side of a picture, where a list says it. */
  splitOf?: (path: string) => Split | null;
  kindOf?: (path: string) => string | null;
  /** What the name of a folder says in this tree; what it says anywhere where it is left out. */
  roleOf?: typeof folderRole;
}

/** Those for which it holds, and the others. */
function parted<T>(list: readonly T[], holds: (item: T) => boolean): [T[], T[]] {
  return [list.filter(holds), list.filter((item) => !holds(item))];
}

/** Depth maps apart from colour pictures: all of them where a folder is called `rgb`, else those that have a picture of their name beside their folder. */
function withoutDepth(pictures: readonly Placement[]): [depth: Placement[], colour: Placement[]] {
  if (!pictures.some(({ isDepth }) => isDepth)) return [[], [...pictures]];
  const hasRgb = pictures.some(({ path }) => foldersOf(path).some((name) => fold(name) === 'rgb'));
  /** The name of the file, and where the folder lies that it lies in. */
  const keyOf = (path: string): string => [...foldersOf(path).slice(0, -1), fold(stemOf(path))].join('/');
  const beside = new Set(pictures.filter(({ isDepth }) => !isDepth).map(({ path }) => keyOf(path)));
  return parted(pictures, ({ isDepth, path }) => isDepth && (hasRgb || beside.has(keyOf(path))));
}

function besideIn({ twinMasks }: FolderTree, rest: readonly Placement[]): MaskedFiles {
  const twins = new Set(twinMasks);
  const { masks, without } = masksBeside(rest.map(({ path }) => path).filter((path) => !twins.has(path)));
  return { masks: [...masks, ...twins], without };
}

/** What the siblings of folders say. */
interface Neighbours {
  hasSplits: boolean;
  /** Folders in which a folder of good parts lies. */
  goodParents: ReadonlySet<string>;
  /** Folders in which a folder called like a kind of defect lies. */
  kindParents: ReadonlySet<string>;
  /** Test pictures lie in folders that say good or defective. */
  hasTestSense: boolean;
  /** Names of unknown folders, folded, below train, where none says good. */
  trainNames: ReadonlySet<string>;
  /** Names of kinds below test, folded. */
  testKinds: ReadonlySet<string>;
}

/**
 * Reads a tree by the words of its folders: side, good or defective, kind, masks, sessions. A defect never trains; a folder
 * that says nothing is a kind beside good parts or below test, else a session of good parts, and a note says which.
 */
export function readFolders(tree: FolderTree, options: FolderReading = {}): Reading {
  const placed = tree.pictures.map((path) => place(path, options.roleOf));
  const inMaskFolders = placed.filter(({ isMask }) => isMask).map(({ path }) => path);
  const rest = placed.filter(({ isMask }) => !isMask);
  const beside = options.beside ?? besideIn(tree, rest);
  const isBeside = new Set([...beside.masks, ...beside.without]);
  const pictures = rest.filter(({ path }) => !isBeside.has(path));
  const [depth, colour] = withoutDepth(pictures);
  const neighbours = look(colour);
  const notes = new Notes();
  const skipped: SkippedPath[] = depth.map(({ path }) => ({ path, reason: 'depth' }));
  const images: TakenImage[] = [];
  for (const placement of colour) {
    const taken = take(placement, neighbours, notes, options);
    if (typeof taken === 'string') skipped.push({ path: placement.path, reason: taken });
    else images.push(taken);
  }
  notes.byName = labelByName(images);
  const reading: Reading = { images, used: [], skipped, notes: notes.all() };
  giveMasks(reading, [...inMaskFolders, ...beside.masks], beside.without);
  if (tree.annotations) applyAnnotations(reading, tree.annotations);
  reading.notes.unshift(...notes.ofSessions(reading.images));
  return reading;
}

function giveMasks(reading: Reading, masks: readonly string[], orphans: readonly string[]): void {
  const { without, unclear } = pairMasks(reading.images, masks);
  const lost = [...without, ...orphans];
  const isLost = new Set([...lost, ...unclear]);
  reading.used.push(...masks.filter((path) => !isLost.has(path)));
  reading.skipped.push(
    ...lost.map((path): SkippedPath => ({ path, reason: 'maskWithoutPicture' })),
    ...unclear.map((path): SkippedPath => ({ path, reason: 'maskUnclear' })),
  );
  if (lost.length > 0) reading.notes.push(importNote('masksWithout', { n: lost.length, first: firstOf(lost) }));
  if (unclear.length > 0)
    reading.notes.push(importNote('masksUnclear', { n: unclear.length, first: firstOf(unclear) }));
}

function look(placed: readonly Placement[]): Neighbours {
  const good = placed.filter(({ sense }) => sense === 'good');
  const goodParents = new Set(good.map(({ senseParent }) => senseParent!));
  const unknowns = placed.filter(({ sense, unknown }) => sense === null && unknown.length > 0);
  const namesOf = (list: readonly Placement[]): Set<string> => new Set(list.map(({ unknown }) => fold(unknown[0]!)));
  const training = unknowns.filter(({ split, parent }) => split !== 'test' && !goodParents.has(parent));
  const hasGoodTest = good.some(({ split }) => split === 'test');
  const trainNames = hasGoodTest ? new Set<string>() : namesOf(training);
  const testKinds = namesOf(unknowns.filter(({ split }) => split === 'test'));
  return {
    hasSplits: placed.some(({ split }) => split !== null),
    goodParents,
    kindParents: new Set(placed.filter(({ isKindName }) => isKindName).map(({ senseParent }) => senseParent!)),
    hasTestSense: placed.some(({ sense, split }) => sense !== null && split === 'test'),
    trainNames,
    testKinds: hasGoodTest ? testKinds : new Set([...testKinds].filter((name) => !trainNames.has(name))),
  };
}

function take(
  placement: Placement,
  neighbours: Neighbours,
  notes: Notes,
  { partOf, splitOf, kindOf }: FolderReading,
): TakenImage | SkippedPath['reason'] {
  const { path, sense, unknown, parent } = placement;
  const split = splitOf?.(path) ?? placement.split;
  const image: TakenImage = {
    ...{ path, label: null, kind: null, split, masks: [], shapes: null },
    ...{ session: sessionOf(unknown, neighbours.hasSplits && sense !== null), part: partOf?.(path) ?? null },
  };
  if (sense === 'good') return { ...image, label: 'normal' };
  if (sense === 'defect') return { ...image, label: 'anomalous', kind: kindOf?.(path) ?? placement.kind };
  if (neighbours.hasSplits && split === null) return 'outsideSplits';
  const isSorted = split === 'test' ? neighbours.hasTestSense : split === null && neighbours.goodParents.size > 0;
  if (unknown.length === 0 || (isSorted && unknown.some(isAsideName))) {
    if (isSorted) notes.unsorted.push(path);
    return isSorted ? 'unsorted' : image;
  }
  const name = unknown[0]!;
  const key = fold(name);
  const folder = parent === '' ? name : `${parent}/${name}`;
  const isKind =
    neighbours.goodParents.has(parent) ||
    (neighbours.kindParents.has(parent) && !isSerial(name) && !isPlaceName(name)) ||
    (split === 'test' ? !neighbours.trainNames.has(key) : neighbours.testKinds.has(key));
  if (isKind) {
    if (split !== 'test') count(notes.kinds, folder);
    return { ...image, label: 'anomalous', kind: name, session: sessionOf(unknown.slice(1), neighbours.hasSplits) };
  }
  notes.sessions.set(path, unknown.length > 1 ? folder + '/' + unknown.slice(1).join('/') : folder);
  return image;
}

const sessionOf = (folders: readonly string[], isPlain: boolean): string =>
  isPlain || folders.length === 0 ? 'session-1' : folders.join('/');

/** What is to be said of folders, gathered picture by picture. */
class Notes {
  /** Folders of unknown names, by pictures of which masks, annotations or the names of files may still say something. */
  readonly sessions = new Map<string, string>();
  readonly kinds = new Map<string, number>();
  readonly unsorted: string[] = [];
  byName = 0;

  /** @param images as they are once all else was asked */
  ofSessions(images: readonly TakenImage[]): Reading['notes'] {
    const folders = new Map<string, number>();
    for (const image of images) {
      const folder = this.sessions.get(image.path);
      if (folder !== undefined && isOpen(image)) count(folders, folder);
    }
    return folders.size > 0 ? [importNote('unclearSessions', { folders: inWords(folders) })] : [];
  }

  all(): Reading['notes'] {
    const { kinds, unsorted, byName } = this;
    return [
      ...(kinds.size > 0 ? [importNote('unclearKinds', { folders: inWords(kinds) })] : []),
      ...(byName > 0 ? [importNote('byName', { n: byName })] : []),
      ...(unsorted.length > 0 ? [importNote('unsorted', { n: unsorted.length, first: firstOf(unsorted) })] : []),
    ];
  }
}

/** Folders with their counts, the first dozen. */
export const inWords = (folders: ReadonlyMap<string, number>): string =>
  firstOf(
    [...folders].map(([folder, n]) => `${folder} (${n})`),
    12,
  );

export function count(folders: Map<string, number>, folder: string): void {
  folders.set(folder, (folders.get(folder) ?? 0) + 1);
}
