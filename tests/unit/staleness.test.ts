import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { type PriorSet, defaultPriorSet } from '#shared/domain/priors.ts';
import { fullRoi } from '#shared/domain/images.ts';
import {
  type EvaluationBasis,
  type Present,
  type PresentPicture,
  type RunBasis,
  describeStale,
  staleCodes,
  staleEvaluation,
  staleRelease,
  staleRun,
} from '#shared/domain/staleness.ts';

const picture = (hash: string, more: Partial<PresentPicture> = {}): PresentPicture => ({
  hash,
  label: 'normal',
  split: 'train',
  session: 'day-1',
  part: `part-${hash}`,
  ...more,
});
const present = (pictures: readonly PresentPicture[], more: Partial<Present> = {}): Present => ({
  pictures: new Map(pictures.map((one) => [one.hash, one])),
  looked: { roi: fullRoi, zones: null },
  priorSets: [],
  ...more,
});
const train = ['a', 'b', 'c'].map((hash) => picture(hash));
const calibration = ['d', 'e'].map((hash) => picture(hash, { split: 'calibration' }));
const test = [picture('t', { split: 'test' }), picture('u', { split: 'test', label: 'anomalous' })];
const pictures = [...train, ...calibration, ...test];
const basis: RunBasis = {
  train,
  calibration,
  roi: fullRoi,
  priorSet: defaultPriorSet,
  priors: { name: 'default', saved: true, changed: [] },
};
const replaced = (hash: string, more: Partial<PresentPicture>): PresentPicture[] =>
  pictures.map((one) => (one.hash === hash ? { ...one, ...more } : one));
const otherPriors: PriorSet = { ...defaultPriorSet, nuisance: 0.1 };

describe('what changed since a run', () => {
  it('is nothing where the same pictures, region and priors hold, in whatever order', () => {
    const permuted = fc.shuffledSubarray(pictures, { minLength: pictures.length });
    fc.assert(
      fc.property(permuted, (order) => void expect(staleRun(basis, present(order))).toEqual([])),
      { numRuns: 20 },
    );
  });

  it.each([
    ['partsAdded', present([...pictures, picture('x'), picture('y', { split: 'calibration' })]), 2],
    ['partsGone', present(pictures.filter(({ hash }) => hash !== 'a')), 1],
    ['labelsChanged', present(replaced('a', { label: 'anomalous', split: 'test' })), 1],
    ['splitChanged', present(replaced('a', { split: 'calibration' })), 1],
    ['splitChanged', present(replaced('e', { split: 'test' })), 1],
    ['sessionsChanged', present(replaced('b', { session: 'day-2' })), 1],
    ['sessionsChanged', present(replaced('b', { part: 'other' })), 1],
    ['regionChanged', present(pictures, { looked: { roi: { ...fullRoi, width: 0.5 }, zones: null } }), null],
    [
      'zonesChanged',
      present(pictures, { looked: { roi: fullRoi, zones: { inspect: [], ignore: [{ name: 'x', polygon: [] }] } } }),
      null,
    ],
    ['priorsChanged', present(pictures, { priorSets: [otherPriors] }), null],
  ] as const)('is %s alone where only that changed', (code, now, count) => {
    expect(staleRun(basis, now)).toEqual([{ code, count, of: code === 'priorsChanged' ? 'default' : null }]);
  });

  it('is nothing of region and zones where these cannot be read', () => {
    const zones = { inspect: [], ignore: [{ name: 'x', polygon: [] }] };
    const other = { ...basis, roi: { ...fullRoi, width: 0.5 }, zones };
    expect(staleRun(other, present(pictures, { looked: undefined }))).toEqual([]);
  });

  it('names labelled defects that were given or taken since, and none where a run was wanted without', () => {
    const given = picture('g', { label: 'anomalous', hasMask: true });
    const codes = (run: RunBasis, ...more: PresentPicture[]): unknown[] =>
      staleRun(run, present([...pictures, ...more])).map(({ code, count }) => [code, count]);
    expect(codes(basis, given)).toEqual([['defectsGiven', 1]]);
    expect(codes({ ...basis, real: [{ hash: 'g' }] }, given)).toEqual([]);
    expect(codes({ ...basis, real: [{ hash: 'g' }] }, { ...given, split: 'test' })).toEqual([['defectsTaken', 1]]);
    expect(codes({ ...basis, real: [{ hash: 'g' }] })).toEqual([['defectsTaken', 1]]);
    expect(codes(basis, { ...given, hasMask: false })).toEqual([]);
    expect(codes({ ...basis, withoutReal: true }, given)).toEqual([]);
  });

  it('does not count what the run never learns from: test pictures, and defective ones wherever they stand', () => {
    const more = [picture('x', { split: 'test' }), picture('y', { label: 'anomalous' })];
    expect(staleRun(basis, present([...pictures, ...more]))).toEqual([]);
  });

  it('counts each part once, by its gravest change', () => {
    const now = present(replaced('a', { label: 'anomalous', split: 'test', session: 'day-9', part: 'z' }));
    expect(staleRun(basis, now).map(({ code, count }) => [code, count])).toEqual([['labelsChanged', 1]]);
  });

  it('is nothing for a run of a draft when the saved set changes, nor where its own set was taken off', () => {
    const draft = { ...basis, priors: { name: 'default', saved: false, changed: ['scratch' as const] } };
    expect(staleRun(draft, present(pictures, { priorSets: [otherPriors] }))).toEqual([]);
    expect(staleRun({ ...basis, priors: null }, present(pictures, { priorSets: [otherPriors] }))).toEqual([]);
    const own = { ...defaultPriorSet, name: 'mine' };
    const run = { ...basis, priorSet: own, priors: { name: 'mine', saved: true, changed: [] } };
    expect(staleRun(run, present(pictures))).toEqual([]);
    expect(staleRun(run, present(pictures, { priorSets: [{ ...own, nuisance: 0 }] }))).toMatchObject([
      { code: 'priorsChanged', of: 'mine' },
    ]);
  });

  it('knows one added and one gone part of any number from any product', () => {
    const hashes = fc.uniqueArray(fc.string({ minLength: 4, maxLength: 8 }), { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(hashes, fc.nat(), (all, seed) => {
        const cut = 1 + (seed % (all.length - 1));
        const [had, came] = [all.slice(0, cut), all.slice(cut)];
        const run = { ...basis, train: had.map((hash) => picture(hash)), calibration: [] };
        expect(staleRun(run, present(came.map((hash) => picture(hash))))).toEqual([
          { code: 'partsAdded', count: came.length, of: null },
          { code: 'partsGone', count: had.length, of: null },
        ]);
      }),
      { numRuns: 50 },
    );
  });
});

describe('what changed since an evaluation', () => {
  const judged = [
    { hash: 't', label: 'normal', kind: null, hasMask: false },
    { hash: 'u', label: 'anomalous', kind: 'crack', hasMask: true },
  ] as const;
  const before: EvaluationBasis = {
    evaluatedAt: '2026-01-01T00:00:00.000Z',
    test: [...judged],
    heldOut: ['d', 'e'],
    limits: { acceptLimit: 0.4, rejectLimit: 0.6 },
  };
  const now = { test: [...judged], heldOut: ['e', 'd'] };

  it('is nothing where it would be made from the same', () => {
    expect(staleEvaluation(before, now)).toEqual([]);
  });

  it.each([
    ['testAdded', { ...now, test: [...judged, { ...judged[0], hash: 'v' }, { ...judged[0], hash: 'w' }] }, 2],
    ['testGone', { ...now, test: [judged[0]] }, 1],
    ['labelsChanged', { ...now, test: [judged[0], { ...judged[1], kind: 'stain' }] }, 1],
    ['labelsChanged', { ...now, test: [{ ...judged[0], label: 'anomalous', kind: 'x' } as const, judged[1]] }, 1],
    ['masksChanged', { ...now, test: [judged[0], { ...judged[1], hasMask: false }] }, 1],
    ['heldOutChanged', { ...now, heldOut: ['d', 'f'] }, 2],
  ] as const)('is %s alone where only that changed', (code, after, count) => {
    expect(staleEvaluation(before, after)).toEqual([{ code, count, of: null }]);
  });
});

describe('what changed since a release', () => {
  it('is its limits where the run has others now, and nothing where it has the same or is gone', () => {
    const carried = { acceptLimit: 0.4, rejectLimit: 0.6 };
    expect(staleRelease('3', carried, { ...carried })).toEqual([]);
    expect(staleRelease('3', carried, null)).toEqual([]);
    for (const moved of [
      { ...carried, acceptLimit: 0.3 },
      { ...carried, rejectLimit: 0.7 },
    ]) {
      expect(staleRelease('3', carried, moved)).toEqual([{ code: 'limitsMoved', count: null, of: '3' }]);
    }
  });
});

it('counts one as one, and more as many', () => {
  for (const code of staleCodes) {
    const [one, two] = [1, 2].map((count) => describeStale({ code, count, of: 'x' })) as [string, string];
    if (['regionChanged', 'zonesChanged', 'priorsChanged', 'limitsMoved'].includes(code)) expect(one).toBe(two);
    else {
      expect(one).toMatch(/\b1\b/);
      expect(two).toMatch(/\b2\b/);
      if (code === 'heldOutChanged' || code === 'partsGone') continue; // said alike of one and of more
      expect(two).not.toBe(one.replace('1', '2'));
      expect(two).toMatch(/\b(parts|labels|defects|sessions|pictures|masks)\b/);
    }
  }
});

it('says every change in words, with its number', () => {
  expect(describeStale({ code: 'partsAdded', count: 3, of: null })).toBe('3 good parts added since');
  expect(describeStale({ code: 'labelsChanged', count: 1, of: null })).toBe('1 label changed since');
  expect(describeStale({ code: 'limitsMoved', count: null, of: '1' })).toBe('limits moved since release 1');
  expect(describeStale({ code: 'priorsChanged', count: null, of: 'default' })).toBe(
    "defect recipe 'default' changed since",
  );
  expect(describeStale({ code: 'testAdded', count: 5, of: null })).toBe('evaluated before 5 test pictures were added');
  const said = staleCodes.map((code) => describeStale({ code, count: 7, of: 'x' }));
  expect(new Set(said).size).toBe(staleCodes.length);
});
