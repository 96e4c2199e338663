import type { Label, Split } from '#shared/domain/images.ts';
import type { ImportNote } from '#shared/domain/importNotes.ts';
import type { SkipReason } from '#shared/domain/skipWords.ts';
import type { PictureShapes } from './annotations/annotation.ts';
import type { FolderTree } from './folderTree.ts';

/** A picture as a layout understands it. */
export interface TakenImage {
  /** Path inside the data set. */
  path: string;
  /** Null where a mask or an annotation decides, or else nothing does: then it is a good part. */
  label: Label | null;
  kind: string | null;
  /** Null where the folders leave it open. */
  split: Split | null;
  /** Paths of its masks; what any of them marks is marked. */
  masks: string[];
  /** What annotations mark on it. */
  shapes: PictureShapes | null;
  /** An annotation says that it has a defect, and gives no area that could be drawn. */
  isMarked?: true;
  session: string;
  /** Physical part that the folders name. */
  part: string | null;
}

/** Neither folder, mask nor annotation says what it shows. */
export const isOpen = ({ label, masks, shapes, isMarked }: TakenImage): boolean =>
  label === null && masks.length === 0 && shapes === null && !isMarked;

export interface SkippedPath {
  path: string;
  /** Why a file is neither taken nor a mask. */
  reason: SkipReason;
}

/** What a layout makes of a tree. */
export interface Reading {
  images: TakenImage[];
  /** Masks that belong to a picture, and files of annotations and lists that were read. */
  used: string[];
  skipped: SkippedPath[];
  notes: ImportNote[];
}

/** One way in which data sets are laid out. */
export interface Layout {
  /** As `--layout` takes it. */
  name: string;
  /** True where the tree is laid out so, judged from its top folder. */
  fits(tree: FolderTree): boolean;
  read(tree: FolderTree): Reading | Promise<Reading>;
}
