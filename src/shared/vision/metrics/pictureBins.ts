import { FlawsmithError } from '../../errors.ts';
import type { FloatMap, Mask } from '../raster.ts';
import { connectedComponents } from './components.ts';
import { orderedKey } from './floatKeys.ts';

/** What one picture has in each bin of a ranking; only bins in which it has something are listed. */
export interface PictureBins {
  /** Physical part that the picture shows. */
  part: string;
  /** Keys of the bins: the higher, the more anomalous. */
  keys: Uint32Array;
  /** Defective items in each bin. */
  positives: Float32Array;
  /** Normal items. */
  negatives: Float32Array;
  /** Sum over the picture's defect regions of the share of each that lies in the bin. */
  shares: Float32Array;
  /** Defect regions of the picture. */
  regions: number;
}

const half = 0x3f000000;
const one = 0x3f800000;
/** Keys of the values up to a half are their upper 16 bits in order. */
const keyOfHalf = orderedKey(half) >>> 16;
/** So many bins lie between a half and one, finest towards one: as between zero and a half. */
const binsToOne = keyOfHalf - (orderedKey(0) >>> 16);
const keyCount = (1 << 16) + binsToOne;

const scratch = new Float32Array(1);
const scratchBits = new Uint32Array(scratch.buffer);

/**
 * Bin of a map value: 128 an octave of the distance to 0 below a half and to 1 above it, so that neither the many small
 * values of good pixels nor the squashed ones of clear defects fall together. Rises with the value.
 */
export function binKey(value: number): number {
  scratch[0] = value;
  const bits = scratchBits[0]!;
  if (bits <= half || bits >>> 31 === 1) return orderedKey(bits) >>> 16;
  if (bits >= one) return (orderedKey(bits) >>> 16) + binsToOne;
  scratch[0] = 1 - value; // exact: both lie within a factor of two
  return 2 * keyOfHalf - (orderedKey(scratchBits[0]!) >>> 16);
}

/** Sums up pictures' maps by bin, one at a time; its tables are used again for each. */
export class PixelBinner {
  readonly #positives = new Float64Array(keyCount);
  readonly #negatives = new Float64Array(keyCount);
  readonly #shares = new Float64Array(keyCount);

  /**
   * @param mask the defects, of the map's size; null where the picture has none.
   * @param isIgnored of the map's size: pixels that are not 0 take no part; absent: all do.
   * @throws FlawsmithError where a map value is NaN.
   */
  bin(part: string, map: FloatMap, mask: Mask | null, isIgnored?: ArrayLike<number> | null): PictureBins {
    const found = mask ? connectedComponents(mask) : null;
    const touched: number[] = [];
    for (let i = 0; i < map.data.length; i++) {
      if (isIgnored?.[i]) continue;
      const value = map.data[i]!;
      if (Number.isNaN(value)) throw new FlawsmithError('internal', `Map value ${i} is not a number`);
      const key = binKey(value);
      if (this.#positives[key] === 0 && this.#negatives[key] === 0) touched.push(key);
      const region = found ? found.labels[i]! : 0;
      if (region === 0) this.#negatives[key]!++;
      else {
        this.#positives[key]!++;
        this.#shares[key]! += 1 / found!.sizes[region]!;
      }
    }
    return this.#take(part, touched, found?.count ?? 0);
  }

  #take(part: string, touched: readonly number[], regions: number): PictureBins {
    const keys = Uint32Array.from(touched);
    const take = (table: Float64Array): Float32Array => {
      const taken = Float32Array.from(touched, (key) => table[key]!);
      for (const key of touched) table[key] = 0;
      return taken;
    };
    return {
      part,
      keys,
      positives: take(this.#positives),
      negatives: take(this.#negatives),
      shares: take(this.#shares),
      regions,
    };
  }
}

/** Pictures by their scores alone: every distinct score is a bin of its own. */
export function scoreBins(
  scores: ArrayLike<number>,
  labels: ArrayLike<boolean>,
  partOf: (index: number) => string,
): PictureBins[] {
  const distinct = [...new Set(Float64Array.from(scores))].sort((a, b) => a - b);
  const places = new Map(distinct.map((score, place) => [score, place]));
  return Array.from({ length: scores.length }, (_, i) => ({
    part: partOf(i),
    keys: Uint32Array.of(places.get(scores[i]!)!),
    positives: Float32Array.of(labels[i] ? 1 : 0),
    negatives: Float32Array.of(labels[i] ? 0 : 1),
    shares: Float32Array.of(0),
    regions: 0,
  }));
}
