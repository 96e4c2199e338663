/** What can be odd about a picture, gravest first: what spoils a test, then what spoils the learning. */
export const problems = ['leak', 'other-part', 'blur', 'exposure', 'colour', 'size', 'twin'] as const;
export type Problem = (typeof problems)[number];

/** In which way: what its figure is of. */
export const oddWays = [
  'near-copy',
  'same-part',
  'unlike',
  'soft',
  'darker',
  'brighter',
  'tint',
  'grey',
  'width',
  'height',
] as const;
export type OddWay = (typeof oddWays)[number];

/** One thing that is odd about one picture. */
export interface OddPicture {
  image: number;
  problem: Problem;
  way: OddWay;
  /**
   * `soft`: share of the usual fine detail. `darker`, `brighter`: stops from the usual light, negative and positive. `tint`:
   * distance from the usual a* b* (CIELAB). `grey`: mean chroma, 0–255. `width`, `height`: share of the usual side. `unlike`:
   * how many times as far from the other pictures as is usual. `near-copy`, `same-part`: likeness, up to 1.
   */
  value: number;
  /** Values that are not odd in this product; an open end is null. Null where the figure is compared with nothing. */
  usual: readonly [low: number | null, high: number | null] | null;
  /** The other picture of a pair. */
  of: number | null;
}

/** Fewer good parts show nothing that is usual. */
export const fewestUsual = 10;

/** A picture as it is looked at; `measures` and `descriptor` are null where it could not be read or no engine has looked. */
export interface CheckedPicture {
  id: number;
  file: string;
  hash: string;
  width: number;
  height: number;
  isGood: boolean;
  split: 'train' | 'calibration' | 'test';
  session: string;
  part: string;
  /** The part that it counts as, its near-copies' part included. */
  unit: string;
  /** Difference hash, hex. */
  fingerprint: string;
  measures: {
    detail: number;
    light: number;
    a: number;
    b: number;
    chroma: number;
    sketch: Uint16Array;
  } | null;
  descriptor: Float32Array | null;
}
