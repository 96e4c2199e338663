import type { Random } from '#shared/vision/random.ts';
import type { Measures } from '../model/normalModel.ts';

/** One picture as the head reads it: the frozen backbone has run once, for good. */
export interface PooledPicture {
  /** Standardised packed features. */
  features: Float32Array;
  /** Distances from normal. */
  measures: Measures;
  /** Share of each cell that is defect [cells]; null for a normal part. */
  coverage: Float32Array | null;
  /** Normal part that it stems from: index into the fitted parts, −1 where it is not among them. */
  owner: number;
  /** [cells] 0 where its own ignore areas leave nothing of the cell, else 1; absent: it has none. */
  left?: Float32Array | undefined;
}

/**
 * A bounded pool of pseudo-anomalous pictures: the newest replace the oldest, so memory does not grow with time. A picture's
 * place follows from its number alone.
 */
export class FeaturePool {
  private readonly pictures: PooledPicture[] = [];
  readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get size(): number {
    return this.pictures.length;
  }

  /** Adds pictures of consecutive numbers, `first` that of the first; numbers rise from call to call. */
  addAll(pictures: readonly PooledPicture[], first: number): void {
    pictures.forEach((picture, i) => (this.pictures[(first + i) % this.capacity] = picture));
  }

  /** `count` pictures, each drawn uniformly. */
  draw(count: number, random: Random): PooledPicture[] {
    return Array.from({ length: count }, () => random.pick(this.pictures));
  }
}
