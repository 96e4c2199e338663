/**
 * Lengths of runs of pixels that are 0 and not 0 in turn, beginning with zeros (possibly none of them).
 * @param mask row by row
 */
export function runsOfMask(mask: ArrayLike<number>): number[] {
  const runs: number[] = [];
  let length = 0;
  let isSet = false;
  for (let i = 0; i < mask.length; i++) {
    if ((mask[i] !== 0) === isSet) length++;
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
export function maskOfRuns(runs: readonly number[], length: number): Uint8Array {
  const mask = new Uint8Array(length);
  let at = 0;
  runs.forEach((run, i) => {
    if (i % 2 === 1) mask.fill(255, at, at + run);
    at += run;
  });
  if (at !== length) throw new RangeError(`runs of ${at} pixels for ${length}`);
  return mask;
}
