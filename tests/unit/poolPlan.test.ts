import { describe, expect, it } from 'vitest';
import { FeaturePool, type PooledPicture } from '#engine/training/featurePool.ts';
import { type PictureBatch, freshOf, pooledBefore } from '#engine/training/poolPlan.ts';
import { createRandom } from '#shared/vision/random.ts';

const picture = (owner: number): PooledPicture => ({
  features: new Float32Array(),
  measures: { maps: new Float32Array(), contexts: [0] },
  coverage: null,
  owner,
});

/** Pools the batches; a picture is told by its number. */
function pooled(capacity: number, batches: readonly PictureBatch[]): FeaturePool {
  const pool = new FeaturePool(capacity);
  for (const { first, count } of batches) {
    pool.addAll(
      Array.from({ length: count }, (_, i) => picture(first + i)),
      first,
    );
  }
  return pool;
}

describe('the pool of forged pictures', () => {
  it.each([1, 7, 50, 60, 420])(
    'of %i pictures is the same for a run that goes on from a step as for one never stopped',
    (capacity) => {
      for (const step of [0, 1, 5, 6, 30, 200]) {
        const never = pooled(capacity, [
          ...pooledBefore(0, Infinity),
          ...Array.from({ length: step }, (_, i) => freshOf(i)),
        ]);
        const again = pooled(capacity, pooledBefore(step, capacity));
        expect(again.size).toBe(never.size);
        const drawn = (pool: FeaturePool): number[] => pool.draw(500, createRandom(1, step)).map(({ owner }) => owner);
        expect(drawn(again)).toEqual(drawn(never));
      }
    },
  );

  it('forges no more than the pool holds, up to the batch that it begins in', () => {
    const count = (step: number): number => pooledBefore(step, 60).reduce((sum, batch) => sum + batch.count, 0);
    expect(count(1000)).toBe(60);
    expect(count(0)).toBe(48);
  });
});
