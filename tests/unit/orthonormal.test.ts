import fc from 'fast-check';
import { expect, it } from 'vitest';
import { randomOrthonormal } from '#engine/model/orthonormal.ts';
import { createRandom } from '#shared/vision/random.ts';

it('has columns of length 1 at right angles to each other, of any shape, which the seed decides', () => {
  const shapes = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 20 }), fc.nat());
  fc.assert(
    fc.property(shapes, ([columns, more, seed]) => {
      const rows = columns + more;
      const matrix = randomOrthonormal(rows, columns, createRandom(seed));
      expect(matrix).toHaveLength(rows * columns);
      for (let a = 0; a < columns; a++) {
        for (let b = a; b < columns; b++) {
          let product = 0;
          for (let row = 0; row < rows; row++) product += matrix[row * columns + a]! * matrix[row * columns + b]!;
          expect(product).toBeCloseTo(a === b ? 1 : 0, 5);
        }
      }
      expect(randomOrthonormal(rows, columns, createRandom(seed))).toEqual(matrix);
      // of one number there are two such matrices, 1 and −1, and half of all seeds share one
      if (rows > 1) expect(randomOrthonormal(rows, columns, createRandom(seed, 1))).not.toEqual(matrix);
    }),
    { numRuns: 40 },
  );
});
