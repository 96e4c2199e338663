/**
 * Lengths of runs of pixels that are not set and set (above 127) in turn, beginning with those not set (possibly none of them).
 * @param mask row by row
 */
export function runsOfMask(mask: ArrayLike<number>): number[] {
  const runs: number[] = [];
  let length = 0;
  let isSet = false;
  for (let i = 0; i < mask.length; i++) {
    if (mask[i]! > 127 === isSet) length++;
    else {
      runs.push(length);
      isSet = !isSet;
      length = 1;
    }
  }
  runs.push(length);
  return runs;
}

/** Undoes {@link runsOfMask}. @returns 0 or 255 a pixel @throws RangeError where the runs are not of `length` pixels */
export function pixelsOfRuns(runs: readonly number[], length: number): Uint8Array {
  const pixels = new Uint8Array(length);
  let at = 0;
  for (const [i, run] of runs.entries()) {
    if (i % 2 === 1) pixels.fill(255, at, at + run);
    at += run;
  }
  if (at !== length) throw new RangeError(`runs of ${at} pixels for ${length}`);
  return pixels;
}
