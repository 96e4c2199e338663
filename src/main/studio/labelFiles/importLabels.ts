import { mkdir } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ImageRecord } from '#shared/domain/images.ts';
import type { LabelNote } from '#shared/domain/labelNotes.ts';
import type { Edit } from '#shared/domain/edits.ts';
import { FlawsmithError, throwIfCancelled, toFlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import { maskRegions } from '#shared/vision/maskRegions.ts';
import { type Mask, createMask, maskArea } from '#shared/vision/raster.ts';
import { writeFileAtomic } from '#scoring/files.ts';
import { changeNow } from '../dataset/edit/changePictures.ts';
import { hashOf, readImageMask } from '../dataset/imageMask.ts';
import { commonest } from '../dataset/layouts/annotations/apply.ts';
import { unite } from '../dataset/drawnMask.ts';
import { masksByKind } from '../dataset/masksByKind.ts';
import { paintedFile, writeLayers } from '../labeling/layers.ts';
import type { Product } from '../product.ts';
import { contentFileName, requireInProduct } from '../realPaths.ts';
import { recordEdit } from '../store/edits.ts';
import { type StoredMask, listImages } from '../store/images.ts';
import { type LayerRow, findLabel } from '../store/labels.ts';
import { giveLayers } from '../store/layerKinds.ts';
import { changeMask } from '../store/masks.ts';
import { addAudit } from '../store/records.ts';
import { exactMaskPng } from '../dataset/exactMask.ts';
import { type ImportFormat, type LabelRow } from './labelledPicture.ts';
import { treePath } from './pictureNames.ts';
import { type FoundLabel, readLabelFiles } from './readLabelFiles.ts';

export interface ImportOptions {
  path: string;
  /** Null: as found. */
  format: ImportFormat | null;
  signal?: AbortSignal | undefined;
  onProgress?: (done: number, total: number) => void;
}

export interface ImportedLabels {
  format: ImportFormat;
  /** Of all pictures that the files mark, also where they are so already. */
  rows: LabelRow[];
  /** Pictures that are otherwise now: their mask, label or kind. */
  changed: number;
  /** The step on the undo stack; null where nothing changed. */
  edit: Edit | null;
  notes: LabelNote[];
  /** Labels of no picture, and those that cannot be read or drawn; the others are imported. */
  failures: FlawsmithError[];
}

/** A picture with what files mark of it. */
interface Marked {
  image: ImageRecord;
  kind: string;
  /** One of each kind that is marked. */
  rows: LabelRow[];
  /** Null where the picture has the same pixels already. */
  mask: StoredMask | null;
  /** Of several kinds one each; null: the mask is of one kind, or its layers are there. */
  layers: LayerRow[] | null;
}

/**
 * Takes the masks that label files hold, each a file of the product's own that nothing else writes over, and marks their pictures NG
 * with their kind; several kinds of one picture become layers, as if they were painted: all in one transaction and one step that can be undone, written to the audit trail. The mask that a picture had stays
 * where it lies. A picture of which a file marks nothing stays as it is, and so does one
 * that a person painted otherwise, which is named.
 * @throws FlawsmithError as `readLabelFiles`, `disk-full`; CancelledError; nothing is changed then
 */
export async function importLabels(product: Product, options: ImportOptions, who: string): Promise<ImportedLabels> {
  const { path, format, signal, onProgress } = options;
  const images = new Map(listImages(product.db).map((image) => [treePath(image.file), image]));
  const found = await readLabelFiles(path, [...images.keys()], format, signal);
  const failures = [...found.failures];
  const marked: Marked[] = [];
  let done = 0;
  for (const [name, label] of [...found.pictures].sort(([a], [b]) => (a < b ? -1 : 1))) {
    throwIfCancelled(signal);
    const image = images.get(name)!;
    try {
      const one = await markedOf(product, image, label);
      if (one) marked.push(one);
    } catch (error) {
      const failure = toFlawsmithError(error, image.file);
      if (failure.code === 'disk-full' || failure.code === 'not-writable') throw failure;
      failures.push(failure);
    }
    onProgress?.(++done, found.pictures.size);
  }
  const rows = marked.flatMap((one) => one.rows);
  return { format: found.format, rows, failures, ...take(product, marked, path, who) };
}

/** @returns null where the files mark nothing of the picture */
async function markedOf(product: Product, image: ImageRecord, label: FoundLabel): Promise<Marked | null> {
  const { masks, named } = await masksByKind(label, image);
  const rows = [...masks].map(([kind, mask]) => rowOf(image, kind, mask)).filter(({ pixels }) => pixels > 0);
  const [first, ...more] = rows;
  if (!first) return null;
  const united = createMask(image.width, image.height);
  for (const { kind } of rows) unite(united, masks.get(kind)!);
  const hasOwn = findLabel(product.db, image.id) !== null;
  const isUnchanged = await isSame(image, united);
  if (!isUnchanged && hasOwn) throw painted(image);
  const isOwnRight = image.kind !== null && masks.has(image.kind);
  const kind = isOwnRight ? image.kind! : commonest(named);
  if (more.length > 0 && !hasOwn) return { image, kind, rows, ...(await keepLayers(product, image, masks, united)) };
  // what is of one kind in the files is of the picture's where both say so
  const said = more.length > 0 ? rows : [{ ...first, kind }];
  return { image, kind, rows: said, layers: null, mask: isUnchanged ? null : await keep(product, image, united) };
}

function rowOf({ file }: ImageRecord, kind: string, mask: Mask): LabelRow {
  return { file, kind, regions: maskRegions(mask).length, pixels: maskArea(mask) };
}

/** Writes the layers and what unites them, as painted ones are. */
async function keepLayers(
  product: Product,
  image: ImageRecord,
  masks: Map<string, Mask>,
  united: Mask,
): Promise<{ layers: LayerRow[]; mask: StoredMask }> {
  const open = { masks, rows: new Map(), source: null };
  const { rows, mask } = await writeLayers(product, image, open, new Set(), united);
  return { layers: rows, mask: { file: paintedFile(product, mask!.name), hash: mask!.hash } };
}

/** Its layers and the strokes that can be taken back belong to the mask that a person painted. */
const painted = ({ file }: ImageRecord): FlawsmithError =>
  new FlawsmithError(
    'usage',
    `A person painted on this picture otherwise than the labels say, and that stays: ${file}`,
    {
      file,
      hint: 'Change its mask on the label page.',
      said: said('paintedOtherwise', { file }),
    },
  );

async function isSame(image: ImageRecord, mask: Mask): Promise<boolean> {
  const known = await readImageMask(image).catch(() => null); // a mask that cannot be read is another one
  return known !== null && Buffer.compare(known.mask.data, mask.data) === 0;
}

/** Writes a mask into the product's own folder, named by its content. */
async function keep(product: Product, image: ImageRecord, mask: Mask): Promise<StoredMask> {
  const bytes = await exactMaskPng(mask, image);
  const hash = hashOf(bytes);
  await mkdir(await requireInProduct(product, product.path('masks')), { recursive: true });
  const file = product.path('masks', contentFileName(hash, '.png'));
  await writeFileAtomic(file, bytes);
  return { file, hash };
}

function take(
  product: Product,
  marked: readonly Marked[],
  path: string,
  who: string,
): Pick<ImportedLabels, 'changed' | 'edit' | 'notes'> {
  const { db } = product;
  const { result, edit } = recordEdit(db, who, () => {
    const changed = new Set<number>();
    for (const { image, mask, layers } of marked) {
      if (mask === null) continue;
      if (layers) giveLayers(db, image.id, layers);
      const old = changeMask(db, image.id, mask);
      addAudit(db, { who, what: `mask of image ${image.id}`, old: old && (JSON.parse(old) as object), new: mask });
      changed.add(image.id);
    }
    const notes: LabelNote[] = [];
    for (const [kind, group] of Map.groupBy(marked, (one) => one.kind)) {
      const ids = group.map(({ image }) => image.id);
      const outcome = changeNow(product, ids, { label: 'anomalous', kind }, who);
      outcome.changed.forEach(({ after }) => changed.add(after.id));
      notes.push(...outcome.notes);
    }
    return {
      result: { changed: changed.size, notes },
      code: 'labels',
      values: { n: changed.size, folder: basename(path) },
    };
  });
  return { ...result, edit };
}
