import { type Mask, type Raster, createMask, createRaster } from '../raster.ts';
import { type Box, onPicture, united } from './box.ts';
import { regionsOf } from './regions.ts';
import { snap } from './snap.ts';
import type { Colours } from './wand.ts';

/** Pixels that are worked on at a time; of a larger part each is the mean of a square. */
const mostPixels = 20_000;
/** How far around a region is looked: a share of its longer side, and pixels at least. */
const around = { share: 0.5, least: 12 } as const;
/** Cells of the detector's map by which its outline is off. */
const cellsOff = 2;
/** Of a part's pixels that come out, as a share of those that went in: beyond these nothing was found to hold on to. */
const believed = { least: 0.03, most: 2 } as const;

/** What {@link refineMask} made. */
export interface Refined {
  mask: Mask;
  /** Parts of the picture that were worked on, and how many of them were left as they were. */
  parts: number;
  kept: number;
}

/**
 * Draws the regions of a proposal onto the edges of the photograph, part by part. Where that leaves next to nothing, or far more than
 * there was, the part stays as it was.
 * @param picture the photograph, or what of it holds the proposal and its surroundings
 * @param mask the proposal, at the picture's size; not changed
 * @param cell pixels of the photograph for each cell of the map that the proposal comes from
 */
export function refineMask(picture: Colours, mask: Mask, cell: number): Refined {
  const refined = createMask(mask.width, mask.height);
  const parts = partsOf(mask);
  let kept = 0;
  for (const part of parts) if (!refinePart(picture, mask, part, cell, refined)) kept++;
  return { mask: refined, parts: parts.length, kept };
}

/** Boxes around the regions and their surroundings; those that meet are one. */
export function partsOf(mask: Mask): Box[] {
  const wide = regionsOf(mask).map((region) => {
    const margin = Math.max(around.least, Math.round(around.share * Math.max(region.width, region.height)));
    return onPicture(region, mask, margin)!;
  });
  const parts: Box[] = [];
  for (let box = wide.pop(); box; box = wide.pop()) {
    const at = parts.findIndex((part) => meet(part, box!));
    if (at < 0) parts.push(box);
    else wide.push(united(box, parts.splice(at, 1)[0]!)!); // what is larger may meet others
  }
  return parts;
}

const meet = (a: Box, b: Box): boolean =>
  a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height;

/** @returns whether it was drawn anew; else it was copied */
function refinePart(picture: Colours, mask: Mask, part: Box, cell: number, into: Mask): boolean {
  const step = Math.max(1, Math.ceil(Math.sqrt((part.width * part.height) / mostPixels)));
  const { colours, outline } = shrink(picture, mask, part, step);
  const inside = snap(colours, outline, (cellsOff * cell) / step);
  const isIn = (x: number, y: number): boolean =>
    valueAt(colours, inside, (x + 0.5) / step - 0.5, (y + 0.5) / step - 0.5) >= 0.5;
  const [before, after] = [countIn(part, (x, y) => isSet(mask, part, x, y)), countIn(part, isIn)];
  const isBelieved = after >= believed.least * before && after <= believed.most * before;
  const wanted = isBelieved ? isIn : (x: number, y: number) => isSet(mask, part, x, y);
  countIn(part, (x, y) => {
    if (wanted(x, y)) into.data[(part.top + y) * into.width + part.left + x] = 255;
    return false;
  });
  return isBelieved;
}

const isSet = ({ data, width }: Mask, { left, top }: Box, x: number, y: number): boolean =>
  data[(top + y) * width + left + x]! > 127;

function countIn({ width, height }: Box, is: (x: number, y: number) => boolean): number {
  let count = 0;
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) if (is(x, y)) count++;
  return count;
}

/** The part in squares of `step` pixels: their mean colour, and whether half of them is set. */
function shrink(picture: Colours, mask: Mask, part: Box, step: number): { colours: Raster; outline: Mask } {
  const [width, height] = [Math.ceil(part.width / step), Math.ceil(part.height / step)];
  const colours = createRaster(width, height);
  const outline = createMask(width, height);
  const { channels, data } = picture;
  for (let i = 0; i < width * height; i++) {
    const [left, top] = [(i % width) * step, Math.floor(i / width) * step];
    const [right, bottom] = [Math.min(part.width, left + step), Math.min(part.height, top + step)];
    let [pixels, set, r, g, b] = [0, 0, 0, 0, 0];
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        const at = (part.top + y) * picture.width + part.left + x;
        r += data[channels * at]!;
        g += data[channels * at + 1]!;
        b += data[channels * at + 2]!;
        if (mask.data[at]! > 127) set++;
        pixels++;
      }
    }
    colours.data.set([Math.round(r / pixels), Math.round(g / pixels), Math.round(b / pixels)], 3 * i);
    if (2 * set >= pixels) outline.data[i] = 255;
  }
  return { colours, outline };
}

/** Linearly between the four nearest cells; beyond the middles of the outermost as there. */
function valueAt({ width, height }: Raster, values: Float64Array, x: number, y: number): number {
  const [u, v] = [Math.min(width - 1, Math.max(0, x)), Math.min(height - 1, Math.max(0, y))];
  const [left, top] = [Math.floor(u), Math.floor(v)];
  const [right, bottom] = [Math.min(width - 1, left + 1), Math.min(height - 1, top + 1)];
  const above = values[top * width + left]! * (1 - u + left) + values[top * width + right]! * (u - left);
  const below = values[bottom * width + left]! * (1 - u + left) + values[bottom * width + right]! * (u - left);
  return above * (1 - v + top) + below * (v - top);
}
