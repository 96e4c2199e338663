import { describe, expect, it } from 'vitest';
import { limitsInForce } from '#shared/vision/limitPromise.ts';
import { learnLimits } from '#shared/vision/limits.ts';
import { calibrationOf, goodScores, rising } from '../fixtures/scores.ts';
import type { Job, Report, ScoreRow } from '#shared/contract/studio.ts';
import { inOrder, judge, judgeKinds, moveLimit, drawnLimits } from '../../src/renderer/stages/evaluation/judge.ts';
import { stepState } from '../../src/renderer/stages/export/steps.ts';

const limits = { acceptLimit: 0.4, rejectLimit: 0.6 };
const row = (score: number, kind: string | null = null, part = `${score}`): ScoreRow =>
  ({ score, part, image: { kind, label: kind === null ? 'normal' : 'anomalous' } }) as ScoreRow;
const rows = [row(0.1), row(0.45), row(0.7), row(0.2, 'pit'), row(0.5, 'pit'), row(0.9, 'crack')];

describe('what two limits do', () => {
  it('counts good and defective parts by zone; overkill is all that is not passed', () => {
    const { zones, overkill, overkillNg, escape, review } = judge(rows, limits);
    expect(zones).toEqual({ ok: { good: 1, bad: 1 }, review: { good: 1, bad: 1 }, ng: { good: 1, bad: 1 } });
    expect([overkill.count, overkill.n]).toEqual([2, 3]);
    expect([overkillNg.count, overkillNg.n]).toEqual([1, 3]);
    expect([escape.count, escape.n]).toEqual([1, 3]);
    expect([review.good.count, review.bad.count]).toEqual([1, 1]);
  });

  it('follows them kind by kind', () => {
    const kinds = [
      { kind: 'pit', n: 2, imageAuroc: 0.6, ranges: { imageAuroc: [0.2, 0.9] } },
      { kind: 'crack', n: 1, imageAuroc: 1, ranges: { imageAuroc: [0.03, 1] } },
    ];
    const report = { scores: rows, figures: { kinds } } as unknown as Report;
    const escapes = (two: typeof limits): number[] => judgeKinds(report, two).map(({ escape }) => escape.count);
    expect(escapes(limits)).toEqual([1, 0]);
    expect(escapes({ acceptLimit: 0.95, rejectLimit: 0.96 })).toEqual([2, 1]);
  });

  it('says nothing of a share of no parts', () => {
    expect(judge([], limits).escape).toEqual({ count: 0, n: 0, parts: 0, share: null });
  });

  it('has the exact range of Clopper and Pearson where each part has one picture', () => {
    const many = rising(100).map((score) => row(score));
    const { overkill } = judge(many, { acceptLimit: rising(100)[90]!, rejectLimit: 1 });
    expect(overkill).toMatchObject({ count: 10, n: 100, parts: 100 });
    expect(overkill.share!.expected).toBeCloseTo(0.1, 12);
    expect([overkill.share!.low, overkill.share!.high]).toEqual([expect.closeTo(0.049, 3), expect.closeTo(0.1762, 3)]);
  });

  it('does not take twenty pictures of a part for twenty parts', () => {
    const many = ['a', 'b', 'c', 'd', 'e'].flatMap((part, i) =>
      new Array<ScoreRow>(20).fill(row(i < 2 ? 0.7 : 0.1, null, part)),
    );
    const { overkill } = judge(many, limits);
    expect(overkill).toMatchObject({ count: 40, n: 100, parts: 5 });
    // Two of five: Clopper and Pearson.
    expect(overkill.share).toEqual({
      expected: expect.closeTo(0.4, 12) as number,
      low: expect.closeTo(0.0527, 3) as number,
      high: expect.closeTo(0.8534, 3) as number,
    });
  });

  it('lets them meet and not cross, within the scale', () => {
    expect(moveLimit(limits, 'acceptLimit', 0.8)).toEqual({ acceptLimit: 0.6, rejectLimit: 0.6 });
    expect(moveLimit(limits, 'rejectLimit', 0.1)).toEqual({ acceptLimit: 0.4, rejectLimit: 0.4 });
    expect(moveLimit(limits, 'rejectLimit', 7)).toEqual({ acceptLimit: 0.4, rejectLimit: 1 });
  });

  it('puts the parts nearest to either limit first', () => {
    expect(inOrder(rows, 'limit', limits).map(({ score }) => score)[0]).toBe(0.45);
    expect(inOrder(rows, 'high', limits)[0]?.score).toBe(0.9);
  });
});

describe('limits as they are drawn', () => {
  const good = goodScores(rising(30));
  const calibration = calibrationOf(good, [{ kind: 'pit', score: 0.3 }]);
  const learned = learnLimits(good, { basis: 'calibration' });
  const saved = { acceptLimit: 0.3, rejectLimit: 0.4, who: 'qm', at: '2026-01-01T00:00:00.000Z', why: 'trial' };
  const report = { limits: limitsInForce(learned, saved, calibration), calibration } as unknown as Report;

  it('are the saved ones where nothing was moved, and else have a promise of their own', () => {
    expect(drawnLimits(report, { acceptLimit: 0.3, rejectLimit: 0.4 })).toBe(report.limits);
    const drawn = drawnLimits(report, { acceptLimit: 0.2, rejectLimit: 0.4 });
    expect(drawn.overkillAtAccept!.expected).toBeCloseTo(good.filter(({ score }) => score >= 0.2).length / 30, 12);
    expect(drawn.escapeForged!.expected).toBe(0); // the one forged defect scores above
    expect(drawn.statement).not.toBe(report.limits.statement);
  });

  it('are as learned again where they are drawn back to what was learned', () => {
    const { acceptLimit, rejectLimit } = learned;
    expect(drawnLimits(report, { acceptLimit, rejectLimit })).toEqual(limitsInForce(learned, null, calibration));
  });
});

describe('the steps of an export', () => {
  const states = (job: Partial<Job> | undefined, hasPackage = false): string[] =>
    [0, 1, 2].map((i) => stepState(job as Job | undefined, hasPackage, i));

  it('fill from the left, and stop at the one that failed', () => {
    expect(states({ state: 'running', done: 0, total: 0 })).toEqual(['doing', 'none', 'none']);
    expect(states({ state: 'running', done: 1, total: 3 })).toEqual(['done', 'doing', 'none']);
    expect(states({ state: 'failed', done: 1, total: 3 })).toEqual(['done', 'bad', 'none']);
    expect(states({ state: 'done', done: 2, total: 3 })).toEqual(['done', 'done', 'done']);
  });

  it('are those of the package that is there where nothing is under way', () => {
    expect(states(undefined, true)).toEqual(['done', 'done', 'done']);
    expect(states({ state: 'cancelled', done: 1, total: 3 })).toEqual(['none', 'none', 'none']);
  });
});
