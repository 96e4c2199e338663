import { firstOf, importNote } from '#shared/domain/importNotes.ts';
import { folderRole } from '../folderRole.ts';
import type { Reading, TakenImage } from '../layout.ts';
import type { AnnotationSet, PictureShapes } from './annotation.ts';

/** Labels that mark no defect. */
const isDefect = (label: string): boolean => {
  const role = folderRole(label);
  return role.sense !== 'good' && !/^_*(background|ignore|__ignore__|roi)_*$/i.test(label);
};

/**
 * Adds what annotations say to pictures: shapes where a picture has no mask, the kind by the label of the most shapes. Pictures
 * of which neither folder nor annotation says anything are left out unless the annotations are complete.
 */
export function applyAnnotations(reading: Reading, annotations: AnnotationSet): void {
  const { pictures, files, faults, isComplete } = annotations;
  const lost: string[] = [];
  const without: string[] = [];
  reading.images = reading.images.flatMap((image) => {
    const said = pictures.get(image.path);
    if (said) return [annotated(image, said)];
    if (isComplete && image.label === null && image.masks.length === 0) without.push(image.path);
    if (isComplete || image.label !== null || image.masks.length > 0) return [image];
    lost.push(image.path);
    return [];
  });
  reading.used.push(...files);
  reading.skipped.push(...lost.map((path) => ({ path, reason: 'notAnnotated' as const })));
  if (lost.length > 0) reading.notes.push(importNote('notAnnotated', { n: lost.length, first: firstOf(lost) }));
  if (without.length > 0) reading.notes.push(importNote('unannotated', { n: without.length, first: firstOf(without) }));
  for (const { path, what } of faults) reading.notes.push(importNote('annotationFault', { file: path, what }));
}

function annotated(image: TakenImage, { size, shapes }: PictureShapes): TakenImage {
  const defects = shapes.filter(({ label }) => isDefect(label));
  if (defects.length === 0) return image.label === null ? { ...image, label: 'normal' } : image;
  const own = image.label === 'anomalous' && image.kind !== null && !folderRole(image.kind).isGeneric;
  const kind = own ? image.kind : commonest(defects.map(({ label }) => label));
  return { ...image, kind, shapes: { size, shapes: defects } };
}

function commonest(labels: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best))[0] || 'defect';
}
