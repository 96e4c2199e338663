import { z } from 'zod';
import type { FolderTree } from '../folderTree.ts';
import type { AnnotationSet, PictureShapes, Shape } from './annotation.ts';
import { CollectedAnnotations } from './collected.ts';

const point = z.tuple([z.number(), z.number()]);
const labelmeSchema = z.object({
  imagePath: z.string().optional(),
  imageWidth: z.number().nullish(),
  imageHeight: z.number().nullish(),
  shapes: z.array(
    z.object({
      label: z.string(),
      points: z.array(point),
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

function shapesOf({ imageWidth, imageHeight, shapes }: Labelme): PictureShapes {
  return {
    size: imageWidth && imageHeight ? { width: imageWidth, height: imageHeight } : null,
    shapes: shapes.flatMap((shape) => {
      const drawn = shapeOf(shape);
      return drawn ? [{ label: shape.label, shape: drawn }] : [];
    }),
  };
}

function shapeOf({ points, shape_type: type, mask }: Labelme['shapes'][number]): Shape | null {
  const [first, second] = points;
  if (!first) return null;
  if (type === 'mask') return mask ? { form: 'picture', base64: mask, left: first[0], top: first[1] } : null;
  if (type === 'rectangle' && second) {
    return { form: 'polygon', points: [first, [second[0], first[1]], second, [first[0], second[1]]] };
  }
  if (type === 'circle' && second) {
    const radius = Math.hypot(second[0] - first[0], second[1] - first[1]);
    return { form: 'ellipse', x: first[0], y: first[1], rx: radius, ry: radius };
  }
  if (type === 'line' || type === 'linestrip' || type === 'point' || type === 'points') return { form: 'line', points };
  return points.length >= 3 ? { form: 'polygon', points } : null;
}
