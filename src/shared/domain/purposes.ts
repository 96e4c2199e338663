/**
 * What pictures are forged for. Each purpose draws from a stream of its own, so that no picture that a run is judged by is
 * one that it was trained on. The numbers are part of the streams' keys: never change one.
 */
export const purposes = {
  /** Training; previews and `synthesize` show these very pictures. */
  train: 0,
  /** Held-out defects of an evaluation. */
  evaluation: 1,
  /** Held-out defects of the curve while training, and its sample parts. */
  curve: 2,
  /** Held-out defects that say how much the limits let pass. */
  limits: 3,
  /** Harmless views of good parts in training. */
  view: 4,
} as const;
export type Purpose = keyof typeof purposes;

/** Held-out pictures do not follow the run's seed: runs of one product are judged by the same defects. */
export const heldOutSeed = 20_250_000;

/** Names one picture: the same keys, parts and priors give the same defects at the same places, whatever its size. */
export interface PictureKeys {
  purpose: Purpose;
  /** The run's for `train` and `view`, {@link heldOutSeed} for what is held out. */
  seed: number;
  number: number;
}

/** Picture `number` of a purpose that is held out of training. */
export function heldOutPicture(purpose: 'evaluation' | 'curve' | 'limits', number: number): PictureKeys {
  return { purpose, seed: heldOutSeed, number };
}
