/** One marked place in pixels of the annotated picture, plain data. */
export type Shape =
  | { form: 'polygon'; points: [x: number, y: number][]; holes?: [x: number, y: number][][] }
  /** Turned clockwise about its centre by `angle`, rad. */
  | { form: 'ellipse'; x: number; y: number; rx: number; ry: number; angle: number }
  /** Run lengths, beginning with unmarked pixels, by columns (COCO) or rows, inside a box. */
  | {
      form: 'runs';
      counts: number[];
      order: 'columns' | 'rows';
      box: { left: number; top: number; width: number; height: number };
    }
  /** A picture of its own, base64, laid at a place. */
  | { form: 'picture'; base64: string; left: number; top: number };

/** Why a mark gives no area of its picture. */
export type UndrawnWhy = 'type' | 'noPlace' | 'notNumbers' | 'fewPoints' | 'noArea' | 'badMask' | 'outside';

/** A mark that cannot be drawn. */
export interface Undrawn {
  why: UndrawnWhy;
  /** What the format calls a mark of its kind. */
  type: string;
}

/** Size of the picture that was annotated, px; `fractions`: points are fractions of its sides; null: px, and the size is not said. */
export type AnnotatedSize = { width: number; height: number } | 'fractions' | null;

/** What annotations say of one picture. */
export interface PictureShapes {
  size: AnnotatedSize;
  /** `size` of a shape: that of the picture it was drawn on, where another entry of the same picture says another. */
  shapes: { label: string; shape: Shape; size?: AnnotatedSize }[];
  undrawn: ({ label: string } & Undrawn)[];
}

export type AnnotationFormat = 'coco' | 'cvat' | 'voc' | 'labelme' | 'labelstudio' | 'via' | 'yolo' | 'table';

/** An annotation that says something of a picture which is not here, or which cannot be told from others. */
export interface UnmatchedAnnotation {
  /** Path in the tree. */
  file: string;
  /** What the file calls the picture; null where the file itself is named like it. */
  name: string | null;
  why: 'none' | 'several';
}

/** All annotations of a tree. */
export interface AnnotationSet {
  format: AnnotationFormat;
  /** By path of the picture; a picture that was annotated without a mark has no shapes. */
  pictures: ReadonlyMap<string, PictureShapes>;
  /** Files that were read. */
  files: readonly string[];
  /** True where a picture without annotation is one without defect; false where nothing is known of it. */
  isComplete: boolean;
  /** Files that look like the format and do not parse. */
  faults: readonly string[];
  /** Pictures whose own file is one of these faults: what it marks is not known. */
  unread: ReadonlySet<string>;
  unmatched: readonly UnmatchedAnnotation[];
}
