import type { FolderTree } from '../folderTree.ts';
import type { AnnotationSet, PictureShapes, Shape } from './annotation.ts';
import { CollectedAnnotations } from './collected.ts';
import { type XmlElement, childrenNamed, parseXml } from './xml.ts';

/** "CVAT for images": `<annotations>` with an `<image>` a picture. @returns null where there is no such file */
export async function readCvat(tree: FolderTree): Promise<AnnotationSet | null> {
  const collected = new CollectedAnnotations(tree);
  for (const path of tree.others.filter((other) => /\.xml$/i.test(other)).slice(0, 50)) {
    const text = await tree.text(path);
    if (text === null || !/<annotations[\s>]/.test(text.slice(0, 4096))) continue;
    const root = parseXml(text);
    if (root?.name !== 'annotations') {
      collected.addFault(path);
      continue;
    }
    collected.addFile(path);
    for (const image of childrenNamed(root, 'image')) {
      const name = image.attributes['name'] ?? '';
      collected.add(collected.index.byName(name, path), shapesOf(image), path, name);
    }
  }
  return collected.result('cvat', false);
}

function shapesOf(image: XmlElement): PictureShapes {
  const { width, height } = numbers(image, 'width', 'height');
  const shapes = image.children.flatMap((element) => {
    const label = element.attributes['label'] ?? 'defect';
    return shapeOf(element).map((shape) => ({ label, shape }));
  });
  return { size: width! > 0 && height! > 0 ? { width: width!, height: height! } : null, shapes };
}

function shapeOf(element: XmlElement): Shape[] {
  const points = pointsOf(element.attributes['points'] ?? '');
  if (element.name === 'polygon') return points.length >= 3 ? [{ form: 'polygon', points }] : [];
  if (element.name === 'polyline' || element.name === 'points')
    return points.length > 0 ? [{ form: 'line', points }] : [];
  if (element.name === 'box') {
    const { xtl, ytl, xbr, ybr } = numbers(element, 'xtl', 'ytl', 'xbr', 'ybr') as Record<string, number>;
    return [
      {
        form: 'polygon',
        points: [
          [xtl!, ytl!],
          [xbr!, ytl!],
          [xbr!, ybr!],
          [xtl!, ybr!],
        ],
      },
    ];
  }
  if (element.name === 'ellipse') {
    const { cx, cy, rx, ry } = numbers(element, 'cx', 'cy', 'rx', 'ry') as Record<string, number>;
    return [{ form: 'ellipse', x: cx!, y: cy!, rx: rx!, ry: ry! }];
  }
  if (element.name !== 'mask') return [];
  const { left, top, width, height } = numbers(element, 'left', 'top', 'width', 'height') as Record<string, number>;
  const counts = (element.attributes['rle'] ?? '').split(',').map(Number).filter(Number.isFinite);
  return [{ form: 'runs', counts, order: 'rows', box: { left: left!, top: top!, width: width!, height: height! } }];
}

const numbers = (element: XmlElement, ...names: string[]): Record<string, number> =>
  Object.fromEntries(names.map((name) => [name, Number(element.attributes[name] ?? 0) || 0]));

const pointsOf = (text: string): [number, number][] =>
  text
    .split(';')
    .map((pair) => pair.split(',').map(Number))
    .filter((pair): pair is [number, number] => pair.length === 2 && pair.every(Number.isFinite));
