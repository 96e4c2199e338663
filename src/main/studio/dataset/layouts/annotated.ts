import type { AnnotationFormat } from './annotations/annotation.ts';
import type { Layout } from './layout.ts';
import { readFolders } from './readFolders.ts';
import { voc } from './voc.ts';

const named = (name: AnnotationFormat): Layout => ({
  name,
  fits: ({ annotations }) => annotations?.format === name && annotations.files.length > 0,
  read: (tree) => readFolders(tree),
});

/** Exports of annotation tools, in any folders: what they mark says what is defective, of which kind and where. */
export const annotated: readonly Layout[] = [
  ...[named('coco'), named('cvat'), voc],
  ...[named('labelme'), named('labelstudio'), named('via'), named('yolo'), named('table')],
];
