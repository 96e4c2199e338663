import { describe, expect, it } from 'vitest';
import { calibrate, calibrationAffine, fitPositionCalibration } from '#engine/model/positionCalibration.ts';
import { createRandom } from '#shared/vision/random.ts';

const grid = { width: 12, height: 8 };
/** The part lies in the left half. */
const left = Float32Array.from({ length: 96 }, (_, cell) => (cell % grid.width < 6 ? 1 : 0));

/** Distances of 20 pictures: about 1 on the part, `far` on the background. */
function distances(far: number): Float32Array[] {
  return Array.from({ length: 20 }, (_, i) => {
    const random = createRandom(i);
    return left.map((isPart) => (isPart ? 1 : far) + 0.1 * random.normal());
  });
}

describe('what distance is normal at each place', () => {
  it.each([1, 1000])('does not depend on what the background is like, %d', (far) => {
    const fitted = fitPositionCalibration(distances(far), 20, grid, left, 30);
    const q = calibrate(new Float32Array(96).fill(1.5), calibrationAffine(fitted, left));
    for (const [cell, isPart] of left.entries()) {
      if (isPart) expect(q[cell]).toBeGreaterThan(4);
      else expect(q[cell]).toBe(-4);
    }
  });

  it('is that of the pictures in which a place is looked at, whatever the others show there', () => {
    const all = distances(1);
    const isKept = left.map((isPart, cell) => (isPart && cell % 5 === 0 ? 0 : 1));
    const [own, none] = [all.map((_, i) => (i < 4 ? isKept : undefined)), all.map(() => undefined)];
    const filled = (value: number): Float32Array[] =>
      all.map((map, i) => (i < 4 ? map.map((distance, cell) => (isKept[cell] ? distance : value)) : map));
    const fit = (maps: Float32Array[], of = own) => fitPositionCalibration(maps, 20, grid, left, 30, of);
    expect(fit(filled(99))).toEqual(fit(filled(0)));
    expect(fit(filled(99), none)).not.toEqual(fit(filled(0), none));
    expect(fit(all, none)).toEqual(fitPositionCalibration(all, 20, grid, left, 30));
    // looked at in no picture: what is usual elsewhere stands, and nothing is divided by none
    const nowhere = fit(
      all,
      all.map(() => isKept),
    );
    expect([...nowhere.mean, ...nowhere.deviation].every(Number.isFinite)).toBe(true);
  });

  it('is smoothed within each side of an oblong grid', () => {
    const ramp = Float32Array.from({ length: 96 }, (_, cell) => cell % grid.width);
    const { mean } = fitPositionCalibration([ramp, ramp], 2, grid, new Float32Array(96).fill(1), 0);
    // 5 × 5 means of a ramp: itself inside, and what is left of it at the border.
    expect([...mean.subarray(12, 24)]).toEqual([1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9, 9.5, 10]);
  });
});
