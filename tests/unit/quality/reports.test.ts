import { describe, expect, it } from 'vitest';
import { ablationReport } from '../../../benchmarks/quality/ablationReport.ts';
import { summarise } from '../../../benchmarks/quality/aggregate.ts';
import { experimentsFor } from '../../../benchmarks/quality/experiments.ts';
import { percentSpread, replaceBetween, table } from '../../../benchmarks/quality/markdown.ts';
import { bestPeer, comparedSets, completePeers } from '../../../benchmarks/quality/peerFigures.ts';
import { peersReport } from '../../../benchmarks/quality/peersReport.ts';
import { qualityReport } from '../../../benchmarks/quality/qualityReport.ts';
import { settingsHash } from '../../../benchmarks/quality/settings.ts';
import { measuredRow } from './rowFixture.ts';

describe('a document', () => {
  it('gets other text between its markers and nowhere else', () => {
    const document = 'a\n\n<!-- x:begin -->\n\nold\n\n<!-- x:end -->\n\nb\n';
    expect(replaceBetween(document, 'x', 'new $1')).toBe('a\n\n<!-- x:begin -->\n\nnew $1\n\n<!-- x:end -->\n\nb\n');
    expect(replaceBetween(replaceBetween(document, 'x', 'new'), 'x', 'old')).toBe(document);
    expect(() => replaceBetween('a', 'x', 'new')).toThrow('<!-- x:begin -->');
  });

  it('shows spreads in per cent and keeps bars inside their cells', () => {
    expect(percentSpread({ n: 3, mean: 0.95, range: 0.02, deviation: 0.01 })).toBe('95.0 ± 1.0 (2.0)');
    expect(percentSpread({ n: 1, mean: 0.95, range: 0, deviation: null })).toBe('95.0');
    expect(percentSpread(null)).toBe('–');
    expect(table(['a'], [['b|c']])).toBe('| a |\n| --- |\n| b\\|c |');
  });
});

describe('peers', () => {
  it('are compared on five data sets, where the best of each has 93.9 and 86.6 on average', () => {
    const mean = (figure: 'imageAuroc' | 'aupro30'): number =>
      comparedSets.reduce((sum, data) => sum + bestPeer(data, figure)!.value, 0) / comparedSets.length;
    expect(comparedSets).toHaveLength(5);
    expect(mean('imageAuroc')).toBeCloseTo(0.939, 3);
    expect(mean('aupro30')).toBeCloseTo(0.866, 3);
    expect(completePeers(comparedSets)).toEqual(expect.arrayContaining(['padim', 'dfm', 'patchcore']));
  });
});

describe('the quality section', () => {
  it('shows figures, the best peer, means and kinds', () => {
    const screw = summarise([measuredRow({ imageAuroc: 0.9 }), measuredRow({ seed: 1, imageAuroc: 0.92 })]);
    const report = qualityReport([screw], '3 min');
    expect(report).toContain('| screw | 2 | 80 + 20 | 10 + 15 | 91.0 ± 1.4 (2.0) |');
    expect(report).toContain('| 92.1 padim | 93.7 padim | 180 | 300 | 12.5 | 2000 |');
    expect(report).toContain('| best peer of each set | 92.1 |');
    expect(report).toContain('| screw | bend | 15 | 90.0 ± 0.0 (0.0) | – | – | – |');
    expect(report).toContain('seeds 0, 1');
    expect(report).toContain(
      'Commit aaa; 2026-01-01; 2 × processor, tensorflow-cpu; load average beside the rows 1 to 2.',
    );
  });

  it('parts public benchmarks from our own sets', () => {
    const report = qualityReport([summarise([measuredRow({ data: 'mvtec/screw' })])], '3 min');
    expect(report).toContain('Mean over the mvtec sets measured, 1');
    expect(report).not.toContain('best peer of each set');
    expect(report).toContain('| mvtec/screw | 1 | 80 + 20 | 10 + 15 | 90.0 | 80.0 | 70.0 | 60.0 | 50.0 | – | – |');
  });

  it('says so where nothing is measured', () => {
    expect(qualityReport([], '3 min')).toContain('Not measured yet');
  });
});

describe('the ablation section', () => {
  const experiments = experimentsFor({ minutes: 2 }, 0);
  const context = { data: ['screw', 'cookie'], seed: 0, budget: '2 min', anyCommit: false };
  const row = (name: string, data: string, imageAuroc: number) => {
    const { settings } = experiments.find((one) => one.name === name)!;
    return measuredRow({ data, settings: { ...settings }, settingsHash: settingsHash(settings), imageAuroc });
  };

  it('sets each experiment against the default', () => {
    const rows = [
      row('default', 'screw', 0.9),
      row('default', 'cookie', 0.8),
      row('without pit', 'screw', 0.8),
      row('without pit', 'cookie', 0.7),
      row('without warp', 'screw', 0.95),
    ];
    const report = ablationReport(rows, experiments, context);
    expect(report).toContain('| default | default | 90.0 / 50.0 | 80.0 / 50.0 | 85.0 / 50.0 | – |');
    expect(report).toContain('| priors | without pit | 80.0 / 50.0 | 70.0 / 50.0 | 75.0 / 50.0 | −10.0 / 0.0 |');
    expect(report).toContain('| priors | without warp | 95.0 / 50.0 | – | – / – | – / – |');
    expect(report).toContain('| time | 2 min | 90.0 / 50.0 |');
    expect(report).not.toContain('without crack');
  });

  it('shows what changed pictures cost', () => {
    const robustness = [
      { change: 'none', imageAuroc: 0.85, aupro30: 0.5 },
      { change: 'light −20 %', imageAuroc: 0.8, aupro30: 0.55 },
    ];
    const report = ablationReport([{ ...row('changed pictures', 'screw', 0.9), robustness }], experiments, context);
    expect(report).toContain('| light −20 % | 80.0 / 55.0 (−5.0 / +5.0) |');
  });
});

describe('the section on peers', () => {
  const turn = (method: string, msPerImage: number, ms: number) => ({
    method,
    peer: { trainSeconds: 10, msPerImage, peakRssMb: 2000 },
    ours: { ms, fullSizeMs: ms + 5, fileMs: ms + 10 },
  });
  const run = {
    data: 'cookie',
    rounds: 2,
    budget: '3 min',
    trainSeconds: 180,
    peakRssMb: 2500,
    commit: 'aaa',
    machine: '2 × processor',
    date: '2026-01-01T00:00:00.000Z',
    load: [1, 2] as const,
  };

  it('sets ours against each peer as timed in the same turn, by the median', () => {
    const report = peersReport({ ...run, turns: [turn('padim', 40, 20), turn('dfm', 20, 30), turn('padim', 60, 15)] });
    expect(report).toContain('| Flawsmith | 180 | 20.0 | – | 2500 | – |');
    expect(report).toContain('| padim | 10 | 50.0 | 0.38 | 2000 | 1.25 |');
    expect(report).toContain('| dfm | 10 | 20.0 | 1.50 | 2000 | 1.25 |');
    expect(report).toContain('own size 25.0 ms, from the file, with decoding, 30.0 ms');
  });

  it('says so where nothing is measured', () => {
    expect(peersReport({ ...run, turns: [] })).toContain('Not measured yet');
  });
});
