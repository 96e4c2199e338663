import type { Raster } from '../raster.ts';
import { mostPlaces, samplingStep } from './sampling.ts';

/** Places a side of a sketch. */
const sketchSide = 16;
/** Steps a grey level: in a set of well aligned parts what differs is under a level. */
const stepsOfLevel = 256;

/**
 * A picture in 16 × 16 mean grey levels, row by row: what near-copies have in common whatever their size and file.
 * @returns 256 values, each 256 times the level, 0–65,280
 */
export function sketchOf({ width, height, data }: Raster): Uint16Array {
  const sums = new Float64Array(sketchSide ** 2);
  const counts = new Uint32Array(sketchSide ** 2);
  const step = samplingStep({ width, height }, mostPlaces.parts);
  const ends = Array.from({ length: sketchSide }, (_, column) => Math.ceil(((column + 1) * width) / sketchSide));
  for (let y = 0; y < height; y += step) {
    let at = Math.floor((y * sketchSide) / height) * sketchSide;
    let x = 0;
    for (const end of ends) {
      let [sum, count] = [0, 0];
      for (; x < end; x += step) {
        const i = (y * width + x) * 3;
        sum += 2 * data[i]! + 5 * data[i + 1]! + data[i + 2]!;
        count++;
      }
      sums[at]! += sum / 8;
      counts[at++]! += count;
    }
  }
  return Uint16Array.from(sums, (sum, at) => Math.round((stepsOfLevel * sum) / Math.max(1, counts[at]!)));
}
