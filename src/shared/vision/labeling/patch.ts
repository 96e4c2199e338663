import { pixelsOfRuns } from '../maskRuns.ts';
import type { Mask, Sides } from '../raster.ts';
import type { Box } from './box.ts';

/**
 * What one edit did to a mask: which pixels of a box it turned round, as runs in reading order, unchanged and changed in turn
 * (an unchanged one first, which may be 0). Turning them round again takes the edit back, so a patch is its own undo. `added`
 * and `removed` count the pixels: on any other mask than the one it was made on, they do not fit.
 */
export interface Patch extends Box {
  /** Lengths of the runs as numbers of seven bits a byte, the low ones first; see {@link writeRuns}. */
  readonly runs: Uint8Array;
  readonly added: number;
  readonly removed: number;
}

/** Runs as bytes: seven bits of a length each, the low ones first, the high bit where more follow. */
export function writeRuns(lengths: Iterable<number>): Uint8Array {
  let bytes = new Uint8Array(64);
  let size = 0;
  for (let rest of lengths) {
    if (size + 5 > bytes.length) {
      const larger = new Uint8Array(2 * bytes.length);
      larger.set(bytes);
      bytes = larger;
    }
    while (rest > 127) {
      bytes[size++] = (rest & 127) | 128;
      rest = Math.floor(rest / 128);
    }
    bytes[size++] = rest;
  }
  return bytes.slice(0, size);
}

/** The lengths that {@link writeRuns} wrote; null where the bytes end within one, or one is longer than any mask. */
export function readRuns(bytes: Uint8Array): number[] | null {
  const lengths: number[] = [];
  let value = 0;
  let unit = 1;
  for (const byte of bytes) {
    value += (byte & 127) * unit;
    if (value > 2 ** 31) return null;
    if (byte > 127) unit *= 128;
    else {
      lengths.push(value);
      value = 0;
      unit = 1;
    }
  }
  return unit === 1 ? lengths : null;
}

/** The mask of which these are the runs, as {@link writeRuns} wrote them; null where they are more or fewer pixels than it has. */
export function maskOfRuns(bytes: Uint8Array, { width, height }: Sides): Mask | null {
  const runs = readRuns(bytes);
  if (runs === null || pixelsIn(runs) !== width * height) return null;
  return { width, height, data: pixelsOfRuns(runs, width * height) };
}

const pixelsIn = (runs: readonly number[]): number => runs.reduce((sum, run) => sum + run, 0);

/**
 * Turns the patch's pixels round on the mask, at once or not at all.
 * @param back as the undo of the edit: what it added goes
 * @returns false, and nothing done, where the patch lies beyond the mask, its runs are no runs of its box, or the mask is not the
 * one that the edit was made on
 */
export function applyPatch(mask: Mask, patch: Patch, back = false): boolean {
  const runs = readRuns(patch.runs);
  if (!runs || !isWithin(mask, patch)) return false;
  if (pixelsIn(runs) > patch.width * patch.height) return false;
  const [added, removed] = back ? [patch.removed, patch.added] : [patch.added, patch.removed];
  const turned = turn(mask, patch, runs);
  if (turned.added === added && turned.removed === removed) return true;
  turn(mask, patch, runs);
  return false;
}

const isWithin = ({ width, height }: Mask, box: Box): boolean =>
  [box.left, box.top, box.width, box.height].every((side) => Number.isInteger(side) && side >= 0) &&
  box.width > 0 &&
  box.left + box.width <= width &&
  box.top + box.height <= height;

function turn({ data, width }: Mask, box: Box, runs: readonly number[]): { added: number; removed: number } {
  let [at, added, removed] = [0, 0, 0];
  for (const [i, run] of runs.entries()) {
    if (i % 2 === 1) {
      for (let j = at; j < at + run; j++) {
        const pixel = (box.top + Math.floor(j / box.width)) * width + box.left + (j % box.width);
        const value = data[pixel]! > 127 ? 0 : 255;
        data[pixel] = value;
        if (value) added++;
        else removed++;
      }
    }
    at += run;
  }
  return { added, removed };
}
