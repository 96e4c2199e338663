/** Sweeps of relaxation; with over-relaxation enough for a region some hundred pixels wide from a start that is nearly right. */
const sweeps = 60;
const overRelaxation = 1.85;

/**
 * Fills a region of a plane smoothly from what surrounds it: the solution of Laplace's equation with the plane as its border.
 * Adding the membrane of what two pictures differ by to one of them blends it seamlessly into the other (Pérez et al. 2003).
 * Where the region meets the plane's own border, the fill runs flat into it.
 * @param inside not 0 where the plane is to be filled
 * @returns a new plane, the same outside the region
 */
export function membrane(plane: Float32Array, inside: Uint8Array, width: number, height: number): Float32Array {
  const result = plane.slice();
  const cells = cellsInside(inside, width, height);
  const count = cells.length / 5;
  startFrom(result, inside, width, height);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (let k = 0; k < count; k++) {
      const at = 5 * (sweep % 2 ? count - 1 - k : k);
      const sides =
        result[cells[at + 1]!]! + result[cells[at + 2]!]! + result[cells[at + 3]!]! + result[cells[at + 4]!]!;
      const i = cells[at]!;
      result[i]! += overRelaxation * (sides / 4 - result[i]!);
    }
  }
  return result;
}

/** Each place to fill, in reading order, with those left, right, above and below of it; itself where the plane ends. */
function cellsInside(inside: Uint8Array, width: number, height: number): Int32Array {
  const cells: number[] = [];
  inside.forEach((value, i) => {
    if (!value) return;
    const [x, y] = [i % width, Math.floor(i / width)];
    cells.push(i, x > 0 ? i - 1 : i, x + 1 < width ? i + 1 : i, y > 0 ? i - width : i, y + 1 < height ? i + width : i);
  });
  return Int32Array.from(cells);
}

/** Each place of the region begins as the mean of the nearest known ones in its row and its column, by their nearness. */
function startFrom(plane: Float32Array, inside: Uint8Array, width: number, height: number): void {
  const sums = new Float32Array(plane.length);
  const weights = new Float32Array(plane.length);
  const run = (length: number, at: (i: number) => number): void => {
    let [known, since] = [0, -1];
    for (let i = 0; i < length; i++) {
      if (!inside[at(i)]) [known, since] = [plane[at(i)]!, 0];
      else if (since >= 0) {
        since++;
        sums[at(i)]! += known / since;
        weights[at(i)]! += 1 / since;
      }
    }
  };
  for (let y = 0; y < height; y++) {
    run(width, (x) => y * width + x);
    run(width, (x) => (y + 1) * width - 1 - x);
  }
  for (let x = 0; x < width; x++) {
    run(height, (y) => y * width + x);
    run(height, (y) => (height - 1 - y) * width + x);
  }
  inside.forEach((value, i) => value && weights[i]! > 0 && (plane[i] = sums[i]! / weights[i]!));
}
