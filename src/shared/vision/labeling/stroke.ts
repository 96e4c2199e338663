import type { Mask } from '../raster.ts';
import { type Box, boundsOf, onPicture, united } from './box.ts';
import { type Patch, writeRuns } from './patch.ts';

/** A pixel that the stroke under way set or cleared: it reads as set (above 127) or not, and tells what was there before. */
const justSet = 254;
const justCleared = 1;

/**
 * An edit under way on a mask of 0 and 255. It writes into the mask itself, where what it touched bears a mark until it ends;
 * so it costs no second mask, however large the picture.
 */
export interface Stroke {
  readonly mask: Mask;
  /** Around all that was touched so far. */
  box: Box | null;
  /** What was painted, whatever was there before, four numbers a row: y, from, to, and 1 where set or 0 where cleared. */
  readonly rows?: number[];
}

export const beginStroke = (mask: Mask): Stroke => ({ mask, box: null });

/** A stroke that can be painted once more on another mask, see {@link paintAgain}. */
export const beginKeptStroke = (mask: Mask): Stroke => ({ mask, box: null, rows: [] });

/** Paints what a kept stroke painted. @param rows of that stroke @returns the box around it; null where nothing of it lies on the mask */
export function paintAgain(stroke: Stroke, rows: readonly number[]): Box | null {
  let box: Box | null = null;
  for (let i = 0; i < rows.length; i += 4) {
    const [y, from, to, isSet] = [rows[i]!, rows[i + 1]!, rows[i + 2]!, rows[i + 3]!];
    paintRow(stroke, y, from, to, isSet === 1);
    const row = { left: from, top: y, width: to - from, height: 1 };
    box = united(box, row.width > 0 ? onPicture(row, stroke.mask) : null);
  }
  return touched(stroke, box);
}

/** Sets or clears the pixels from..to (without) of a row; what lies beyond the picture is passed over. */
export function paintRow({ mask, rows }: Stroke, y: number, from: number, to: number, isSet: boolean): void {
  const { width, height, data } = mask;
  rows?.push(y, from, to, isSet ? 1 : 0);
  if (y < 0 || y >= height) return;
  const end = y * width + Math.min(width, to);
  for (let i = y * width + Math.max(0, from); i < end; i++) {
    if (data[i]! > 127 !== isSet) data[i] = turned(data[i]!);
  }
}

/** Turns a pixel round; one that the stroke had turned already is as it was. */
const turned = (value: number): number =>
  value === 0 ? justSet : value === 255 ? justCleared : value === justSet ? 0 : 255;

/** Says that a stroke touched this box. @returns the box */
export function touched(stroke: Stroke, box: Box | null): Box | null {
  stroke.box = united(stroke.box, box);
  return box;
}

/** Ends the stroke. @returns what it changed; null where that is nothing */
export function endStroke(stroke: Stroke): Patch | null {
  const changed = changedBounds(stroke);
  if (!changed) return null;
  const { data, width } = stroke.mask;
  const runs: number[] = [];
  let [run, isChanged, added, removed] = [0, false, 0, 0];
  for (let y = changed.top; y < changed.top + changed.height; y++) {
    for (let i = y * width + changed.left; i < y * width + changed.left + changed.width; i++) {
      const value = data[i]!;
      const isMarked = value === justSet || value === justCleared;
      if (isMarked !== isChanged) {
        runs.push(run);
        run = 0;
        isChanged = isMarked;
      }
      run++;
      if (!isMarked) continue;
      data[i] = value === justSet ? 255 : 0;
      if (value === justSet) added++;
      else removed++;
    }
  }
  if (isChanged) runs.push(run);
  stroke.box = null;
  return { ...changed, runs: writeRuns(runs), added, removed };
}

/** Breaks the stroke off: the mask is as it was. @returns what was touched */
export function cancelStroke(stroke: Stroke): Box | null {
  const { box } = stroke;
  if (!box) return null;
  const { data, width } = stroke.mask;
  for (let y = box.top; y < box.top + box.height; y++) {
    for (let i = y * width + box.left; i < y * width + box.left + box.width; i++) {
      if (data[i] === justSet) data[i] = 0;
      else if (data[i] === justCleared) data[i] = 255;
    }
  }
  stroke.box = null;
  return box;
}

/** The box around the marked pixels. */
function changedBounds({ mask, box }: Stroke): Box | null {
  if (!box) return null;
  const { data, width } = mask;
  const marks = new Uint8Array(box.width * box.height);
  for (let y = 0, at = 0; y < box.height; y++) {
    const from = (box.top + y) * width + box.left;
    for (let x = 0; x < box.width; x++, at++) {
      const value = data[from + x]!;
      if (value === justSet || value === justCleared) marks[at] = 255;
    }
  }
  const inner = boundsOf({ width: box.width, height: box.height, data: marks });
  return inner && { ...inner, left: inner.left + box.left, top: inner.top + box.top };
}
