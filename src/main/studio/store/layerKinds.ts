import { basename } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { bookLayers } from './edits.ts';
import { type LayerRow, findLabel, listLayers, listStrokes, replaceLayers, saveLabel } from './labels.ts';

/** Layers of a picture as one text, to compare and to keep; null where it has no label of its own. */
const layersText = (db: DatabaseSync, image: number): string | null =>
  findLabel(db, image) && JSON.stringify(listLayers(db, image));

/**
 * Gives a picture other layers. A stroke of a layer that is there under another kind goes with it; strokes of layers that are gone are
 * forgotten, and a window that has the picture open is told so when it saves.
 */
function writeLayers(db: DatabaseSync, image: number, now: readonly LayerRow[]): void {
  const before = listLayers(db, image);
  const kindOf = new Map(now.map(({ file, kind }) => [file, kind]));
  const strokes = db.prepare('SELECT number, kind FROM strokes WHERE image = ?').all(image) as unknown as {
    number: number;
    kind: string;
  }[];
  const forget = db.prepare('DELETE FROM strokes WHERE image = ? AND number = ?');
  const turn = db.prepare('UPDATE strokes SET kind = ? WHERE image = ? AND number = ?');
  for (const { number, kind } of strokes) {
    const layer = before.find((row) => row.kind === kind);
    const isKept = layer === undefined || kindOf.has(layer.file); // of one that was painted away nothing else is known
    if (!isKept) forget.run(image, number);
    else if (layer) turn.run(kindOf.get(layer.file)!, image, number);
  }
  replaceLayers(db, image, now);
  db.prepare('UPDATE labels SET revision = revision + 1 WHERE image = ?').run(image);
}

/** The picture has these layers now; booked to the step under way. */
export function changeLayers(db: DatabaseSync, image: number, now: readonly LayerRow[]): void {
  const old = layersText(db, image);
  writeLayers(db, image, now);
  bookLayers(db, image, old, layersText(db, image));
}

/** Puts layers in the place of others; booked to the step under way. @returns false, and nothing done, where those are no longer the picture's */
export function putLayers(db: DatabaseSync, image: number, from: string | null, to: string | null): boolean {
  if (layersText(db, image) !== from) return false;
  if (to === null) dropLabel(db, image);
  else if (from === null) addLabel(db, image, JSON.parse(to) as LayerRow[]);
  else writeLayers(db, image, JSON.parse(to) as LayerRow[]);
  bookLayers(db, image, from, to);
  return true;
}

/** Of strokes where nobody painted yet. */
const importBatch = 'import';

function addLabel(db: DatabaseSync, image: number, layers: readonly LayerRow[]): void {
  const mask = ownMask(db, image);
  saveLabel(db, image, { revision: 1, batch: importBatch, mask, source: null, layers, strokes: [] });
}

/** Name of the file that unites the layers, where that is the picture's mask already. */
function ownMask(db: DatabaseSync, image: number): string | null {
  const row = db.prepare('SELECT hash, mask_file FROM all_images WHERE id = ?').get(image) as
    { hash: string; mask_file: string | null } | undefined;
  const name = row?.mask_file == null ? '' : basename(row.mask_file);
  return row && name.startsWith(`${row.hash}-`) ? name : null;
}

/** A person painted on the picture: its layers are not as they came in. */
export function isPaintedOn(db: DatabaseSync, image: number): boolean {
  const label = findLabel(db, image);
  return label !== null && (label.batch !== importBatch || listStrokes(db, image).length > 0);
}

/**
 * A picture that came with a mask of its own gets these layers of it, and those of an earlier import give way; null: the mask is of one
 * kind. Booked to the step under way.
 */
export function importLayers(db: DatabaseSync, hash: string, layers: readonly LayerRow[] | null): void {
  const { id: image } = db.prepare('SELECT id FROM all_images WHERE hash = ?').get(hash) as { id: number };
  const old = layersText(db, image);
  if (layers === null && old === null) return;
  if (old !== null) dropLabel(db, image);
  if (layers !== null) addLabel(db, image, layers);
  bookLayers(db, image, old, layersText(db, image));
}

function dropLabel(db: DatabaseSync, image: number): void {
  for (const table of ['strokes', 'label_layers', 'labels']) {
    db.prepare(`DELETE FROM ${table} WHERE image = ?`).run(image);
  }
}

/** A picture that has no label of its own gets these layers; booked to the step under way. */
export function giveLayers(db: DatabaseSync, image: number, layers: readonly LayerRow[]): void {
  addLabel(db, image, layers);
  bookLayers(db, image, null, layersText(db, image));
}
