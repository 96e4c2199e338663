import { distanceToMask } from '../maskDistance.ts';
import { type Mask, type Raster, cellsOf } from '../raster.ts';
import { colourGroups } from './colourGroups.ts';
import { colourOdds } from './colourOdds.ts';
import { type Walk, walk } from './randomWalker.ts';

const groupCount = 16;
/** The colours are learned from the outline, and once more from what came of it. */
const rounds = 2;
/** What a pixel's own colour and place weigh; its like neighbour weighs 1. */
const ownWeight = 0.02;
/** What neighbours weigh at least, however they differ: nothing is cut off from all. */
const leastWeight = 1e-3;
/** No colour and no place is certain. */
const leastChance = 1e-4;

/**
 * Draws a loose outline onto the edges of its picture: a random walker whose pixels are held by how usual their colour is inside and
 * around, and by how far from the outline they lie, and whose neighbours hold each other by their likeness.
 * @param band pixels by which the outline may be off without much being said against it
 * @returns a value a pixel, 0–1: the chance to be inside
 */
export function snap(picture: Raster, outline: Mask, band: number): Float64Array {
  const nearness = placeChance(outline, band);
  const pairs = pairWeights(picture);
  const groups = colourGroups(picture, groupCount);
  let inside = Float64Array.from(outline.data, (value) => (value > 127 ? 1 : 0));
  for (let round = 0; round < rounds; round++) {
    const odds = colourOdds(groups, inside, groupCount);
    if (!odds) return inside;
    const chance = nearness.map((place, i) => {
      const [a, b] = [odds[groups[i]!]! * place, (1 - odds[groups[i]!]!) * (1 - place)];
      return a / (a + b);
    });
    inside = walk({
      ...pairs,
      inside: chance.map((value) => ownWeight * Math.max(leastChance, value)),
      outside: chance.map((value) => ownWeight * Math.max(leastChance, 1 - value)),
    });
  }
  return inside;
}

/** The chance of each pixel to be inside by its place alone: a half at the outline. */
function placeChance({ width, height, data }: Mask, band: number): Float64Array {
  const toInside = distanceToMask(data, width, height);
  const toOutside = distanceToMask(
    data.map((value) => 255 - value),
    width,
    height,
  );
  const soft = Math.max(0.5, band);
  return Float64Array.from(data, (value, i) => {
    const deep = value > 127 ? toOutside[i]! - 0.5 : 0.5 - toInside[i]!;
    return 1 / (1 + Math.exp(-Math.min(500, Math.max(-500, deep / soft))));
  });
}

/** How neighbours hold each other: less, the more they differ, on the scale of how neighbours differ in this picture. */
function pairWeights(picture: Raster): Pick<Walk, 'width' | 'height' | 'right' | 'down'> {
  const { width, height } = picture;
  const right = new Float64Array(cellsOf(picture));
  const down = new Float64Array(cellsOf(picture));
  let [sum, pairs] = [0, 0];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (x + 1 < width) right[i] = apart(picture, i, i + 1);
      if (y + 1 < height) down[i] = apart(picture, i, i + width);
      sum += right[i]! + down[i]!;
      pairs += (x + 1 < width ? 1 : 0) + (y + 1 < height ? 1 : 0);
    }
  }
  const scale = 2 * Math.max(1, sum / Math.max(1, pairs));
  const weight = (difference: number): number => Math.exp(-difference / scale) + leastWeight;
  return { width, height, right: right.map(weight), down: down.map(weight) };
}

/** Squared difference of two pixels' colours. */
function apart({ data }: Raster, i: number, j: number): number {
  const [r, g, b] = [
    data[3 * i]! - data[3 * j]!,
    data[3 * i + 1]! - data[3 * j + 1]!,
    data[3 * i + 2]! - data[3 * j + 2]!,
  ];
  return r * r + g * g + b * b;
}
