import { z } from 'zod';
import type { FolderTree } from '../folderTree.ts';
import type { AnnotationSet } from './annotation.ts';
import { CollectedAnnotations } from './collected.ts';
import { type Drawn, type Mark, boxOf, ellipseOf, numberOf, polygonOf, shapesOfMarks } from './marks.ts';

const region = z.object({
  shape_attributes: z.record(z.string(), z.unknown()),
  region_attributes: z.record(z.string(), z.unknown()).default({}),
});
const pictures = z.record(
  z.string(),
  z.object({
    filename: z.string(),
    // Version 1 numbers them by keys.
    regions: z.union([z.array(region), z.record(z.string(), region)]).default([]),
    file_attributes: z.record(z.string(), z.unknown()).default({}),
  }),
);
const viaSchema = z.union([
  z.object({ _via_img_metadata: pictures }).transform((file) => file._via_img_metadata),
  pictures,
]);

/** VGG Image Annotator's JSON, as a project or as annotations alone. @returns null where there is no such file */
export async function readVia(tree: FolderTree): Promise<AnnotationSet | null> {
  const collected = new CollectedAnnotations(tree);
  for (const path of tree.others.filter((other) => /\.json$/i.test(other))) {
    const text = await tree.text(path);
    if (text === null || !/"regions"\s*:/.test(text) || !/"filename"\s*:/.test(text)) continue;
    const said = parse(text);
    if (said === null) {
      collected.addFault(path);
      continue;
    }
    collected.addFile(path);
    for (const { filename, regions, file_attributes } of Object.values(said)) {
      const marks = [...Object.values(regions).map(markOf), ...marksOfWhole(file_attributes)];
      collected.add(collected.index.byName(filename, path), shapesOfMarks(marks, null), path, filename);
    }
  }
  return collected.result('via', false);
}

function parse(text: string): z.infer<typeof pictures> | null {
  try {
    return viaSchema.parse(JSON.parse(text));
  } catch {
    return null; // named as a fault by the caller
  }
}

/** The first attribute that says anything; a choice of several is a record of those that are on. */
function labelOf(attributes: Readonly<Record<string, unknown>>): string {
  for (const value of Object.values(attributes)) {
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
    const on = value && typeof value === 'object' ? Object.entries(value).find(([, is]) => is === true) : undefined;
    if (on) return on[0];
  }
  return 'defect';
}

const markOf = ({ shape_attributes: shape, region_attributes }: z.infer<typeof region>): Mark => ({
  label: labelOf(region_attributes),
  drawn: drawnOf(shape),
});

function drawnOf(shape: Readonly<Record<string, unknown>>): Drawn {
  const type = String(shape['name'] ?? 'shape');
  const of = (name: string): number => numberOf(shape[name]);
  if (type === 'polygon') {
    const [xs, ys] = [shape['all_points_x'], shape['all_points_y']];
    if (!Array.isArray(xs) || !Array.isArray(ys) || xs.length !== ys.length) return { why: 'notNumbers', type };
    return polygonOf(
      type,
      xs.map((x: unknown, i) => [x, ys[i] as unknown]),
    );
  }
  if (type === 'rect') return boxOf(type, [of('x'), of('y'), of('x') + of('width'), of('y') + of('height')]);
  const centre = { x: of('cx'), y: of('cy') };
  if (type === 'circle') return ellipseOf(type, { ...centre, rx: of('r'), ry: of('r') });
  if (type !== 'ellipse') return { why: 'type', type };
  return ellipseOf(type, { ...centre, rx: of('rx'), ry: of('ry') }, 'theta' in shape ? of('theta') : 0);
}

/** What is said of the whole picture by a choice, such as `{quality: {good: true}}`. */
function marksOfWhole(attributes: Readonly<Record<string, unknown>>): Mark[] {
  return Object.values(attributes).flatMap((value) =>
    value && typeof value === 'object'
      ? Object.entries(value).flatMap(([label, is]) =>
          is === true ? [{ label, drawn: { why: 'noPlace', type: 'file attribute' } as const }] : [],
        )
      : [],
  );
}
