import type { FolderTree } from '../folderTree.ts';
import type { AnnotationSet, PictureShapes, Shape } from './annotation.ts';
import { CollectedAnnotations } from './collected.ts';
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
  const shapes = childrenNamed(root, 'object').flatMap((object) => {
    const shape = shapeOf(object);
    return shape ? [{ label: childText(object, 'name') || 'defect', shape }] : [];
  });
  return { size: width > 0 && height > 0 ? { width, height } : null, shapes };
}

function shapeOf(object: XmlElement): Shape | null {
  const polygon = childrenNamed(object, 'polygon')[0];
  if (polygon) {
    const points: [number, number][] = [];
    for (let i = 1; childText(polygon, `x${i}`) !== ''; i++) {
      points.push([Number(childText(polygon, `x${i}`)), Number(childText(polygon, `y${i}`))]);
    }
    if (points.length >= 3) return { form: 'polygon', points };
  }
  const box = childrenNamed(object, 'bndbox')[0];
  if (!box) return null;
  const [left, top, right, bottom] = ['xmin', 'ymin', 'xmax', 'ymax'].map((name) => Number(childText(box, name)));
  if (![left, top, right, bottom].every(Number.isFinite)) return null;
  return {
    form: 'polygon',
    points: [
      [left!, top!],
      [right!, top!],
      [right!, bottom!],
      [left!, bottom!],
    ],
  };
}
