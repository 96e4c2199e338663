import { z } from 'zod';
import { fold } from '../folderRole.ts';
import type { FolderTree } from '../folderTree.ts';
import type { AnnotatedSize, AnnotationSet } from './annotation.ts';
import { brushRuns } from './brushRuns.ts';
import { CollectedAnnotations } from './collected.ts';
import { type Drawn, type Mark, ellipseOf, mostPixels, numberOf, polygonOf, runsOf, shapesOfMarks } from './marks.ts';
import type { PictureMatch } from './pictureIndex.ts';

const resultSchema = z.object({
  type: z.string(),
  original_width: z.number().int().positive().optional(),
  original_height: z.number().int().positive().optional(),
  image_rotation: z.number().optional(),
  // One region that is mistyped is told of by itself and does not take the file with it.
  value: z.record(z.string(), z.unknown()).optional(),
});
type Result = z.infer<typeof resultSchema>;
const tasksSchema = z.array(
  z.object({
    file_upload: z.string().nullish(),
    data: z.record(z.string(), z.unknown()).default({}),
    annotations: z.array(z.object({ was_cancelled: z.boolean().nullish(), result: z.array(resultSchema) })),
  }),
);
type Task = z.infer<typeof tasksSchema>[number];

/** Label Studio's JSON export: brushes, polygons, boxes and ellipses. @returns null where there is no such file */
export async function readLabelStudio(tree: FolderTree): Promise<AnnotationSet | null> {
  const collected = new CollectedAnnotations(tree);
  for (const path of tree.others.filter((other) => fold(other).endsWith('.json'))) {
    const text = await tree.text(path);
    if (text === null || !/^\s*\[/.test(text) || !/"annotations"\s*:/.test(text) || !/"result"\s*:/.test(text))
      continue;
    const tasks = parse(text);
    if (tasks === null) collected.addFault(path);
    else {
      collected.addFile(path);
      tasks.forEach((task) => addTask(task, path, collected));
    }
  }
  return collected.result('labelstudio', false);
}

function parse(text: string): Task[] | null {
  try {
    return tasksSchema.parse(JSON.parse(text));
  } catch {
    return null; // named as a fault by the caller
  }
}

/** A task that nobody annotated, or skipped, says nothing of its picture. */
function addTask(task: Task, file: string, collected: CollectedAnnotations): void {
  const annotations = task.annotations.filter(({ was_cancelled }) => was_cancelled !== true);
  if (annotations.length === 0) return;
  const names = namesOf(task);
  const match = names
    .map((name) => collected.index.byName(name, file))
    .reduce<PictureMatch>((best, next) => (best.path === null ? next : best), { path: null, why: 'none' });
  const results = annotations.flatMap(({ result }) => result).filter(({ type }) => type !== 'relation');
  const marks = results.flatMap(marksOf);
  collected.add(match, shapesOfMarks(marks, sizeOf(results)), file, names[0] ?? 'task');
}

/** What a task calls its picture, the likeliest first: uploaded files have eight signs and a dash before their name. */
function namesOf({ data, file_upload }: Task): string[] {
  const addresses = [...Object.values(data), file_upload].filter(
    (value): value is string => typeof value === 'string' && /\.\w{2,5}($|[?#])/.test(value),
  );
  const paths = addresses.map((address) => (/[?&]d=([^&]+)/.exec(address)?.[1] ?? address).replace(/[?#].*$/, ''));
  return paths.flatMap((path) => [path, path.replace(/(^|\/)[0-9a-f]{8}-(?=[^/]+$)/, '$1')]);
}

const sizeOf = (results: readonly Result[]): AnnotatedSize => {
  const { original_width: width, original_height: height } = results.find((one) => one.original_width) ?? {};
  return width && height ? { width, height } : null;
};

/** A mark for each label of a region. */
function marksOf(result: Result): Mark[] {
  const value = result.value ?? {};
  const said = value[result.type];
  const labels = Array.isArray(said) ? said.filter((label): label is string => typeof label === 'string') : [];
  const drawn = drawnOf(result, value);
  return (labels.length > 0 ? labels : ['defect']).map((label) => ({ label, drawn }));
}

function drawnOf(
  { type, original_width, original_height, image_rotation }: Result,
  value: Record<string, unknown>,
): Drawn {
  if (value['choices'] !== undefined) return { why: 'noPlace', type };
  if (!original_width || !original_height) return { why: 'notNumbers', type };
  if (image_rotation) return { why: 'type', type: 'image_rotation' }; // places are said of the picture as it was turned
  const sides = { width: original_width, height: original_height };
  if (value['rle'] !== undefined) return brushOf(type, value['rle'], sides);
  const [across, down] = [sides.width / 100, sides.height / 100];
  const number = (name: string): number => numberOf(value[name]);
  const angle = ((numberOf(value['rotation'] ?? 0) || 0) * Math.PI) / 180;
  if (Array.isArray(value['points'])) {
    const points = (value['points'] as unknown[]).map((point) =>
      Array.isArray(point) ? [numberOf(point[0]) * across, numberOf(point[1]) * down] : [],
    );
    return polygonOf(type, points);
  }
  const [x, y] = [number('x') * across, number('y') * down];
  if (value['radiusX'] !== undefined) {
    return ellipseOf(type, { x, y, rx: number('radiusX') * across, ry: number('radiusY') * down }, angle);
  }
  if (value['width'] === undefined) return { why: 'type', type };
  const [width, height] = [number('width') * across, number('height') * down];
  if (width === 0 || height === 0) return { why: 'noArea', type };
  // turned about its corner at the top left
  const corner = (right: number, below: number): number[] => [
    x + right * Math.cos(angle) - below * Math.sin(angle),
    y + right * Math.sin(angle) + below * Math.cos(angle),
  ];
  return polygonOf(type, [corner(0, 0), corner(width, 0), corner(width, height), corner(0, height)]);
}

function brushOf(type: string, rle: unknown, { width, height }: { width: number; height: number }): Drawn {
  const isBytes = Array.isArray(rle) && rle.every((byte) => Number.isInteger(byte) && byte >= 0 && byte < 256);
  const counts = isBytes && width * height <= mostPixels ? brushRuns(rle as number[], width * height) : null;
  return counts
    ? runsOf(type, { counts, order: 'rows', box: { left: 0, top: 0, width, height } })
    : { why: 'badMask', type };
}
