import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullRoi } from '#shared/domain/images.ts';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { type ReleaseBasis, releaseChanges, verdictChanges } from '#shared/domain/releaseChanges.ts';
import { type ReleaseMark, releaseMarks, standingsOf } from '#shared/domain/releases.ts';

const marks = fc.array(
  fc.record({
    release: fc.integer({ min: 1, max: 6 }),
    mark: fc.constantFrom(...releaseMarks),
    who: fc.constant('line'),
    name: fc.constant('A. Example'),
    at: fc.constant('2026-01-01T00:00:00.000Z'),
    why: fc.constant('why'),
  }),
);
const mark = (release: number, name: ReleaseMark['mark']): ReleaseMark => ({
  ...{ release, mark: name, who: 'line', name: null },
  ...{ at: '2026-01-01T00:00:00.000Z', why: 'why' },
});

describe('how releases stand', () => {
  it('has at most one in force, the newest that is not withdrawn', () => {
    fc.assert(
      fc.property(marks, (all) => {
        const numbers = [1, 2, 3, 4];
        const standings = standingsOf(numbers, all);
        const free = numbers.filter((number) => standings.get(number)!.withdrawn === null);
        const inForce = numbers.filter((number) => standings.get(number)!.state === 'inForce');
        expect(inForce).toEqual(free.slice(-1));
        for (const standing of standings.values()) {
          expect(standing.state === 'withdrawn').toBe(standing.withdrawn !== null);
          if (standing.withdrawn) expect(standing.approved).toBeNull();
        }
      }),
    );
  });

  it('follows the last mark of each; an approval does not come back by itself', () => {
    const all = [mark(2, 'approved'), mark(2, 'withdrawn'), mark(2, 'restored')];
    expect(standingsOf([1, 2], all.slice(0, 1)).get(2)).toMatchObject({ state: 'inForce', approved: { release: 2 } });
    expect(standingsOf([1, 2], all.slice(0, 2)).get(1)).toMatchObject({ state: 'inForce' });
    expect(standingsOf([1, 2], all).get(2)).toEqual({ state: 'inForce', approved: null, withdrawn: null });
  });
});

const basis = (more: Partial<NonNullable<ReleaseBasis['made']>> = {}, run = 'run-0001'): ReleaseBasis => ({
  limits: { acceptLimit: 0.4, rejectLimit: 0.6 },
  run,
  made: {
    ...{ steps: 600, width: 384, height: 384, roi: fullRoi, priorSet: defaultPriorSet },
    ...{ train: ['a', 'b', 'c'], calibration: ['d'] },
    ...more,
  },
});

describe('what changed between releases', () => {
  it('is nothing between equals, whatever they are made from', () => {
    expect(releaseChanges(basis(), basis())).toEqual([]);
  });

  it('names limits, run, size, parts by side, and priors by place', () => {
    const kinds = { ...defaultPriorSet.kinds, pit: { ...defaultPriorSet.kinds.pit, enabled: false } };
    const later = basis(
      {
        width: 512,
        train: ['a', 'd', 'e'],
        calibration: ['c'],
        priorSet: { ...defaultPriorSet, name: 'spring', kinds },
      },
      'run-0002',
    );
    const changes = releaseChanges(basis(), { ...later, limits: { acceptLimit: 0.41, rejectLimit: 0.6 } });
    expect(changes.map(({ code, from, to, count }) => [code, from ?? count, to])).toEqual([
      ['acceptLimit', 0.4, 0.41],
      ['run', 'run-0001', 'run-0002'],
      ['size', '384 × 384', '512 × 384'],
      ['partsAdded', 1, null],
      ['partsGone', 1, null],
      ['sidesChanged', 2, null],
      ['priors', 'default', 'spring'],
    ]);
    expect(changes.at(-1)!.places).toEqual(['pit']);
    expect(releaseChanges(basis(), { ...later, made: null }).map(({ code }) => code)).toEqual(['run', 'runUnknown']);
  });

  it('counts every verdict that differs, and each picture once', () => {
    const score = fc.double({ min: 0, max: 1, noNaN: true });
    const pictures = fc.array(fc.record({ isAnomalous: fc.boolean(), before: score, now: score }));
    const limits = { acceptLimit: 0.4, rejectLimit: 0.6 };
    fc.assert(
      fc.property(pictures, (all) => {
        const { changes, pictures: n } = verdictChanges(all, limits, limits);
        expect(n).toBe(all.length);
        const zone = (value: number): number => Number(value >= 0.4) + Number(value >= 0.6);
        const differing = all.filter(({ before, now }) => zone(before) !== zone(now)).length;
        expect(changes.reduce((sum, { count }) => sum + count, 0)).toBe(differing);
      }),
    );
  });
});
