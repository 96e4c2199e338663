import { describe, expect, it } from 'vitest';
import type { Manifest } from '#shared/domain/manifest.ts';
import { senselessIn } from '#scoring/manifestSafety.ts';
import { checkResult } from '#scoring/resultSafety.ts';
import { fixtureManifest } from '../fixtures/package.ts';

const golden = { file: 'a.png', map: 'a.npy', score: 0.5, verdict: 'review' as const };
const parity = {
  ...{ images: 4, maxScoreDifference: 1e-4, maxMapDifference: 1e-3, verdictsEqual: true, verdictsDiffering: 0 },
  ...{ scoreTolerance: 2e-3, mapTolerance: 5e-3 },
};
const whole: Manifest = { ...fixtureManifest, schema: 1, golden: [golden], parity, files: {} };
const limits = (change: Partial<Manifest['limits']>): Manifest => ({
  ...whole,
  limits: { ...whole.limits, ...change },
});
const compared = (change: Partial<Manifest['parity']>): Manifest => ({ ...whole, parity: { ...parity, ...change } });
const { outputs, preprocessing } = whole;

describe('a manifest that parses', () => {
  it('makes sense as the export writes it', () => {
    expect(senselessIn(whole)).toEqual([]);
    expect(senselessIn(limits({ acceptLimit: 0.4, rejectLimit: 0.4 }))).toEqual([]);
    expect(senselessIn(limits({ rejectLimit: Math.fround(1 + 1e-4) }))).toEqual([]);
    expect(senselessIn(compared({ verdictsDiffering: undefined }))).toEqual([]);
    expect(senselessIn(compared({ verdictsEqual: false, verdictsDiffering: 1 }))).toEqual([]);
  });

  it.each<[string, Manifest, string]>([
    ['limits that cross', limits({ acceptLimit: 0.7 }), 'cross'],
    ['a negative limit', limits({ acceptLimit: -0.1 }), 'outside 0 to 1'],
    ['a limit above 1', limits({ rejectLimit: 1.1 }), 'outside 0 to 1'],
    ['a limit that is no number', limits({ pixelLimit: Number.NaN }), 'outside 0 to 1'],
    ['an infinite limit', limits({ rejectLimit: Infinity }), 'outside 0 to 1'],
    ['no golden picture', { ...whole, golden: [] }, 'no golden picture'],
    ['a golden score above 1', { ...whole, golden: [{ ...golden, score: 1.5 }] }, 'golden scores'],
    ['no width', { ...whole, preprocessing: { ...preprocessing, width: 0 } }, 'sides'],
    ['a negative height', { ...whole, preprocessing: { ...preprocessing, height: -7 } }, 'sides'],
    ['no map', { ...whole, outputs: { ...outputs, mapWidth: 0 } }, 'sides'],
    ['a map for a ship', { ...whole, outputs: { ...outputs, mapHeight: 20_000 } }, 'sides'],
    ['nothing compared', compared({ images: 0 }), 'without comparing'],
    ['a loose score', compared({ scoreTolerance: 3e-3 }), 'differ more'],
    ['a loose map', compared({ mapTolerance: 9 }), 'differ more'],
    ['a score beyond its tolerance', compared({ maxScoreDifference: 9 }), 'did not agree'],
    ['a map beyond its tolerance', compared({ maxMapDifference: 9 }), 'did not agree'],
    ['other verdicts', compared({ verdictsEqual: false }), 'verdicts were others'],
    ['equal verdicts of which some differ', compared({ verdictsDiffering: 1 }), 'verdicts were others'],
  ])('is senseless with %s', (_, manifest, words) => {
    expect(senselessIn(manifest)).toEqual([expect.stringContaining(words)]);
  });
});

describe('what a model says', () => {
  const map = { width: 2, height: 3, data: new Float32Array(6) };
  const sides = { ...outputs, mapWidth: 2, mapHeight: 3 };
  const check = (score: number, given = map): void => checkResult({ score, map: given }, sides, 'model.onnx');

  it('is a score of 0 to 1 and a map of the sides that were promised, all of it numbers', () => {
    for (const score of [0, 0.5, 1]) expect(() => check(score)).not.toThrow();
    for (const score of [-7, 1.01, Number.NaN, Infinity])
      expect(() => check(score), String(score)).toThrow(/as a score/);
    expect(() => check(0.5, { ...map, width: 3, height: 2 })).toThrow(/3 × 2 instead of 2 × 3/);
    expect(() => check(0.5, { ...map, data: new Float32Array(5) })).toThrow(/a map/);
    for (const wrong of [Number.NaN, Infinity])
      expect(() => check(0.5, { ...map, data: map.data.with(4, wrong) })).toThrow(/no numbers/);
  });
});
