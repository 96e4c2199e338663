import { firstOf, importNote } from '#shared/domain/importNotes.ts';
import { folderRole } from '../folderRole.ts';
import type { Reading, TakenImage } from '../layout.ts';
import type { AnnotationFormat, AnnotationSet, PictureShapes } from './annotation.ts';
import { type UndrawnMark, undrawnNotes } from './undrawn.ts';

/** False of labels that mark no defect. */
export const isDefect = (label: string): boolean => {
  const role = folderRole(label);
  return role.sense !== 'good' && !/^_*(background|ignore|__ignore__|roi)_*$/i.test(label);
};

/**
 * Adds what annotations say to pictures: shapes where a picture has no mask, the kind by the label of the most shapes. Pictures
 * of which neither folder nor annotation says anything are left out unless the annotations are complete; so are those whose
 * own annotation cannot be read. Annotations of no picture are named, and so are marks that cannot be drawn: their picture is
 * defective all the same, and has no mask, for half a mask would call the rest free of defects.
 */
export function applyAnnotations(reading: Reading, annotations: AnnotationSet): void {
  const { pictures, unread, isComplete } = annotations;
  const lost: string[] = [];
  const without: string[] = [];
  const undrawn: UndrawnMark[] = [];
  reading.images = reading.images.flatMap((image) => {
    const said = pictures.get(image.path);
    if (said) return [annotated(image, said, undrawn)];
    if (image.label !== null || image.masks.length > 0) return [image];
    const isKept = isComplete && !unread.has(image.path);
    (isKept ? without : lost).push(image.path);
    return isKept ? [image] : [];
  });
  reading.skipped.push(...lost.map((path) => ({ path, reason: 'notAnnotated' as const })));
  if (lost.length > 0) reading.notes.push(importNote('notAnnotated', { n: lost.length, first: firstOf(lost) }));
  if (without.length > 0) reading.notes.push(importNote('unannotated', { n: without.length, first: firstOf(without) }));
  reading.notes.push(...undrawnNotes(undrawn));
  tellUnmatched(reading, annotations);
}

/** Names what was not understood and what belongs to no picture; a file that holds nothing else is left out with its reason. */
function tellUnmatched(reading: Reading, { files, faults, unmatched, format }: AnnotationSet): void {
  const reasons = { none: 'annotationWithoutPicture', several: 'annotationUnclear' } as const;
  const codes = { none: 'annotationsWithout', several: 'annotationsUnclear' } as const;
  const skipped = [
    ...faults.map((path) => ({ path, reason: 'annotationBroken' as const })),
    ...unmatched.flatMap(({ file, name, why }) => (name === null ? [{ path: file, reason: reasons[why] }] : [])),
  ];
  const isSkipped = new Set(skipped.map(({ path }) => path));
  reading.used.push(...files.filter((path) => !isSkipped.has(path)));
  reading.skipped.push(...skipped);
  for (const why of ['none', 'several'] as const) {
    const names = unmatched
      .filter((one) => one.why === why)
      .map(({ file, name }) => (name ? `${name} (${file})` : file));
    if (names.length > 0) reading.notes.push(importNote(codes[why], { n: names.length, first: firstOf(names) }));
  }
  if (faults.length > 0)
    reading.notes.push(
      importNote('annotationFault', { n: faults.length, format: formatNames[format], first: firstOf(faults) }),
    );
}

const formatNames: Readonly<Record<AnnotationFormat, string>> = {
  ...{ coco: 'COCO', cvat: 'CVAT', voc: 'Pascal VOC', labelme: 'labelme', yolo: 'YOLO' },
};

/** @param undrawn gets the marks that cannot be drawn */
function annotated(image: TakenImage, said: PictureShapes, undrawn: UndrawnMark[]): TakenImage {
  const shapes = said.shapes.filter(({ label }) => isDefect(label));
  const others = said.undrawn.filter(({ label }) => isDefect(label));
  const labels = [...shapes, ...others].map(({ label }) => label);
  if (labels.length === 0) return image.label === null ? { ...image, label: 'normal' } : image;
  const own = image.label === 'anomalous' && image.kind !== null && !folderRole(image.kind).isGeneric;
  const kind = own ? image.kind : commonest(labels);
  // A mask of its own says where the defects lie, whatever the annotation leaves open.
  if (others.length === 0 || image.masks.length > 0) {
    return shapes.length === 0
      ? { ...image, kind, isMarked: true }
      : { ...image, kind, shapes: { ...said, shapes, undrawn: [] } };
  }
  undrawn.push(...others.map((mark) => ({ path: image.path, ...mark })));
  return { ...image, kind, isMarked: true };
}

/** The label of the most marks; `defect` where that one is empty. @param labels one at least */
export function commonest(labels: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best))[0] || 'defect';
}
