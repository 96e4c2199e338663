import { describe, expect, it } from 'vitest';
import { goldenSchema, manifestSchema } from '#shared/domain/manifest.ts';
import { fixtureManifest } from '../fixtures/package.ts';

const hash = '0123456789abcdef'.repeat(4);
const parity = {
  ...{ images: 1, maxScoreDifference: 0, maxMapDifference: 0, verdictsEqual: true },
  ...{ scoreTolerance: 1, mapTolerance: 1 },
};
const whole = { ...fixtureManifest, schema: 1, golden: [], parity, files: { 'model.onnx': hash } };
const accepts = (changes: Record<string, unknown>): boolean =>
  manifestSchema.safeParse({ ...whole, ...changes }).success;

describe('a manifest', () => {
  it('names files inside its package and never outside', () => {
    for (const path of ['model.onnx', 'golden/01.png', 'a/b/c', '..hidden', 'a..b/c', '.dot']) {
      expect(accepts({ files: { [path]: hash } }), path).toBe(true);
    }
    for (const path of ['/etc/passwd', '../up', 'a/../../up', 'a/..', '..', 'a\\b', '']) {
      expect(accepts({ files: { [path]: hash } }), path).toBe(false);
      const golden = { file: path, score: 0, verdict: 'ok', map: 'a.npy' };
      expect(goldenSchema.safeParse(golden).success, path).toBe(false);
      expect(goldenSchema.safeParse({ ...golden, file: 'a.png', map: path }).success, path).toBe(false);
    }
  });

  it('may say what a pixel measures, and is read where it does not, or says what a later version added', () => {
    const read = (more: object) =>
      manifestSchema.parse({ ...whole, input: { ...fixtureManifest.input, ...more } }).input;
    expect(read({ mmPerPixel: 0.07 }).mmPerPixel).toBe(0.07);
    expect(read({}).mmPerPixel).toBeUndefined();
    expect(read({ later: 1 })).toEqual(fixtureManifest.input);
    expect(accepts({ input: { ...fixtureManifest.input, mmPerPixel: 0 } })).toBe(false);
  });

  it('gives whole sha256 sums', () => {
    for (const wrong of [hash.slice(1), `${hash}0`, hash.toUpperCase(), 'g'.repeat(64)]) {
      expect(accepts({ files: { 'model.onnx': wrong } }), wrong).toBe(false);
      expect(accepts({ training: { ...fixtureManifest.training, datasetFingerprint: wrong } }), wrong).toBe(false);
    }
  });

  it('says how pictures go in, in the only way that clients know', () => {
    const { input, preprocessing, outputs } = fixtureManifest;
    expect(accepts({})).toBe(true);
    expect(accepts({ schema: 3 })).toBe(false);
    for (const change of [
      { layout: 'CHW' },
      { colour: 'BGR' },
      { type: 'float32' },
      { name: 'x' },
      { sixteenBit: 'other' },
    ]) {
      expect(accepts({ input: { ...input, ...change } }), JSON.stringify(change)).toBe(false);
    }
    expect(accepts({ preprocessing: { ...preprocessing, insideGraph: false } })).toBe(false);
    expect(accepts({ preprocessing: { ...preprocessing, judgedShare: 1.1 } })).toBe(false);
    expect(accepts({ preprocessing: { ...preprocessing, judgedShare: undefined } })).toBe(true);
    expect(accepts({ outputs: { ...outputs, score: 'other' } })).toBe(false);
  });
});
