import type { StrokeAction } from '#shared/domain/labeling.ts';
import type { LabelNote } from '#shared/domain/labelNotes.ts';
import type { Edit } from '#shared/domain/edits.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import { applyPatch } from '#shared/vision/labeling/patch.ts';
import { type ChangeOutcome, changeNow } from '../dataset/edit/changePictures.ts';
import { namelessKind } from '../dataset/masksByKind.ts';
import type { Product } from '../product.ts';
import { transaction } from '../store/database.ts';
import { findImage } from '../store/gallery.ts';
import { type StoredStroke, findLabel, listStrokes, saveLabel, setPaintedMask } from '../store/labels.ts';
import { addAudit } from '../store/records.ts';
import {
  type LabelledImage,
  type OpenLayers,
  type WrittenLayers,
  layerOf,
  openLayers,
  paintedFile,
  removeSuperseded,
  writeLayers,
} from './layers.ts';

export interface StrokesToSave {
  image: number;
  /** Revision of the label that the strokes were made on. */
  revision: number;
  /** Names these strokes: sent twice they are taken once. */
  batch: string;
  actions: readonly StrokeAction[];
}

export interface SavedStrokes {
  revision: number;
  /** The step by which the picture's label became another; null where it did not. */
  edit: Edit | null;
  notes: LabelNote[];
}

/** Pictures that are being saved: one save of a product after the other. */
const saving = new WeakMap<Product['db'], Promise<unknown>>();

/**
 * Takes strokes on a picture: changes its layers, keeps the strokes for undo and the mask's hash as that of an imported one, and
 * writes to the audit trail, all in one transaction after the files are on the disk. An imported mask is never written over; the
 * layers begin as its copy. A picture that was OK and is marked now becomes NG, as a step that can be undone.
 * @throws FlawsmithError `usage` where others were saved meanwhile or a stroke does not fit; nothing is changed then
 */
export function saveStrokes(product: Product, asked: StrokesToSave, who: string): Promise<SavedStrokes> {
  return afterSaves(product, () => saveNow(product, asked, who));
}

/** Does something to the layers of a product once the saves that were begun are done; those asked for later wait for it. */
export function afterSaves<T>({ db }: Product, work: () => Promise<T>): Promise<T> {
  const before = saving.get(db) ?? Promise.resolve();
  const done = before.catch(() => undefined).then(work);
  saving.set(db, done);
  return done;
}

async function saveNow(product: Product, asked: StrokesToSave, who: string): Promise<SavedStrokes> {
  const image = findImage(product.db, asked.image);
  const label = findLabel(product.db, image.id);
  if (label?.batch === asked.batch) return { revision: label.revision, edit: null, notes: [] };
  if ((label?.revision ?? 0) !== asked.revision) throw otherwise(image);
  const layers = await openLayers(product, image);
  const { strokes, changed } = perform(image, layers, listStrokes(product.db, image.id), asked.actions);
  const written = await writeLayers(product, image, layers, changed);
  const revision = asked.revision + 1;
  const outcome = transaction(product.db, () => {
    const now = findLabel(product.db, image.id);
    if ((now?.revision ?? 0) !== asked.revision) throw otherwise(image);
    const { batch } = asked;
    const mask = written.mask?.name ?? null;
    saveLabel(product.db, image.id, {
      ...{ revision, batch, mask, source: layers.source },
      layers: written.rows,
      strokes,
    });
    keepMask(product, image, written, asked.actions.length, who);
    return labelByMask(product, image, written, who);
  });
  await removeSuperseded(product, image, written);
  return { revision, edit: outcome?.edit ?? null, notes: outcome?.notes ?? [] };
}

const otherwise = ({ file }: LabelledImage): FlawsmithError =>
  new FlawsmithError('usage', `Another window has painted on this picture meanwhile: ${file}`, {
    file,
    hint: 'Go to another picture and come back: it is then shown as it is now.',
    said: said('paintedElsewhere', { file }),
  });

/** Does what is asked to the layers in memory. */
function perform(
  image: LabelledImage,
  layers: OpenLayers,
  known: readonly StoredStroke[],
  actions: readonly StrokeAction[],
): { strokes: StoredStroke[]; changed: Set<string> } {
  const changed = new Set<string>();
  let strokes = [...known];
  let next = (known.at(-1)?.number ?? 0) + 1;
  const turn = (stroke: StoredStroke, isBack: boolean): void => {
    if (!applyPatch(layerOf(layers, stroke.kind, image), stroke.patch, isBack)) throw unfit(image);
    changed.add(stroke.kind);
  };
  for (const action of actions) {
    if (action.do === 'stroke') {
      const patch = { ...action.patch, runs: new Uint8Array(Buffer.from(action.patch.runs, 'base64')) };
      const stroke = { number: next++, isUndone: false, kind: action.kind, tool: action.tool, patch };
      turn(stroke, false);
      strokes = [...strokes.filter(({ isUndone }) => !isUndone), stroke];
    } else {
      const isBack = action.do === 'undo';
      const stroke = isBack ? strokes.findLast(({ isUndone }) => !isUndone) : strokes.find(({ isUndone }) => isUndone);
      if (!stroke) throw unfit(image);
      turn(stroke, isBack);
      strokes = strokes.map((one) => (one === stroke ? { ...one, isUndone: isBack } : one));
    }
  }
  return { strokes, changed };
}

const unfit = ({ file }: LabelledImage): FlawsmithError =>
  new FlawsmithError('usage', `A stroke does not fit the picture's mask: ${file}`, {
    file,
    hint: 'Go to another picture and come back, and paint it again.',
    said: said('strokeUnfit', { file }),
  });

/** The picture's mask is what unites the layers. */
function keepMask(product: Product, image: LabelledImage, { mask }: WrittenLayers, strokes: number, who: string): void {
  const now = mask && { file: paintedFile(product, mask.name), hash: mask.hash };
  const old = image.maskFile === null ? null : { file: image.maskFile, hash: image.maskHash };
  if (old?.hash === now?.hash && old?.file === now?.file) return;
  setPaintedMask(product.db, image.id, now);
  addAudit(product.db, { who, what: `mask of image ${image.id}`, old, new: now && { ...now, strokes } });
}

/** What is marked is defective; of a kind that nobody named, the one that was painted is the name. */
function labelByMask(
  product: Product,
  image: LabelledImage,
  { rows }: WrittenLayers,
  who: string,
): ChangeOutcome | null {
  const [largest] = rows.toSorted((a, b) => b.area - a.area);
  if (!largest) return null;
  const isUnnamed = image.kind === null || (image.kind === namelessKind && largest.kind !== namelessKind);
  if (image.label === 'anomalous' && !isUnnamed) return null;
  return changeNow(product, [image.id], { label: 'anomalous', kind: largest.kind }, who);
}
