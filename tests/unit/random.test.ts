import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Random, createRandom } from '#shared/vision/random.ts';

const take = (random: Random, count: number): number[] => Array.from({ length: count }, () => random.next());
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
function variance(values: readonly number[]): number {
  const centre = mean(values);
  return mean(values.map((value) => (value - centre) ** 2));
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  return mean(a.map((value, i) => (value - meanA) * (b[i]! - meanB))) / Math.sqrt(variance(a) * variance(b));
}

describe('createRandom', () => {
  it('repeats itself for the same keys, in any number, and differs for others', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1, maxLength: 4 }), (keys) => {
        expect(take(createRandom(...keys), 8)).toEqual(take(createRandom(...keys), 8));
        expect(take(createRandom(...keys), 8)).not.toEqual(take(createRandom(...keys, 0), 8));
      }),
    );
    expect(take(createRandom(1, 2), 4)).not.toEqual(take(createRandom(2, 1), 4));
  });

  it('gives the very numbers of earlier versions: a seed in a record brings back the same pictures', () => {
    const whole = (random: Random): number => random.next() * 2 ** 32;
    const random = createRandom(1, 2, 3);
    expect([1, 2, 3, 4].map(() => whole(random))).toEqual([2295303702, 373149428, 2291849834, 3558631090]);
    expect(whole(createRandom(-7))).toBe(2141340631);
    expect(whole(createRandom())).toBe(1990758257);
    expect(whole(createRandom(0).derive(4, 5))).toBe(3308866121);
    const normal = createRandom(5);
    expect(normal.normal()).toBeCloseTo(-0.13739614712129256, 12);
    expect(normal.normal(10, 2)).toBeCloseTo(7.843249545243271, 12);
  });

  it('picks every item, and only from lists that hold one', () => {
    const random = createRandom(11);
    const picked = Array.from({ length: 3000 }, () => random.pick(['a', 'b', 'c']));
    for (const item of ['a', 'b', 'c']) {
      expect(picked.filter((one) => one === item).length / 3000).toBeCloseTo(1 / 3, 1);
    }
    expect(() => random.pick([])).toThrow('empty');
  });

  it('is uniform between the bounds asked for', () => {
    const random = createRandom(12);
    const values = Array.from({ length: 4000 }, () => random.uniform(-2, 6));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-2);
    expect(Math.max(...values)).toBeLessThan(6);
    expect(mean(values)).toBeCloseTo(2, 0);
    expect(variance(values)).toBeGreaterThan(4.8);
    expect(variance(values)).toBeLessThan(5.9); // 64 / 12
  });

  it('is uniform in [0, 1)', () => {
    const values = take(createRandom(7), 40_000);
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(mean(values)).toBeCloseTo(0.5, 2);
    expect(variance(values)).toBeCloseTo(1 / 12, 2);
  });

  it('has normal deviates of the mean and deviation asked for', () => {
    const random = createRandom(8);
    const values = Array.from({ length: 40_000 }, () => random.normal(3, 2));
    expect(mean(values)).toBeCloseTo(3, 1);
    expect(Math.sqrt(variance(values))).toBeCloseTo(2, 1);
    expect(mean(values.map((value) => ((value - 3) / 2) ** 3))).toBeCloseTo(0, 1);
  });

  it('keeps whole numbers, log-uniform values and chances within their bounds', () => {
    const random = createRandom(9);
    const whole = Array.from({ length: 6000 }, () => random.integer(-1, 1));
    expect(new Set(whole)).toEqual(new Set([-1, 0, 1]));
    const logs = Array.from({ length: 20_000 }, () => random.logUniform(1, 100));
    expect(Math.min(...logs)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...logs)).toBeLessThanOrEqual(100);
    expect(logs.filter((value) => value < 10).length / logs.length).toBeCloseTo(0.5, 1);
    expect(mean(Array.from({ length: 20_000 }, () => Number(random.chance(0.2))))).toBeCloseTo(0.2, 1);
    expect(random.chance(0)).toBe(false);
    expect(random.chance(1)).toBe(true);
    expect(() => random.pick([])).toThrow(RangeError);
  });

  it('derives independent generators without moving on itself', () => {
    const random = createRandom(10);
    const first = take(random.derive(1), 5000);
    const second = take(random.derive(2), 5000);
    expect(Math.abs(correlation(first, second))).toBeLessThan(0.06);
    expect(take(random, 4)).toEqual(take(createRandom(10), 4));
    take(random, 100);
    expect(take(random.derive(1), 4)).toEqual(first.slice(0, 4));
  });
});
