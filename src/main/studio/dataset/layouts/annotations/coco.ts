import { z } from 'zod';
import { fold } from '../folderRole.ts';
import type { FolderTree } from '../folderTree.ts';
import type { AnnotationSet, Shape } from './annotation.ts';
import { decodeCocoCounts } from './cocoCounts.ts';
import { CollectedAnnotations } from './collected.ts';

const runs = z.object({
  size: z.tuple([z.number().int().positive(), z.number().int().positive()]),
  counts: z.union([z.string(), z.array(z.number().int().min(0))]),
});
const id = z.union([z.number(), z.string()]);
const cocoSchema = z.object({
  images: z.array(z.object({ id, file_name: z.string(), width: z.number().optional(), height: z.number().optional() })),
  annotations: z.array(
    z.object({
      image_id: id,
      category_id: id.optional(),
      segmentation: z.union([z.array(z.array(z.number())), runs, z.array(z.unknown()), z.null()]).optional(),
      bbox: z.array(z.number()).optional(),
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
    const shapes = (byImage.get(id) ?? []).flatMap((annotation) =>
      shapesOf(annotation).map((shape) => ({ label: names.get(annotation.category_id ?? '') ?? 'defect', shape })),
    );
    const size = width && height ? { width, height } : null;
    collected.add(collected.index.byName(file_name, file), { size, shapes }, file, file_name);
  }
  const known = new Set(images.map((image) => image.id));
  for (const id of byImage.keys()) if (!known.has(id)) collected.addStray(file, `image_id ${id}`);
}

function shapesOf({ segmentation, bbox }: Coco['annotations'][number]): Shape[] {
  if (segmentation && !Array.isArray(segmentation)) {
    const [height, width] = segmentation.size;
    const counts =
      typeof segmentation.counts === 'string' ? decodeCocoCounts(segmentation.counts) : segmentation.counts;
    return [{ form: 'runs', counts, order: 'columns', box: { left: 0, top: 0, width, height } }];
  }
  const polygons = (segmentation ?? []).filter(
    (list): list is number[] => Array.isArray(list) && list.length >= 6 && list.every((n) => typeof n === 'number'),
  );
  if (polygons.length > 0) {
    return polygons.map((list) => ({ form: 'polygon', points: pairs(list) }));
  }
  if (bbox?.length !== 4) return [];
  const [x, y, w, h] = bbox as [number, number, number, number];
  return [
    {
      form: 'polygon',
      points: [
        [x, y],
        [x + w, y],
        [x + w, y + h],
        [x, y + h],
      ],
    },
  ];
}

const pairs = (list: readonly number[]): [number, number][] =>
  Array.from({ length: list.length >> 1 }, (_, i) => [list[2 * i]!, list[2 * i + 1]!]);
