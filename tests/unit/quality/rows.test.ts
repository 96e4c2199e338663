import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Job, appendRow, isMeasured, mergeJobs, readRows } from '../../../benchmarks/quality/rows.ts';
import { secondsLeft } from '../../../benchmarks/quality/runJobs.ts';
import { defaultSettings, settingsHash } from '../../../benchmarks/quality/settings.ts';
import { measuredRow } from './rowFixture.ts';

const settings = defaultSettings({ minutes: 3 });
const job: Job = { data: 'screw', folder: '/data/screw', seed: 0, settings, withRobustness: false };

describe('the results file', () => {
  let dir = '';
  let file = '';
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'flawsmith-rows-'));
    file = join(dir, 'results', 'quality.jsonl');
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it('keeps rows in order, with what the schema does not know', () => {
    expect(readRows(file)).toEqual([]);
    appendRow(file, measuredRow());
    appendRow(file, measuredRow({ seed: 1, versions: { node: '24' } }));
    expect(readRows(file)).toEqual([measuredRow(), measuredRow({ seed: 1, versions: { node: '24' } })]);
  });

  it('leaves a line out that a power cut tore, and the next row takes its place', () => {
    appendRow(file, measuredRow());
    appendFileSync(file, '{"data": "scr');
    expect(readRows(file)).toHaveLength(1);
    appendRow(file, measuredRow({ seed: 2 }));
    expect(readRows(file).map(({ seed }) => seed)).toEqual([0, 2]);
  });

  it('names a line that is no row', () => {
    appendRow(file, measuredRow());
    writeFileSync(file, `{"data": 3}\n${JSON.stringify(measuredRow())}\n`);
    expect(() => readRows(file)).toThrow(/line 1 is no measured row/);
  });
});

describe('a row that is there', () => {
  const here = { commit: 'aaa', anyCommit: false };

  it('is one of the same data, seed, settings and commit', () => {
    const rows = [measuredRow()];
    expect(isMeasured(rows, job, here)).toBe(true);
    expect(isMeasured(rows, { ...job, seed: 1 }, here)).toBe(false);
    expect(isMeasured(rows, { ...job, data: 'bottle' }, here)).toBe(false);
    expect(isMeasured(rows, { ...job, settings: { ...settings, normals: 5 } }, here)).toBe(false);
    expect(isMeasured(rows, job, { commit: 'bbb', anyCommit: false })).toBe(false);
    expect(isMeasured(rows, job, { commit: 'bbb', anyCommit: true })).toBe(true);
  });

  it('does not stand for one that was to be tried on changed pictures', () => {
    const wanted = { ...job, withRobustness: true };
    expect(isMeasured([measuredRow()], wanted, here)).toBe(false);
    expect(isMeasured([measuredRow({ robustness: [] })], wanted, here)).toBe(true);
  });
});

it('hashes settings by their values, not by the order of their keys', () => {
  const turned = Object.fromEntries(Object.entries(settings).reverse()) as unknown as typeof settings;
  expect(Object.keys(turned)).not.toEqual(Object.keys(settings));
  expect(settingsHash(turned)).toBe(settingsHash(settings));
  expect(settingsHash({ ...settings, loss: { ...settings.loss, score: 0 } })).not.toBe(settingsHash(settings));
});

it('measures equal settings once, with whatever any of them needs', () => {
  expect(mergeJobs([job, { ...job, withRobustness: true }, { ...job }])).toEqual([{ ...job, withRobustness: true }]);
  expect(mergeJobs([job, { ...job, seed: 1 }])).toHaveLength(2);
});

it('expects of the rows left their training and what the others took beside it', () => {
  expect(secondsLeft([job, job], [20, 40])).toBe(2 * (180 + 30));
  expect(secondsLeft([{ ...job, settings: defaultSettings({ steps: 10 }) }], [15])).toBe(15);
});
