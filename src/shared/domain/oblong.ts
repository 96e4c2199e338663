import type { Roi } from './images.ts';
import { fewestPixels } from './resolution.ts';

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

/** In one or two sentences, with what to do. */
export function describeOblong(note: OblongNote, working: { width: number; height: number }): string {
  const { width, height, across, down, leastWidth, leastHeight } = note;
  const ratio = (squeezed: number): string =>
    squeezed >= 1 ? `${squeezed.toFixed(1)} : 1` : `1 : ${(1 / squeezed).toFixed(1)}`;
  return (
    `The pictures are long (${width} × ${height}): at ${working.width} × ${working.height} they are squeezed ${ratio(across)} across ` +
    `and ${ratio(down)} down, so a defect must be some ${leastWidth} px wide and ${leastHeight} px high to be seen. ` +
    'Inspect a narrower region, cut the strip into pieces, or train at a larger size.'
  );
}
