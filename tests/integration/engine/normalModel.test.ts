import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { tf } from '#engine/backend/tensorflow.ts';
import type { ContextView } from '#engine/model/backbones/architecture.ts';
import { architectureNamed } from '#engine/model/backbones/index.ts';
import {
  type ContextModel,
  fitContext,
  placeContext,
  pooledRows,
  pooledViewsFromArrays,
  pooledViewsToArrays,
} from '#engine/model/context.ts';
import { weightsWithout } from '#engine/model/detector.ts';
import { cutMap, featureLayout, unpackLevels } from '#engine/model/features.ts';
import { chooseKCentres } from '#engine/model/kCentres.ts';
import { unmovedViews } from '#engine/model/fittedViews.ts';
import { readSafetensors, writeSafetensors } from '#engine/model/safetensors.ts';
import { createRandom } from '#shared/vision/random.ts';
import { expectNoLeak, expectNoLeakAsync } from '../../fixtures/tensors.ts';

const layout = featureLayout({ width: 96, height: 64 }, architectureNamed());
const [wholePart] = architectureNamed().contexts as [ContextView];
const patient = async (): Promise<void> => undefined;

/** A picture whose deepest level is a mix of three patterns and a little noise; all else is zero. */
function mixedPicture(seed: number, strange = 0): Float32Array {
  const { offset, length } = layout.levels.at(-1)!;
  const weights = createRandom(7, seed);
  const mix = [weights.normal(), weights.normal(), weights.normal()];
  const patterns = [1, 2, 3].map((number) => createRandom(number));
  const other = createRandom(99);
  const picture = new Float32Array(layout.length);
  for (let i = 0; i < length; i++) {
    const known = patterns.reduce((sum, pattern, k) => sum + mix[k]! * pattern.normal(), 0);
    picture[offset + i] = known + strange * other.normal() + 0.01 * weights.normal();
  }
  return picture;
}

const deepest = (picture: Float32Array): number[] => {
  const { offset, length } = layout.levels.at(-1)!;
  return [...picture.subarray(offset, offset + length)];
};

describe('the context of normal parts', () => {
  it('leaves unexplained what a slow decomposition leaves', () =>
    expectNoLeakAsync(async () => {
      const pictures = Array.from({ length: 12 }, (_, i) => mixedPicture(i));
      const { all, withoutFold } = await fitContext(layout, wholePart, unmovedViews(pictures), patient);
      expect(withoutFold).toHaveLength(5);
      const rows = new Matrix(pictures.map(deepest));
      const means = rows.mean('column');
      const centred = rows.clone().subRowVector(means);
      const svd = new SingularValueDecomposition(centred.transpose());
      const kept = all.components.length / all.mean.length;
      const basis = svd.leftSingularVectors.subMatrixColumn(Array.from({ length: kept }, (_, k) => k));
      const device = placeContext(all, layout, wholePart);
      for (const strange of [0, 0.5]) {
        const picture = mixedPicture(50, strange);
        const x = Matrix.columnVector(deepest(picture)).subColumnVector(means);
        const left = x.sub(basis.mmul(basis.transpose().mmul(x))).norm('frobenius');
        const z = unpackLevels(layout, [picture]);
        expect(Math.exp(device.distance(z)[0]!)).toBeCloseTo(left, 1);
        tf.dispose(z);
      }
      device.dispose();
    }));

  it('finds a strange picture stranger than one of the kind it knows', () =>
    expectNoLeakAsync(async () => {
      const { all } = await fitContext(
        layout,
        wholePart,
        unmovedViews(Array.from({ length: 12 }, (_, i) => mixedPicture(i))),
        patient,
      );
      const device = placeContext(all, layout, wholePart);
      const [known, strange] = tf.tidy(() =>
        [mixedPicture(60), mixedPicture(60, 0.2)].map((picture) => device.distance(unpackLevels(layout, [picture]))[0]),
      );
      expect(strange).toBeGreaterThan(known! + 0.5);
      device.dispose();
    }));
});

describe('further views of some parts', () => {
  const pictures = Array.from({ length: 12 }, (_, i) => mixedPicture(i));
  const changed = {
    owners: [0, 3, 6],
    rows: pooledRows(
      layout,
      wholePart,
      [0, 3, 6].map((i) => mixedPicture(i, 0.5)),
    ),
  };
  const distanceOf = (model: ContextModel, picture: Float32Array): number => {
    const device = placeContext(model, layout, wholePart);
    const [distance] = tf.tidy(() => device.distance(unpackLevels(layout, [picture])));
    device.dispose();
    return distance!;
  };

  it('make usual to a context what changes in them, and leave with their part', () =>
    expectNoLeakAsync(async () => {
      const plain = await fitContext(layout, wholePart, unmovedViews(pictures), patient);
      const wide = await fitContext(layout, wholePart, unmovedViews(pictures), patient, changed);
      const strange = mixedPicture(60, 0.2);
      expect(distanceOf(wide.all, strange)).toBeLessThan(distanceOf(plain.all, strange) - 0.5);
      const alone = await fitContext(layout, wholePart, unmovedViews(pictures), patient, {
        owners: [3],
        rows: changed.rows.slice(changed.rows.length / 3, (2 * changed.rows.length) / 3),
      });
      expect([...alone.withoutFold[3]!.components]).toEqual([...plain.withoutFold[3]!.components]);
      expect(distanceOf(alone.withoutFold[0]!, strange)).toBeLessThan(distanceOf(plain.withoutFold[0]!, strange) - 0.5);
    }));

  it('are written and read as they are', async () => {
    const views = { owners: changed.owners, rows: [changed.rows, changed.rows.slice(0, 6)] };
    const dir = await mkdtemp(join(tmpdir(), 'flawsmith-views-'));
    const file = join(dir, 'normal.safetensors');
    await writeSafetensors(file, { tensors: pooledViewsToArrays(views), metadata: {} });
    const again = pooledViewsFromArrays((await readSafetensors(file)).tensors)!;
    await rm(dir, { recursive: true });
    expect([[...again.owners], again.rows]).toEqual([views.owners, views.rows]);
    expect(pooledViewsFromArrays({})).toBeNull();
  });
});

describe('the prototypes of the memory', () => {
  it('take one of each cluster before a second of any', async () => {
    const random = createRandom(3);
    const rows = 60;
    const candidates = Float32Array.from({ length: rows * 8 }, (_, i) => {
      const cluster = Math.floor(i / 8) % 6;
      return (i % 8 === cluster ? 50 : 0) + 0.1 * random.normal();
    });
    const chosen = await chooseKCentres(candidates, 8, 6, createRandom(1), patient);
    expect(new Set(chosen.map((row) => row % 6)).size).toBe(6);
  });

  it('are no more than there are different candidates', async () => {
    const candidates = Float32Array.from({ length: 40 * 4 }, (_, i) => Math.floor(i / 4) % 3);
    expect(await chooseKCentres(candidates, 4, 10, createRandom(1), patient)).toHaveLength(3);
  });
});

describe('a window of the features', () => {
  it('is the same part of every level', () =>
    expectNoLeak(() => {
      const picture = Float32Array.from({ length: layout.length }, (_, i) => i);
      const window = { row: 4, column: 4, width: 8, height: 4 };
      const whole = unpackLevels(layout, [picture]);
      const part = unpackLevels(layout, [picture], [window]);
      whole.forEach((level, i) => {
        const share = level.shape[1] / layout.grid.height;
        const expected = tf.slice(level, [0, 4 * share, 4 * share, 0], [1, 4 * share, 8 * share, -1]);
        expect([...part[i]!.dataSync()]).toEqual([...expected.dataSync()]);
        expected.dispose();
      });
      tf.dispose([...whole, ...part]);
    }));

  it('is the same part of a map', () => {
    const map = Float32Array.from({ length: 96 }, (_, i) => i);
    const window = { row: 4, column: 4, width: 4, height: 2 };
    expect([...cutMap(map, layout.grid, window)]).toEqual([52, 53, 54, 55, 64, 65, 66, 67]);
  });
});

it('gives what is left out no weight, the memory in both its calibrations', () => {
  const { cells, tops } = weightsWithout(['s32', 's16'], { parts: ['memory', 'context'], levels: [] });
  expect(cells).toEqual([1, 0, 1, 0]);
  expect(tops).toEqual([1, 0, 1, 0, 0, 0]);
  expect(weightsWithout(['s32', 's16'], { parts: [], levels: ['s16'] }).tops).toEqual([1, 1, 1, 0, 1, 0]);
  const whole = { parts: [], levels: [] };
  expect(weightsWithout(['s32'], whole)).toEqual({ cells: [1, 0, 1, 0.5], tops: [1, 1, 1, 0, 1], known: 0 });
  // with few labelled defects their response says little: half of what it says with very many at five
  const five = weightsWithout(['s32'], whole, 5);
  expect(five).toEqual({ cells: [1, 0, 1, 0.5, 1], tops: [1, 1, 1, 0, 0, 1], known: 0.25 });
});
