/** Reads numbers of any width from bytes, the high bit first. */
class BitReader {
  #at = 0;
  readonly #bytes: ArrayLike<number>;

  constructor(bytes: ArrayLike<number>) {
    this.#bytes = bytes;
  }

  /** @param size bits, at most 32; beyond the end all are 0 */
  read(size: number): number {
    let value = 0;
    for (let i = 0; i < size; i++, this.#at++) {
      const byte = this.#bytes[this.#at >> 3] ?? 0;
      value = value * 2 + ((byte >> (7 - (this.#at & 7))) & 1);
    }
    return value;
  }

  get isOver(): boolean {
    return this.#at > 8 * this.#bytes.length;
  }
}

/**
 * Run lengths of pixels that are not marked and marked in turn, row by row, from the bytes of a brush of Label Studio (its encoder is rle-pack of
 * thi.ng/umbrella): red, green, blue and alpha of each pixel, of which alpha says what is marked.
 * @param pixels of the picture
 * @returns null where the bytes are no runs, or of a picture of another size
 */
export function brushRuns(bytes: readonly number[], pixels: number): number[] | null {
  const reader = new BitReader(bytes);
  const count = reader.read(32);
  const wordSize = reader.read(5) + 1;
  const sizes = [0, 0, 0, 0].map(() => reader.read(4) + 1);
  if (count !== 4 * pixels || wordSize !== 8) return null;
  const runs = [0];
  const add = (length: number, value: number): void => {
    if (length === 0) return;
    const isMarked = value > 127;
    if (isMarked === (runs.length % 2 === 0)) runs[runs.length - 1]! += length;
    else runs.push(length);
  };
  for (let at = 0; at < count;) {
    const isRun = reader.read(1) === 1;
    const end = at + 1 + reader.read(sizes[reader.read(2)]!);
    if (reader.isOver || end > count) return null;
    if (isRun)
      add((end >> 2) - (at >> 2), reader.read(8)); // alpha is every fourth value
    else for (let i = at; i < end; i++) add(i % 4 === 3 ? 1 : 0, reader.read(8));
    at = end;
  }
  return reader.isOver ? null : runs;
}
