import { describe, expect, it } from 'vitest';
import { sampleFiles, sampleIndexSchema, validationRowSchema } from '#shared/domain/validation.ts';

const row = { step: 0, seconds: 0, imageAuroc: null, aupro30: 0.5 };
const index = {
  ...{ schema: 1, size: 64, basis: 'train', normals: 2, forged: 2, parts: [{ kind: null }, { kind: 'pit' }] },
  moments: [{ step: 0, seconds: 0, scores: [0.1, 0.9] }],
};
const acceptsRow = (changes: object): boolean => validationRowSchema.safeParse({ ...row, ...changes }).success;
const acceptsIndex = (changes: object): boolean => sampleIndexSchema.safeParse({ ...index, ...changes }).success;

describe('what a training says of itself', () => {
  it('counts steps and seconds from none, in whole steps', () => {
    expect(acceptsRow({})).toBe(true);
    for (const wrong of [
      { step: -1 },
      { step: 1.5 },
      { seconds: -1 },
      { imageAuroc: 'high' },
      { aupro30: undefined },
    ]) {
      expect(acceptsRow(wrong), JSON.stringify(wrong)).toBe(false);
    }
  });

  it('has samples of a size, of known parts and moments', () => {
    expect(acceptsIndex({})).toBe(true);
    const moment = index.moments[0]!;
    for (const wrong of [
      { schema: 2 },
      { size: 0 },
      { size: 1.5 },
      { basis: 'test' },
      { normals: 0.5 },
      { forged: 0.5 },
      { parts: [{}] },
      { parts: {} },
      { moments: [{ ...moment, step: -1 }] },
      { moments: [{ ...moment, step: 0.5 }] },
      { moments: [{ ...moment, scores: 'none' }] },
    ]) {
      expect(acceptsIndex(wrong), JSON.stringify(wrong)).toBe(false);
    }
  });

  it('keeps each part and moment in a file of its own', () => {
    const names = [0, 1].flatMap((part) => [
      sampleFiles.picture(part),
      sampleFiles.mask(part),
      ...[0, 10].map((step) => sampleFiles.map(part, step)),
    ]);
    expect(new Set([sampleFiles.index, ...names]).size).toBe(9);
  });
});
