import type { FolderTree } from '../folderTree.ts';
import type { AnnotationSet, PictureShapes } from './annotation.ts';
import { CollectedAnnotations } from './collected.ts';
import { type Drawn, boxOf, numberOf, polygonOf, shapesOfMarks } from './marks.ts';
import { type XmlElement, childText, childrenNamed, parseXml } from './xml.ts';

/** Pascal VOC: an `<annotation>` file a picture, with boxes, or polygons as some tools add them. @returns null where there is none */
export async function readVoc(tree: FolderTree): Promise<AnnotationSet | null> {
  const collected = new CollectedAnnotations(tree);
  for (const path of tree.others.filter((other) => /\.xml$/i.test(other))) {
    const text = await tree.text(path);
    if (text === null || !/<annotation[\s>]/.test(text.slice(0, 4096))) continue;
    const root = parseXml(text);
    if (root?.name !== 'annotation') {
      collected.addFault(path);
      continue;
    }
    collected.addFile(path);
    collected.add(collected.index.byFile(path, childText(root, 'filename')), shapesOf(root), path);
  }
  return collected.result('voc', true);
}

function shapesOf(root: XmlElement): PictureShapes {
  const size = childrenNamed(root, 'size')[0];
  const width = Number(size && childText(size, 'width'));
  const height = Number(size && childText(size, 'height'));
  const marks = childrenNamed(root, 'object')
    .filter((object) => childText(object, 'deleted') !== '1')
    .map((object) => ({ label: childText(object, 'name') || 'defect', drawn: drawnOf(object) }));
  return shapesOfMarks(marks, width > 0 && height > 0 ? { width, height } : null);
}

function drawnOf(object: XmlElement): Drawn {
  const polygon = childrenNamed(object, 'polygon')[0];
  if (polygon) return polygonOf('polygon', pointsOf(polygon));
  const box = childrenNamed(object, 'bndbox')[0];
  if (box) {
    const corners = ['xmin', 'ymin', 'xmax', 'ymax'].map((name) => numberOf(childText(box, name)));
    return boxOf('bndbox', corners);
  }
  const other = object.children.find(({ children }) => children.length > 0);
  return other ? { why: 'type', type: other.name } : { why: 'noPlace', type: 'object' };
}

/** `x1`, `y1`, `x2`, … or a `pt` each. */
function pointsOf(polygon: XmlElement): unknown[][] {
  const named = polygon.children.filter(({ name }) => /^x\d+$/.test(name));
  const of = (element: XmlElement, x: string, y: string): string[] => [childText(element, x), childText(element, y)];
  if (named.length === 0) return childrenNamed(polygon, 'pt').map((point) => of(point, 'x', 'y'));
  const numbers = named.map(({ name }) => Number(name.slice(1))).sort((a, b) => a - b);
  return numbers.map((i) => of(polygon, `x${i}`, `y${i}`));
}
