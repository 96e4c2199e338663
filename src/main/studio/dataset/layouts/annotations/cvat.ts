import type { FolderTree } from '../folderTree.ts';
import type { AnnotationSet, PictureShapes } from './annotation.ts';
import { CollectedAnnotations } from './collected.ts';
import { type Drawn, boxOf, ellipseOf, numberOf, polygonOf, runsOf, shapesOfMarks } from './marks.ts';
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
    // Films have tracks, whose marks stand in frames and not in pictures.
    for (const track of childrenNamed(root, 'track'))
      collected.addStray(path, `track ${track.attributes['id'] ?? ''} ${track.attributes['label'] ?? ''}`.trim());
  }
  return collected.result('cvat', false);
}

function shapesOf(image: XmlElement): PictureShapes {
  const [width, height] = numbers(image, 'width', 'height') as [number, number];
  const marks = image.children.map((element) => ({
    label: element.attributes['label'] ?? 'defect',
    drawn: drawnOf(element),
  }));
  return shapesOfMarks(marks, width > 0 && height > 0 ? { width, height } : null);
}

function drawnOf(element: XmlElement): Drawn {
  const { name, attributes } = element;
  // Degrees, clockwise about the centre.
  const angle = (numberOf(attributes['rotation'] ?? '0') * Math.PI) / 180;
  switch (name) {
    case 'polygon':
      return polygonOf(name, pointsOf(attributes['points'] ?? ''));
    case 'box':
      return boxOf(name, numbers(element, 'xtl', 'ytl', 'xbr', 'ybr'), angle);
    case 'ellipse': {
      const [x, y, rx, ry] = numbers(element, 'cx', 'cy', 'rx', 'ry') as [number, number, number, number];
      return ellipseOf(name, { x, y, rx, ry }, angle);
    }
    case 'mask': {
      const [left, top, width, height] = numbers(element, 'left', 'top', 'width', 'height') as Box;
      const counts = (attributes['rle'] ?? '').split(',').map(numberOf);
      return runsOf(name, { counts, order: 'rows', box: { left, top, width, height } });
    }
    case 'tag':
      return { why: 'noPlace', type: name };
    default:
      return { why: 'type', type: name };
  }
}

type Box = [left: number, top: number, width: number, height: number];

const numbers = (element: XmlElement, ...names: string[]): number[] =>
  names.map((name) => numberOf(element.attributes[name]));

const pointsOf = (text: string): unknown[][] =>
  text
    .split(';')
    .filter((pair) => pair.trim() !== '')
    .map((pair) => pair.split(','));
