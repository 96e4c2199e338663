import { z } from 'zod';
import { fold } from '../folderRole.ts';
import type { FolderTree } from '../folderTree.ts';
import type { AnnotationSet } from './annotation.ts';
import { decodeCocoCounts } from './cocoCounts.ts';
import { CollectedAnnotations } from './collected.ts';
import { type Drawn, type Mark, boxOf, numberOf, pairsOf, polygonOf, runsOf, shapesOfMarks } from './marks.ts';

/** Height before width. */
const runs = z.object({
  size: z.tuple([z.number().int().positive(), z.number().int().positive()]),
  counts: z.union([z.string(), z.array(z.number())]),
});
const id = z.union([z.number(), z.string()]);
const cocoSchema = z.object({
  images: z.array(z.object({ id, file_name: z.string(), width: z.number().optional(), height: z.number().optional() })),
  annotations: z.array(
    z.object({
      image_id: id,
      category_id: id.optional(),
      // One annotation that is mistyped is told of by itself and does not take the file with it.
      segmentation: z.unknown().optional(),
      bbox: z.unknown().optional(),
      keypoints: z.unknown().optional(),
    }),
  ),
  categories: z.array(z.object({ id, name: z.string() })).default([]),
});
type Coco = z.infer<typeof cocoSchema>;

/**
 * COCO files of a tree: polygons, runs and, where an annotation has none, boxes.
 * @returns null where there is no such file
 */
export async function readCoco(tree: FolderTree): Promise<AnnotationSet | null> {
  const collected = new CollectedAnnotations(tree);
  for (const path of jsonFiles(tree)) {
    const text = await tree.text(path);
    if (text === null || !/"annotations"\s*:/.test(text) || !/"images"\s*:/.test(text)) continue;
    const coco = parse(text);
    if (coco === null) collected.addFault(path);
    else addFile(coco, path, collected);
  }
  return collected.result('coco', false);
}

const jsonFiles = (tree: FolderTree): string[] => {
  const files = tree.others.filter((path) => fold(path).endsWith('.json'));
  // One file describes many pictures: a file a picture is another format.
  return files.length > 50 ? files.filter((path) => /coco|instances|annotation/i.test(path)).slice(0, 50) : files;
};

function parse(text: string): Coco | null {
  try {
    return cocoSchema.parse(JSON.parse(text));
  } catch {
    return null; // named as a fault by the caller
  }
}

function addFile({ images, annotations, categories }: Coco, file: string, collected: CollectedAnnotations): void {
  collected.addFile(file);
  const names = new Map(categories.map((category) => [category.id, category.name]));
  const byImage = Map.groupBy(annotations, (annotation) => annotation.image_id);
  for (const { id, file_name, width, height } of images) {
    const own = byImage.get(id) ?? [];
    const marks = own.flatMap((annotation) =>
      marksOf(annotation).map((drawn) => ({ label: names.get(annotation.category_id ?? '') ?? 'defect', drawn })),
    );
    const size = width && height ? { width, height } : sizeOfRuns(marks);
    collected.add(
      collected.index.byName(file_name, file),
      shapesOfMarks(marks.map(sizedAs(size)), size),
      file,
      file_name,
    );
  }
  const known = new Set(images.map((image) => image.id));
  for (const id of byImage.keys()) if (!known.has(id)) collected.addStray(file, `image_id ${id}`);
}

/** Outlines or runs; where there are none the box. */
function marksOf({ segmentation, bbox, keypoints }: Coco['annotations'][number]): Drawn[] {
  if (segmentation && !Array.isArray(segmentation)) return [runsOfCoco(segmentation)];
  const listed: unknown[] = (segmentation as unknown[] | null | undefined) ?? [];
  // A single outline that is not put into a list of its own.
  const lists = typeof listed[0] === 'number' ? [listed] : listed;
  const outlines = lists.filter((list) => !Array.isArray(list) || list.length > 0);
  if (outlines.length > 0)
    return outlines.map((list) => polygonOf('segmentation', Array.isArray(list) ? pairsOf(list) : [list]));
  if (Array.isArray(bbox) && bbox.length > 0) {
    const [x, y, w, h] = bbox.map(numberOf) as [number, number, number, number];
    return [bbox.length === 4 ? boxOf('bbox', [x, y, x + w, y + h]) : { why: 'notNumbers', type: 'bbox' }];
  }
  if (bbox !== undefined && bbox !== null && !Array.isArray(bbox)) return [{ why: 'notNumbers', type: 'bbox' }];
  return [keypoints ? { why: 'type', type: 'keypoints' } : { why: 'noPlace', type: 'category' }];
}

function runsOfCoco(segmentation: unknown): Drawn {
  const { success, data } = runs.safeParse(segmentation);
  if (!success) return { why: 'badMask', type: 'segmentation' };
  const [height, width] = data.size;
  const counts = typeof data.counts === 'string' ? decodeCocoCounts(data.counts) : data.counts;
  return runsOf('segmentation', { counts, order: 'columns', box: { left: 0, top: 0, width, height } });
}

/** Runs hold the size of their picture. */
function sizeOfRuns(marks: readonly Mark[]): { width: number; height: number } | null {
  const first = marks.map(({ drawn }) => drawn).find((drawn) => 'form' in drawn && drawn.form === 'runs');
  return first && 'box' in first ? { width: first.box.width, height: first.box.height } : null;
}

/** Runs of another size than their picture's mark other places than were meant. */
const sizedAs =
  (size: { width: number; height: number } | null) =>
  ({ label, drawn }: Mark): Mark => {
    const isOther = 'box' in drawn && (drawn.box.width !== size?.width || drawn.box.height !== size.height);
    return { label, drawn: isOther ? { why: 'badMask', type: 'segmentation' } : drawn };
  };
