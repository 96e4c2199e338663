import type { FolderTree } from '../folderTree.ts';
import type { AnnotationSet } from './annotation.ts';
import { readCoco } from './coco.ts';
import { readCvat } from './cvat.ts';
import { readLabelStudio } from './labelStudio.ts';
import { readLabelme } from './labelme.ts';
import { readTable } from './table.ts';
import { readVia } from './via.ts';
import { readVoc } from './voc.ts';
import { readYolo } from './yolo.ts';

const readers = [readCoco, readCvat, readVoc, readLabelme, readLabelStudio, readVia, readYolo, readTable];

/** The annotations of a tree in the first format that is there; null where there are none. */
export async function readAnnotations(tree: FolderTree): Promise<AnnotationSet | null> {
  if (!tree.others.some((path) => /\.(json|xml|txt|csv|tsv)$/i.test(path))) return null;
  let faulty: AnnotationSet | null = null;
  for (const read of readers) {
    const found = await read(tree);
    if (found && found.files.length > 0) return found;
    faulty ??= found;
  }
  return faulty;
}
