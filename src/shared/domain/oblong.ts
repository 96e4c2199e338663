import type { Roi } from './images.ts';
import type { ImportNote } from './importNotes.ts';
import { fewestPixels } from './resolution.ts';
import { studioNote } from './studioNotes.ts';

/** Sides beyond this ratio are squeezed so much that it must be said. */
const mostRatio = 4;

/** How long pictures come out of the working picture: line-scan cameras make them. */
export interface OblongNote {
  /** The usual picture within the region of interest, px. */
  width: number;
  height: number;
  /** Pixels of the photograph that become one working pixel, in each direction. */
  across: number;
  down: number;
  /** Smallest extent of a defect that is seen, px of the photograph, in each direction. */
  leastWidth: number;
  leastHeight: number;
}

/**
 * What long pictures lose in the working picture; null for pictures of up to 4 : 1, and none.
 * @param pictures sides of good parts, px
 * @param working sides of the working picture, px
 */
export function oblongNote(
  pictures: readonly { width: number; height: number }[],
  roi: Roi,
  working: { width: number; height: number },
): OblongNote | null {
  const long = pictures
    .map((one) => ({ width: Math.round(one.width * roi.width), height: Math.round(one.height * roi.height) }))
    .filter(({ width, height }) => Math.max(width / height, height / width) > mostRatio)
    .sort((a, b) => a.width * a.height - b.width * b.height);
  const usual = long[long.length >> 1];
  if (!usual) return null;
  const [across, down] = [usual.width / working.width, usual.height / working.height];
  const least = (squeezed: number): number => Math.ceil(Math.max(1, squeezed) * fewestPixels);
  return { ...usual, across, down, leastWidth: least(across), leastHeight: least(down) };
}

/** The same as a note: `a : b` are pixels of the photograph and of the working picture. */
export function sayOblong(note: OblongNote, working: { width: number; height: number }): ImportNote {
  const { across, down, ...sides } = note;
  const [acrossFrom, acrossTo] = ratio(across);
  const [downFrom, downTo] = ratio(down);
  const values = { ...sides, working: `${working.width} × ${working.height}`, acrossFrom, acrossTo, downFrom, downTo };
  return studioNote('oblong', values);
}

/** The smaller side of a ratio is 1, the larger has a tenth. */
function ratio(squeezed: number): [number, number] {
  const tenth = (value: number): number => Math.round(value * 10) / 10;
  return squeezed >= 1 ? [tenth(squeezed), 1] : [1, tenth(1 / squeezed)];
}
