import { beforeAll, describe, expect, it } from 'vitest';
import { tf } from '#engine/backend/tensorflow.ts';
import { architectureNamed } from '#engine/model/backbones/index.ts';
import { featureLayout } from '#engine/model/features.ts';
import { unmovedViews } from '#engine/model/fittedViews.ts';
import { placeKnownDefects } from '#engine/model/knownDefects.ts';
import { logisticRegression } from '#engine/model/logisticRegression.ts';
import { type FittedKnownDefects, fitKnownDefects } from '#engine/training/fitKnownDefects.ts';
import { createRandom } from '#shared/vision/random.ts';
import { cellsOf } from '#shared/vision/raster.ts';
import { expectNoLeak, expectNoLeakAsync } from '../../fixtures/tensors.ts';

const layout = featureLayout({ width: 96, height: 64 }, architectureNamed());
const everywhere = new Float32Array(cellsOf(layout.grid)).fill(1);
const patient = async (): Promise<void> => undefined;

/** A picture of noise, with `height` on every third channel of the level on the grid in cells 30 to 33. */
function picture(seed: number, height: number): Float32Array {
  const random = createRandom(5, seed);
  const features = Float32Array.from({ length: layout.length }, () => random.normal());
  const { offset, channels } = layout.levels.find(({ name }) => name === 's8')!;
  for (let cell = 30; cell <= 33; cell++) {
    for (let c = 0; c < channels; c += 3) features[offset + cell * channels + c]! += height;
  }
  return features;
}

const marked = everywhere.map((_, cell) => (cell >= 30 && cell <= 33 ? 1 : 0));

describe('logistic regression', () => {
  it('stands where no small change makes its sum smaller, and turns with the labels', () =>
    expectNoLeak(() => {
      const random = createRandom(3);
      const [n, columns, ridge] = [60, 4, 0.5];
      const values = Array.from({ length: n }, () => Array.from({ length: columns }, () => random.normal()));
      const isPositive = values.map(([a, b]) => a! + 0.5 * b! + random.normal() > 0.4);
      const weights = Float32Array.from(values, () => random.uniform(0.5, 2));
      const rows = tf.tensor2d(values);
      const fitted = logisticRegression(rows, isPositive, weights, ridge);
      const sumAt = (coefficients: readonly number[], intercept: number): number =>
        values.reduce(
          (sum, row, i) => {
            const logit = row.reduce((total, value, c) => total + value * coefficients[c]!, intercept);
            return sum + weights[i]! * Math.log1p(Math.exp(isPositive[i] ? -logit : logit));
          },
          (ridge / 2) * coefficients.reduce((sum, value) => sum + value * value, 0),
        );
      const found = [...fitted.coefficients];
      const least = sumAt(found, fitted.intercept);
      for (let c = 0; c < columns; c++) {
        for (const change of [-0.02, 0.02]) {
          const moved = found.map((value, i) => (i === c ? value + change : value));
          expect(sumAt(moved, fitted.intercept)).toBeGreaterThan(least);
        }
      }
      expect(sumAt(found, fitted.intercept + 0.02)).toBeGreaterThan(least);
      expect(sumAt(found, fitted.intercept - 0.02)).toBeGreaterThan(least);
      const turned = logisticRegression(
        rows,
        isPositive.map((positive) => !positive),
        weights,
        ridge,
      );
      turned.coefficients.forEach((value, c) => expect(value).toBeCloseTo(-found[c]!, 3));
      const again = logisticRegression(rows, isPositive, weights, ridge, turned);
      again.coefficients.forEach((value, c) => expect(value).toBeCloseTo(found[c]!, 3));
      rows.dispose();
    }));
});

describe('what labelled defects look like', () => {
  const good = unmovedViews(Array.from({ length: 10 }, (_, i) => picture(i, 0)));
  const defects = [100, 101, 102].map((seed) => ({
    features: picture(seed, 1.5),
    coverage: marked,
    part: `part ${seed % 2}`,
  }));
  const fit = (views = good, labelled = defects, region = everywhere) =>
    fitKnownDefects(layout, views, labelled, region, createRandom(1), patient);

  let base: FittedKnownDefects;
  beforeAll(async () => {
    base = (await fit())!;
  });

  it('is told where it is seen again, and nowhere else', () =>
    expectNoLeakAsync(async () => {
      const { known } = base;
      const device = placeKnownDefects(known, layout);
      const cells = everywhere.length;
      const responses = new Float32Array(2 * cells);
      responses.set(device.response(picture(200, 1.5)));
      responses.set(device.response(picture(201, 0)), cells);
      device.dispose();
      const inDefect = responses.filter((_, i) => i < cells && marked[i]);
      const elsewhere = responses.filter((_, i) => i >= cells || !marked[i]);
      const sorted = elsewhere.slice().sort();
      const high = sorted[Math.floor(0.95 * sorted.length)]!;
      expect(Math.min(...inDefect)).toBeGreaterThan(high);
    }));

  it('does not judge a good part by a direction that was fitted against it', async () => {
    const { own, known } = base;
    expect(own).toHaveLength(good.length);
    expect(base.defects).toBe(2);
    const odd = unmovedViews(good.map(({ features }, i) => (i === 4 ? picture(4, 1.5) : features)));
    const withOdd = (await fit(odd))!;
    const mean = (map: Float32Array): number => map.filter((_, cell) => marked[cell]).reduce((a, b) => a + b, 0) / 4;
    const device = placeKnownDefects(withOdd.known, layout);
    const seen = device.response(odd[4]!.features);
    device.dispose();
    expect(mean(withOdd.own[4]!)).toBeGreaterThan(mean(seen));
    expect(known.direction).not.toEqual(withOdd.known.direction);
  });

  it('is nothing where no defect lies in the judged area, and the same for the same seed', async () => {
    expect(
      await fit(
        good,
        defects,
        everywhere.map((_, cell) => (marked[cell] ? 0 : 1)),
      ),
    ).toBeNull();
    expect(await fit(good, [])).toBeNull();
    const [one, other] = [base, (await fit())!];
    expect(one.known.direction).toEqual(other.known.direction);
    expect(one.known.bias).toBe(other.known.bias);
  });
});
