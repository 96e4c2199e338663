import { describe, expect, it } from 'vitest';
import { figureNames } from '#shared/domain/metrics.ts';
import { evaluationReportSchema } from '#shared/domain/report.ts';
import { computeFigures } from '#studio/evaluation/report.ts';

const outcome = { count: 1, n: 4, share: { expected: 0.25, low: 0.006, high: 0.81 } };
const limitOutcome = { overkill: outcome, overkillNg: outcome, escape: { count: 0, n: 0, share: null } };
const limits = {
  acceptLimit: 0.4,
  rejectLimit: 0.6,
  pixelLimit: 0.5,
  n: 20,
  basis: 'calibration',
  overkillAtAccept: { expected: 0.05, low: 0, high: 0.17 },
  overkillAtReject: { expected: 0.05, low: 0, high: 0.17 },
  statement: 'From 20 good parts.',
};
/** As the first version wrote it: no ranges, no parts. */
const early = {
  run: 'run-0001',
  imageAuroc: 0.9,
  imageAp: 0.9,
  imageF1Max: 0.8,
  pixelAuroc: null,
  pixelAp: null,
  aupro30: null,
  nNormal: 4,
  nAnomalous: 2,
  nMasked: 0,
  kinds: [{ kind: 'dent', n: 2, imageAuroc: 0.9 }],
  synthetic: null,
  limits: { ...limits, ...limitOutcome },
};

describe('evaluation.json', () => {
  it('opens as an earlier version wrote it: what was not kept is null', () => {
    const report = evaluationReportSchema.parse(early);
    expect(report).toMatchObject({ imageAuroc: 0.9, parts: null, limits: { overkill: { count: 1 }, n: 20 } });
    for (const name of figureNames) expect(report.ranges[name]).toBeNull();
    expect(report.kinds[0]!.ranges.imageAuroc).toBeNull();
  });

  it('holds ranges and parts of the figures, of the kinds and of forged defects', () => {
    const pictures = [
      { score: 0.1, isAnomalous: false, kind: null, part: 'a' },
      { score: 0.2, isAnomalous: false, kind: null, part: 'a' },
      { score: 0.3, isAnomalous: false, kind: null, part: 'b' },
      { score: 0.9, isAnomalous: true, kind: 'dent', part: 'c' },
    ];
    const figures = computeFigures(pictures, limits, null, () => null);
    const report = {
      run: 'run-0001',
      ...figures,
      synthetic: figures,
      limits: { ...limits, ...figures.limits },
    };
    const read = evaluationReportSchema.parse(JSON.parse(JSON.stringify(report)));
    expect(read).toMatchObject({ imageAuroc: 1, parts: { normal: 2, anomalous: 1 }, nNormal: 3 });
    expect(read.ranges.imageAuroc).toEqual(figures.ranges.imageAuroc);
    expect(read.kinds[0]!.ranges.imageAuroc![0]).toBeCloseTo(0.025, 6);
    expect(read.synthetic!.ranges).toEqual(figures.ranges);
  });

  it('is refused where a figure, a range or the limits are of another form', () => {
    for (const wrong of [
      { imageAuroc: '0.9' },
      { ranges: { imageAuroc: [0.1] } },
      { limits: limitOutcome },
      { kinds: [{ kind: 'dent' }] },
    ]) {
      expect(evaluationReportSchema.safeParse({ ...early, ...wrong }).success).toBe(false);
    }
  });
});
