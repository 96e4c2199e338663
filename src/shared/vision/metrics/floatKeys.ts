/** Whole numbers that sort as float32 values do, and an exact sort of very many of them. */

const CHUNK = 1 << 20;
const HIGH_BUCKETS = 1 << 16;
/** From here on, counting all 65,536 low halves is cheaper than comparing. */
const COUNTING_FROM = 1 << 14;

/** Order-preserving key, 0 … 2³²−1, of a float32's bits: keys compare as the floats do, and −0 equals 0. */
export function orderedKey(bits: number): number {
  if (bits >>> 31 === 0) return (bits | 0x80000000) >>> 0;
  return bits >>> 0 === 0x80000000 ? 0x80000000 : ~bits >>> 0;
}

/** True for the bits of any NaN. */
export function isNaNBits(bits: number): boolean {
  return (bits & 0x7fffffff) > 0x7f800000;
}

/**
 * A growing list of keys that is sorted once, exactly: one distribution by the upper 16 bits, then counting of the lower
 * 16 within each bucket. Takes 8 bytes a key while sorting, and no more.
 */
export class KeyList {
  #chunks: Uint32Array[] = [];
  #last = new Uint32Array(0);
  #used = 0;
  #length = 0;
  readonly #histogram = new Uint32Array(HIGH_BUCKETS);

  get length(): number {
    return this.#length;
  }

  push(key: number): void {
    if (this.#used === this.#last.length) {
      this.#last = new Uint32Array(CHUNK);
      this.#chunks.push(this.#last);
      this.#used = 0;
    }
    this.#last[this.#used++] = key;
    this.#histogram[key >>> 16]!++;
    this.#length++;
  }

  /** All keys, rising. Empties the list. */
  takeSorted(): Uint32Array {
    const keys = new Uint32Array(this.#length);
    const ends = this.#histogram; // becomes each bucket's start, then, as keys are placed, its end
    let start = 0;
    for (let bucket = 0; bucket < HIGH_BUCKETS; bucket++) {
      const count = ends[bucket]!;
      ends[bucket] = start;
      start += count;
    }
    for (let c = 0; c < this.#chunks.length; c++) {
      const used = c === this.#chunks.length - 1 ? this.#used : CHUNK;
      distribute(this.#chunks[c]!, used, ends, keys);
      this.#chunks[c] = new Uint32Array(0); // lets the chunk go before the next one is read
    }
    sortBuckets(keys, ends);
    this.#chunks = [];
    this.#last = new Uint32Array(0);
    this.#used = 0;
    this.#length = 0;
    ends.fill(0);
    return keys;
  }
}

function distribute(chunk: Uint32Array, used: number, next: Uint32Array, keys: Uint32Array): void {
  for (let i = 0; i < used; i++) {
    const key = chunk[i]!;
    keys[next[key >>> 16]!++] = key;
  }
}

/** Sorts within buckets of equal upper halves, given where each one ends. */
function sortBuckets(keys: Uint32Array, ends: Uint32Array): void {
  const counts = new Uint32Array(1 << 16);
  let start = 0;
  for (let bucket = 0; bucket < HIGH_BUCKETS; bucket++) {
    const end = ends[bucket]!;
    if (end - start >= COUNTING_FROM) countingSort(keys, start, end, bucket, counts);
    else if (end - start > 1) keys.subarray(start, end).sort();
    start = end;
  }
}

/** Rewrites keys[start … end) from how often each lower half occurs; `counts` is zero before and after. */
function countingSort(keys: Uint32Array, start: number, end: number, bucket: number, counts: Uint32Array): void {
  for (let i = start; i < end; i++) counts[keys[i]! & 0xffff]!++;
  let at = start;
  for (let low = 0; low < counts.length; low++) {
    const count = counts[low]!;
    if (count === 0) continue;
    keys.fill(((bucket << 16) | low) >>> 0, at, at + count);
    at += count;
    counts[low] = 0;
  }
}
