import { limits } from './equivalents/limits.mjs';
import { synthesis } from './equivalents/synthesis.mjs';

/** @param table by file below the folder: the line, what stands in its place, the reason */
const inFolder = (folder, table) =>
  Object.entries(table).flatMap(([file, rows]) =>
    rows.map(([line, replacement, reason]) => ({ file: `${folder}/${file}`, line, replacement, reason })),
  );

/**
 * Mutants that no test can notice, since the program does the same with them. `line` is the line of the source that the
 * mutant begins in, whatever its number; spaces do not count.
 * @type {{ file: string, line: string, replacement: string, reason: string }[]}
 */
export const equivalents = [
  ...inFolder('src/shared/vision', limits),
  ...inFolder('src/shared/vision/synthesis', synthesis),
  {
    file: 'src/shared/vision/random.ts',
    line: 'chance: (probability) => next() < probability,',
    replacement: 'next() <= probability',
    reason: 'Differs where a draw equals the probability to the last of 32 bits.',
  },
  {
    file: 'src/shared/vision/noise.ts',
    line: 'for (let y = 0; y < height; y++) {',
    replacement: 'y <= height',
    reason:
      'One step beyond the end of a typed array: what is read there is nothing, what is written there is ignored.',
  },
  {
    file: 'src/shared/vision/noise.ts',
    line: 'for (let x = 0; x < width; x++) {',
    replacement: 'x <= width',
    reason:
      'One step beyond a row: the next row writes its first place anew, and beyond the last row nothing is written.',
  },
  {
    file: 'src/shared/vision/noise.ts',
    line: 'for (let i = 0; i < length; i++) {',
    replacement: 'i <= length',
    reason:
      'One step beyond the end of a typed array: what is read there is nothing, what is written there is ignored.',
  },
  {
    file: 'src/shared/vision/noise.ts',
    line: 'cell[i] = Math.min(Math.floor(position), cells - 1);',
    replacement: 'cells + 1',
    reason: 'The middle of a pixel never lies on the last border, so the bound is never met.',
  },
  {
    file: 'src/shared/vision/noise.ts',
    line: 'for (let i = 0; i < sum.length; i++) sum[i]! += amplitude * layer[i]!;',
    replacement: 'i <= sum.length',
    reason:
      'One step beyond the end of a typed array: what is read there is nothing, what is written there is ignored.',
  },
  {
    file: 'src/shared/vision/filters.ts',
    line: 'if (known) return known;',
    replacement: 'false',
    reason: 'A cache of computed kernels: without it, or with more in it, the same kernels come out.',
  },
  {
    file: 'src/shared/vision/filters.ts',
    line: 'const total = kernel.reduce((sum, weight) => sum + weight, 0);',
    replacement: 'sum - weight',
    reason: 'Turns the sign of the kernel, which is applied twice.',
  },
  {
    file: 'src/shared/vision/filters.ts',
    line: 'if (kernels.size < 256) kernels.set(sigma, normalised);',
    replacement: 'true',
    reason: 'A cache of computed kernels: without it, or with more in it, the same kernels come out.',
  },
  {
    file: 'src/shared/vision/filters.ts',
    line: 'if (kernels.size < 256) kernels.set(sigma, normalised);',
    replacement: 'false',
    reason: 'A cache of computed kernels: without it, or with more in it, the same kernels come out.',
  },
  {
    file: 'src/shared/vision/filters.ts',
    line: 'if (kernels.size < 256) kernels.set(sigma, normalised);',
    replacement: 'kernels.size <= 256',
    reason: 'A cache of computed kernels: without it, or with more in it, the same kernels come out.',
  },
  {
    file: 'src/shared/vision/filters.ts',
    line: 'if (kernels.size < 256) kernels.set(sigma, normalised);',
    replacement: 'kernels.size >= 256',
    reason: 'A cache of computed kernels: without it, or with more in it, the same kernels come out.',
  },
  {
    file: 'src/shared/vision/filters.ts',
    line: 'if (kernels.size < 256) kernels.set(sigma, normalised);',
    replacement: ';',
    reason: 'A cache of computed kernels: without it, or with more in it, the same kernels come out.',
  },
  {
    file: 'src/shared/vision/filters.ts',
    line: 'for (let y = 0; y < height; y++) {',
    replacement: 'y <= height',
    reason:
      'One step beyond the end of a typed array: what is read there is nothing, what is written there is ignored.',
  },
  {
    file: 'src/shared/vision/filters.ts',
    line: 'for (let x = 0; x < width; x++) {',
    replacement: 'x <= width',
    reason:
      'One step beyond a row: the next row writes its first place anew, and beyond the last row nothing is written.',
  },
  {
    file: 'src/shared/vision/filters.ts',
    line: 'const column = x + k < 0 ? 0 : x + k >= width ? width - 1 : x + k;',
    replacement: 'x + k <= 0',
    reason: 'At a tie both sides give the same.',
  },
  {
    file: 'src/shared/vision/filters.ts',
    line: 'const source = Math.min(Math.max(y + k, 0), height - 1) * width;',
    replacement: 'y - k',
    reason: 'The kernel is symmetric.',
  },
  {
    file: 'src/shared/vision/filters.ts',
    line: 'for (let i = 0; i < length; i++) {',
    replacement: 'i <= length',
    reason:
      'One step beyond a row: the next row writes its first place anew, and beyond the last row nothing is written.',
  },
  {
    file: 'src/shared/vision/raster.ts',
    line: 'for (let i = 0; i < data.length; i += 3) {',
    replacement: 'i <= data.length',
    reason:
      'One step beyond the end of a typed array: what is read there is nothing, what is written there is ignored.',
  },
  {
    file: 'src/shared/vision/metrics/components.ts',
    line: 'for (let start = 0; start < data.length; start++) {',
    replacement: 'start <= data.length',
    reason:
      'One step beyond the end of a typed array: what is read there is nothing, what is written there is ignored.',
  },
  {
    file: 'src/shared/vision/metrics/components.ts',
    line: 'for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {',
    replacement: 'height + 1',
    reason:
      'One step beyond the end of a typed array: what is read there is nothing, what is written there is ignored.',
  },
  {
    file: 'src/shared/vision/metrics/curve.ts',
    line: 'if (negatives > 0) {',
    replacement: 'true',
    reason: 'With no negatives it adds nothing.',
  },
  {
    file: 'src/shared/vision/metrics/curve.ts',
    line: 'if (negatives > 0) {',
    replacement: 'negatives >= 0',
    reason: 'With no negatives it adds nothing.',
  },
  {
    file: 'src/shared/vision/metrics/curve.ts',
    line: 'if (positives > 0) {',
    replacement: 'true',
    reason: 'With no positives it adds nothing, and F1 falls.',
  },
  {
    file: 'src/shared/vision/metrics/curve.ts',
    line: 'if (positives > 0) {',
    replacement: 'positives >= 0',
    reason: 'With no positives it adds nothing, and F1 falls.',
  },
  {
    file: 'src/shared/vision/metrics/curve.ts',
    line: 'if (f1 > this.#f1) this.#f1 = f1;',
    replacement: 'f1 >= this.#f1',
    reason: 'At a tie both sides give the same.',
  },
  {
    file: 'src/shared/vision/metrics/curve.ts',
    line: 'if (from >= this.#limit) return;',
    replacement: 'from > this.#limit',
    reason: 'At the limit the part of the step within it is 0.',
  },
  {
    file: 'src/shared/vision/metrics/curve.ts',
    line: 'const part = to <= this.#limit ? 1 : (this.#limit - from) / (to - from);',
    replacement: 'to < this.#limit',
    reason: 'At the limit the part of the step within it is 1 either way.',
  },
  {
    file: 'src/shared/errors.ts',
    line: "const known = typeof system.code === 'string' ? systemCodes[system.code] : undefined;",
    replacement: 'true',
    reason: 'What is no text names nothing in the table.',
  },
  {
    file: 'src/shared/domain/images.ts',
    line: '.refine((roi) => roi.x + roi.width <= 1 + 1e-9 && roi.y + roi.height <= 1 + 1e-9, {',
    replacement: 'roi.x + roi.width < 1 + 1e-9',
    reason: 'The allowance for rounding is arbitrary: no region ends just there.',
  },
  {
    file: 'src/shared/domain/images.ts',
    line: '.refine((roi) => roi.x + roi.width <= 1 + 1e-9 && roi.y + roi.height <= 1 + 1e-9, {',
    replacement: 'roi.y + roi.height < 1 + 1e-9',
    reason: 'The allowance for rounding is arbitrary: no region ends just there.',
  },
  {
    file: 'src/shared/domain/resolution.ts',
    line: 'const isEnough = wanted !== undefined && size >= wanted;',
    replacement: 'true',
    reason: 'Nothing is at least undefined.',
  },
  {
    file: 'src/shared/domain/resolution.ts',
    line: 'const wanted = sizes.find((size) => extentAt(smallest, size) >= fewestPixels - 1e-9);',
    replacement: 'extentAt(smallest, size) > fewestPixels - 1e-9',
    reason: 'The allowance for rounding is arbitrary: no extent ends just there.',
  },
  {
    file: 'src/main/studio/dataset/sessions.ts',
    line: 'const cells: string[] = [];',
    replacement: '["Stryker was here"]',
    reason: "One cell more in front of every line, the header's too: columns are found by the header.",
  },
  {
    file: 'src/shared/vision/heatmap.ts',
    line: 'for (let i = 0; i < map.data.length; i++) {',
    replacement: 'i <= map.data.length',
    reason:
      'One step beyond the end of a typed array: what is read there is nothing, what is written there is ignored.',
  },
  {
    file: 'src/shared/vision/heatmap.ts',
    line: 'if (x < 0 || y < 0 || x >= map.width || y >= map.height) return -Infinity;',
    replacement: 'y > map.height',
    reason: 'Nothing lies beyond the last row, and nothing is as good as below any level.',
  },
  {
    file: 'src/shared/vision/heatmap.ts',
    line: 'return 2 * ((atY + 1) * columns + atX + 1) + (side % 2);',
    replacement: '2 * ((atY + 1) * columns + atX + 1) - side % 2',
    reason: 'The keys stay different for different sides, which is all that they are for.',
  },
  {
    file: 'src/shared/vision/heatmap.ts',
    line: 'return 2 * ((atY + 1) * columns + atX + 1) + (side % 2);',
    replacement: '(atY + 1) * columns + atX - 1',
    reason: 'The keys stay different for different sides, which is all that they are for.',
  },
  {
    file: 'src/shared/vision/heatmap.ts',
    line: 'return 2 * ((atY + 1) * columns + atX + 1) + (side % 2);',
    replacement: '(atY + 1) * columns - atX',
    reason: 'The keys stay different for different sides, which is all that they are for.',
  },
  {
    file: 'src/shared/vision/heatmap.ts',
    line: 'return 2 * ((atY + 1) * columns + atX + 1) + (side % 2);',
    replacement: 'atY - 1',
    reason: 'The keys stay different for different sides, which is all that they are for.',
  },
  {
    file: 'src/shared/vision/resize.ts',
    line: 'for (let o = 0; o < outSize; o++) {',
    replacement: 'o <= outSize',
    reason:
      'One step beyond the end of a typed array: what is read there is nothing, what is written there is ignored.',
  },
  {
    file: 'src/shared/vision/resize.ts',
    line: 'const stride = Math.min(inSize, Math.ceil(radius) * 2 + 1);',
    replacement: 'Math.max(inSize, Math.ceil(radius) * 2 + 1)',
    reason: 'Room for more weights than are used.',
  },
  {
    file: 'src/shared/vision/resize.ts',
    line: 'if (weight === 0) continue;',
    replacement: 'false',
    reason: 'Adds nothing, more slowly.',
  },
  {
    file: 'src/shared/vision/resize.ts',
    line: 'for (let i = 0; i < length; i++) sums[i]! += weight * source[at++]!;',
    replacement: 'i <= length',
    reason:
      'One step beyond the end of a typed array: what is read there is nothing, what is written there is ignored.',
  },
  {
    file: 'src/shared/vision/resize.ts',
    line: 'for (let y = 0; y < height; y++) {',
    replacement: 'y <= height',
    reason:
      'One step beyond the end of a typed array: what is read there is nothing, what is written there is ignored.',
  },
  {
    file: 'src/main/scoring/files.ts',
    line: 'await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);',
    replacement: '{}',
    reason: 'Pieces of another size, the same hash.',
  },
  {
    file: 'src/main/scoring/mapDifference.ts',
    line: 'if (difference > largest) largest = difference;',
    replacement: 'difference >= largest',
    reason: 'At a tie both sides give the same.',
  },
  {
    file: 'src/main/scoring/model.ts',
    line: "const [rows, columns] = results['map']!.dims.slice(-2);",
    replacement: "results['map']!.dims",
    reason: 'Exported maps have two sides and nothing else.',
  },
  {
    file: 'src/main/scoring/npy.ts',
    line: 'const headerLength = bytes.length >= 10 ? 10 + content.readUInt16LE(8) : 0;',
    replacement: 'bytes.length > 10',
    reason: 'A file of ten bytes is refused either way.',
  },
  {
    file: 'src/main/studio/dataset/fingerprint.ts',
    line: 'for (let row = 0; row < side; row++) {',
    replacement: 'row <= side',
    reason:
      'One step beyond the end of a typed array: what is read there is nothing, what is written there is ignored.',
  },
];
