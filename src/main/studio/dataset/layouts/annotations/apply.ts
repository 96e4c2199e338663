import { type ImportNote, type ImportNoteCode, firstOf, importNote } from '#shared/domain/importNotes.ts';
import { folderRole, isWorkWord } from '../folderRole.ts';
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
 * defective all the same, and has no mask, for half a mask would call the rest free of defects. Tags and flags of a whole picture
 * that tell of the work on it say nothing of the part, and are named; so are pictures that one calls good and others defective.
 */
export function applyAnnotations(reading: Reading, annotations: AnnotationSet): void {
  const { pictures, unread, isComplete } = annotations;
  const lost: string[] = [];
  const without: string[] = [];
  const found: Found = { undrawn: [], aside: [], contrary: [] };
  reading.images = reading.images.flatMap((image) => {
    const said = pictures.get(image.path);
    if (said) return [annotated(image, said, found)];
    if (image.label !== null || image.masks.length > 0) return [image];
    const isKept = isComplete && !unread.has(image.path);
    (isKept ? without : lost).push(image.path);
    return isKept ? [image] : [];
  });
  reading.skipped.push(...lost.map((path) => ({ path, reason: 'notAnnotated' as const })));
  if (lost.length > 0) reading.notes.push(importNote('notAnnotated', { n: lost.length, first: firstOf(lost) }));
  if (without.length > 0) reading.notes.push(importNote('unannotated', { n: without.length, first: firstOf(without) }));
  reading.notes.push(...undrawnNotes(found.undrawn), ...tagNotes(found));
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
  if (faults.length > 0 && format === 'table')
    reading.notes.push(importNote('tableUnclear', { n: faults.length, first: firstOf(faults) }));
  else if (faults.length > 0)
    reading.notes.push(
      importNote('annotationFault', { n: faults.length, format: formatNames[format], first: firstOf(faults) }),
    );
}

const formatNames: Readonly<Record<AnnotationFormat, string>> = {
  ...{ coco: 'COCO', cvat: 'CVAT', voc: 'Pascal VOC', labelme: 'labelme', labelstudio: 'Label Studio' },
  ...{ via: 'VGG', yolo: 'YOLO', table: 'CSV' },
};

/** What there is to name of the marks of all pictures. */
interface Found {
  /** Cannot be drawn. */
  undrawn: UndrawnMark[];
  /** Of whole pictures, and not of the part. */
  aside: UndrawnMark[];
  /** Call a picture good that is defective by its folder, or by its other marks. */
  contrary: UndrawnMark[];
}

const isOfWhole = ({ why }: PictureShapes['undrawn'][number]): boolean => why === 'noPlace';
const isAside = (mark: PictureShapes['undrawn'][number]): boolean => isOfWhole(mark) && isWorkWord(mark.label);

/** Notes on tags and flags that decide nothing. */
function tagNotes({ aside, contrary }: Found): ImportNote[] {
  const named = (marks: readonly UndrawnMark[]): string =>
    firstOf(marks.map(({ path, label }) => `${path} (${label})`));
  const noteOf = (code: ImportNoteCode, marks: readonly UndrawnMark[]): ImportNote[] =>
    marks.length === 0 ? [] : [importNote(code, { n: marks.length, first: named(marks) })];
  return [...noteOf('tagsAside', aside), ...noteOf('tagsContrary', contrary)];
}

/** @param found gets what is to be named */
function annotated(image: TakenImage, said: PictureShapes, found: Found): TakenImage {
  const ofPicture = (marks: PictureShapes['undrawn']): UndrawnMark[] =>
    marks.map((mark) => ({ path: image.path, ...mark }));
  found.aside.push(...ofPicture(said.undrawn.filter(isAside)));
  const shapes = said.shapes.filter(({ label }) => isDefect(label));
  const others = said.undrawn.filter((mark) => isDefect(mark.label) && !isAside(mark));
  const labels = [...shapes, ...others].map(({ label }) => label);
  if (labels.length > 0 || image.label === 'anomalous' || image.masks.length > 0)
    found.contrary.push(
      ...ofPicture(said.undrawn.filter((mark) => isOfWhole(mark) && folderRole(mark.label).sense === 'good')),
    );
  if (labels.length === 0) return image.label === null ? { ...image, label: 'normal' } : image;
  const own = image.label === 'anomalous' && image.kind !== null && !folderRole(image.kind).isGeneric;
  const kind = own ? image.kind : commonest(labels);
  // A mask of its own says where the defects lie, whatever the annotation leaves open.
  if (others.length === 0 || image.masks.length > 0) {
    return shapes.length === 0
      ? { ...image, kind, isMarked: true }
      : { ...image, kind, shapes: { ...said, shapes, undrawn: [] } };
  }
  found.undrawn.push(...ofPicture(others));
  return { ...image, kind, isMarked: true };
}

/** The label of the most marks; `defect` where that one is empty. @param labels one at least */
export function commonest(labels: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best))[0] || 'defect';
}
