import { describe, expect, it } from 'vitest';
import type { Verdict } from '#shared/domain/limits.ts';
import { compareParity, type ParitySide } from '#studio/export/parity.ts';

const side = (name: string, score: number, verdict: Verdict, pixel = 0.5): ParitySide => ({
  name,
  score,
  verdict,
  map: { width: 2, height: 1, data: Float32Array.of(0, pixel) },
});
const tolerances = { score: 1e-4, map: 1e-3 };
const limits = { acceptLimit: 0.15, rejectLimit: 0.8 };
const compare = (engine: ParitySide[], onnx: ParitySide[]) => compareParity(engine, onnx, tolerances, limits);
const failure = (message: RegExp): object =>
  expect.objectContaining({ code: 'parity-failed', message: expect.stringMatching(message) });

describe('compareParity', () => {
  it('reports the largest differences and a row for each picture', () => {
    const engine = [side('a', 0.1, 'ok'), side('b', 0.9, 'ng', 0.75)];
    const report = compare(engine, [side('a', 0.10005, 'ok'), side('b', 0.9, 'ng', 0.7505)]);
    expect(report).toMatchObject({ images: 2, verdictsEqual: true, scoreTolerance: 1e-4, mapTolerance: 1e-3 });
    expect(report.maxScoreDifference).toBeCloseTo(5e-5, 9);
    expect(report.maxMapDifference).toBeCloseTo(5e-4, 5);
    expect(report.rows.map((row) => row.name)).toEqual(['a', 'b']);
  });

  it.each([
    ['score', side('b', 0.2, 'ok'), /on b: scores differ by 0\.1/],
    ['a score that is no number', side('b', NaN, 'ok'), /on b: scores differ by NaN/],
    ['map', side('b', 0.1, 'ok', 0.6), /on b: maps differ/],
    ['map with a value that is no number', side('b', 0.1, 'ok', NaN), /on b: maps differ by Infinity/],
    ['verdict that no limit between the scores explains', side('b', 0.1 + 1e-9, 'review'), /on b: verdicts differ, ok/],
    ['picture', side('c', 0.1, 'ok'), /on b: was compared with c/],
  ])('fails on another %s, naming the picture', (_, onnx, message) => {
    const engine = [side('a', 0.1, 'ok'), side('b', 0.1, 'ok')];
    expect(() => compare(engine, [engine[0]!, onnx])).toThrowError(failure(message));
  });

  it('lets verdicts differ where a limit lies between two scores that agree, and counts them', () => {
    const engine = [side('a', 0.1, 'ok'), side('b', 0.15 - 3e-5, 'ok')];
    const report = compare(engine, [engine[0]!, side('b', 0.15 + 3e-5, 'review')]);
    expect(report).toMatchObject({ images: 2, verdictsEqual: false, verdictsDiffering: 1 });
    expect(report.rows[1]).toMatchObject({ engineVerdict: 'ok', verdict: 'review' });
    // As far apart as scores may not be: the same verdicts are no excuse.
    expect(() => compare(engine, [engine[0]!, side('b', 0.1502, 'review')])).toThrowError(failure(/scores differ/));
  });

  it('fails on another number of pictures, and on none', () => {
    expect(() => compare([side('a', 0, 'ok')], [])).toThrowError(failure(/1 and 0/));
    expect(() => compare([], [])).toThrowError(failure(/0 and 0/));
  });
});
