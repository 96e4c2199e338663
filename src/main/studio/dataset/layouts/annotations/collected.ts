import type { Sides } from '#shared/vision/raster.ts';
import { folderRole } from '../folderRole.ts';
import { type FolderTree, foldersOf } from '../folderTree.ts';
import type {
  AnnotatedSize,
  AnnotationFormat,
  AnnotationSet,
  PictureShapes,
  UnmatchedAnnotation,
} from './annotation.ts';
import { type PictureIndex, type PictureMatch, indexPictures } from './pictureIndex.ts';

/** What the files of one format say, gathered file by file: nothing that was read goes without its picture or a word. */
export class CollectedAnnotations {
  /** Of the pictures of the tree; what lies in folders of masks is none. */
  readonly index: PictureIndex;
  readonly #pictures = new Map<string, PictureShapes>();
  readonly #files: string[] = [];
  readonly #faults: string[] = [];
  readonly #unmatched: UnmatchedAnnotation[] = [];

  constructor(tree: FolderTree) {
    const isMask = (path: string): boolean => foldersOf(path).some((name) => folderRole(name).isMask);
    this.index = indexPictures(tree.pictures.filter((path) => !isMask(path)));
  }

  /** A file that looks like the format and cannot be read as it. */
  addFault(file: string): void {
    this.#faults.push(file);
  }

  addFile(file: string): void {
    this.#files.push(file);
  }

  /** @param name what the file calls its picture; null where the file itself is named like it */
  add({ path, why }: PictureMatch, said: PictureShapes, file: string, name: string | null = null): void {
    if (path === null) this.#unmatched.push({ file, name, why });
    else {
      const earlier = this.#pictures.get(path);
      const size = earlier ? earlier.size : said.size;
      const shapes = [...(earlier?.shapes ?? []), ...(isSame(size, said.size) ? said.shapes : sizedAs(said))];
      const undrawn = [...(earlier?.undrawn ?? []), ...said.undrawn];
      this.#pictures.set(path, { size, shapes, undrawn });
    }
  }

  /** An entry of a file that cannot belong to any picture, by how it is called there. */
  addStray(file: string, name: string): void {
    this.#unmatched.push({ file, name, why: 'none' });
  }

  /**
   * @param saysAll true where the format has a file a picture, so that a picture without one is without defect. This is
   * not believed of files of which none found its picture.
   * @returns null where there was no file of the format
   */
  result(format: AnnotationFormat, saysAll: boolean): AnnotationSet | null {
    if (this.#files.length + this.#faults.length === 0) return null;
    const unread = this.#faults.flatMap((file) => this.index.byStem(file).path ?? []);
    return {
      ...{ format, pictures: this.#pictures, files: this.#files, faults: this.#faults, unmatched: this.#unmatched },
      unread: new Set(unread.filter((path) => !this.#pictures.has(path))),
      isComplete: saysAll && (this.#pictures.size > 0 || this.#files.length === 0),
    };
  }
}

function isSame(a: AnnotatedSize, b: AnnotatedSize): boolean {
  return a === b || (a !== null && b !== null && a !== 'fractions' && b !== 'fractions' && hasSides(a, b));
}

const hasSides = (a: Sides, b: Sides): boolean => a.width === b.width && a.height === b.height;

/** Files that were merged say of one picture that it has several sizes: each mark keeps its own, until the picture is seen. */
const sizedAs = ({ size, shapes }: PictureShapes): PictureShapes['shapes'] =>
  shapes.map((shape) => ({ ...shape, size }));
