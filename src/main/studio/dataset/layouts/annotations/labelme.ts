import { z } from 'zod';
import type { FolderTree } from '../folderTree.ts';
import type { AnnotationSet, PictureShapes } from './annotation.ts';
import { CollectedAnnotations } from './collected.ts';
import { type Drawn, boxOf, ellipseOf, numberOf, polygonOf, shapesOfMarks } from './marks.ts';

const labelmeSchema = z.object({
  imagePath: z.string().optional(),
  imageWidth: z.number().nullish(),
  imageHeight: z.number().nullish(),
  /** Said of the whole picture. */
  flags: z.record(z.string(), z.unknown()).nullish(),
  shapes: z.array(
    z.object({
      label: z.string(),
      // One shape that is mistyped is told of by itself and does not take the file with it.
      points: z.unknown().optional(),
      shape_type: z.string().nullish(),
      mask: z.string().nullish(),
    }),
  ),
});
type Labelme = z.infer<typeof labelmeSchema>;

/** labelme: a JSON file a picture. @returns null where there is none */
export async function readLabelme(tree: FolderTree): Promise<AnnotationSet | null> {
  const collected = new CollectedAnnotations(tree);
  for (const path of tree.others.filter((other) => /\.json$/i.test(other))) {
    const text = await tree.text(path);
    if (text === null || !/"shapes"\s*:/.test(text)) continue;
    const said = parse(text);
    if (said === null) {
      collected.addFault(path);
      continue;
    }
    collected.addFile(path);
    collected.add(collected.index.byFile(path, said.imagePath ?? ''), shapesOf(said), path);
  }
  return collected.result('labelme', true);
}

function parse(text: string): Labelme | null {
  try {
    return labelmeSchema.parse(JSON.parse(text));
  } catch {
    return null; // named as a fault by the caller
  }
}

function shapesOf({ imageWidth, imageHeight, shapes, flags }: Labelme): PictureShapes {
  const raised = Object.keys(flags ?? {}).filter((flag) => flags![flag] === true);
  const marks = [
    ...shapes.map((shape) => ({ label: shape.label, drawn: drawnOf(shape) })),
    ...raised.map((label) => ({ label, drawn: { why: 'noPlace', type: 'flag' } as const })),
  ];
  return shapesOfMarks(marks, imageWidth && imageHeight ? { width: imageWidth, height: imageHeight } : null);
}

function drawnOf({ points: held, shape_type, mask }: Labelme['shapes'][number]): Drawn {
  const type = shape_type ?? 'polygon';
  const points: unknown[] = Array.isArray(held) ? held : [];
  const [x0, y0, x1, y1] = points.slice(0, 2).flatMap((point) => (Array.isArray(point) ? point.map(numberOf) : [NaN]));
  switch (type) {
    case 'polygon':
      return polygonOf(type, points);
    case 'rectangle':
      if (points.length === 2) return boxOf(type, [x0!, y0!, x1!, y1!]);
      return points.length === 4 ? polygonOf(type, points) : { why: 'fewPoints', type };
    case 'rotation':
    case 'oriented_rectangle': // four corners where they are written as corners
      return points.length === 4 ? polygonOf(type, points) : { why: 'type', type };
    case 'circle': {
      if (points.length !== 2) return { why: 'fewPoints', type };
      const radius = Math.hypot(x1! - x0!, y1! - y0!);
      return ellipseOf(type, { x: x0!, y: y0!, rx: radius, ry: radius });
    }
    case 'mask':
      if (![x0, y0].every(Number.isFinite)) return { why: 'notNumbers', type };
      return isPng(mask) ? { form: 'picture', base64: mask, left: x0!, top: y0! } : { why: 'badMask', type };
    default:
      return { why: 'type', type };
  }
}

const isPng = (base64: string | null | undefined): base64 is string => base64?.startsWith('iVBORw0KGgo') ?? false;
