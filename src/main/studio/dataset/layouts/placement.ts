import type { Split } from '#shared/domain/images.ts';
import { type FolderRole, type Sense, folderRole, isCameraName, isSessionName } from './folderRole.ts';
import { foldersOf } from './folderTree.ts';

/** What the folders of a path say, before its neighbours are looked at. */
export interface Placement {
  path: string;
  split: Split | null;
  isMask: boolean;
  isDepth: boolean;
  sense: Sense | null;
  /** The folder with the sense is wholly called like a kind of defect, such as `scratches`. */
  isKindName: boolean;
  /** Path of the folder in which the folder with the sense lies; null without sense. */
  senseParent: string | null;
  /** Kind that a defect's folders name. */
  kind: string | null;
  /** Folders that say nothing known, outermost first. */
  unknown: string[];
  /** Path of the folder in which the first unknown folder lies, or the picture itself. */
  parent: string;
}

/** Reads the folders of a path: the deepest sense that is wholly understood counts, else the deepest one. */
export function place(path: string, roleOf: typeof folderRole = folderRole): Placement {
  const folders = foldersOf(path);
  const roles = folders.map(roleOf);
  const whole = roles.findLastIndex(({ sense, isWhole }) => sense !== null && isWhole);
  const at = whole >= 0 ? whole : roles.findLastIndex(({ sense }) => sense !== null);
  const isUnknown = (role: FolderRole): boolean =>
    role.sense === null && role.split === null && !role.isMask && !role.isPictures && !role.isDepth;
  const unknownAt = roles.flatMap((role, i) => (isUnknown(role) ? [i] : []));
  const sense = roles[at]?.sense ?? null;
  const deeper = sense === 'defect' && roles[at]!.isGeneric ? unknownAt.filter((i) => i > at) : [];
  const kindAt = deeper.find((i) => !isSerial(folders[i]!)) ?? at;
  const kept = unknownAt.filter((i) => i !== kindAt);
  return {
    path,
    split: roles.find(({ split }) => split !== null)?.split ?? null,
    isMask: roles.some(({ isMask }) => isMask),
    isDepth: roles.some(({ isDepth }) => isDepth),
    sense,
    isKindName: sense === 'defect' && roles[at]!.isWhole && !roles[at]!.isGeneric,
    senseParent: at < 0 ? null : folders.slice(0, at).join('/'),
    kind: sense === 'defect' ? folders[kindAt]! : null,
    unknown: kept.map((i) => folders[i]!),
    parent: folders.slice(0, unknownAt[0] ?? folders.length).join('/'),
  };
}

/** Numbers of parts, days and cameras are no kinds of defects; a line may well be one. */
export const isSerial = (name: string): boolean =>
  /^\W*[a-z]{0,6}[-_ ]?\d+$/i.test(name) || isSessionName(name) || isCameraName(name);
