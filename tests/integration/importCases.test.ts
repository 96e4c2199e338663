import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dryRunImport } from '#studio/dataset/dryRun.ts';
import type { ImportOptions } from '#studio/dataset/import.ts';
import type { ImportReport } from '#studio/dataset/importReport.ts';
import { projectRoot } from '#studio/paths.ts';

const cases = join(projectRoot, '..', 'shared', 'cases');

/** What a folder is understood as: good pictures that train or calibrate, good and defective ones that test, and masks. */
interface Expected {
  layout: string;
  learnt: number;
  tests?: number;
  defects?: number;
  /** Left out where it depends on how a mask's pixels are coded, which is not this test's matter. */
  masks?: number;
  folder?: string;
  kinds?: string[];
  notes?: string[];
}

const table: [folder: string, expected: Expected, options?: ImportOptions][] = [
  ['013-good-bad-folder/data', { layout: 'good-bad', learnt: 10, defects: 3, kinds: ['bad'], notes: ['noMasks'] }],
  [
    '015-one-folder-too-high/data',
    { layout: 'mvtec', folder: 'flange', learnt: 10, tests: 3, defects: 3, masks: 3, notes: ['oneFolderDown'] },
  ],
  ['016-upper-case-layout/data', { layout: 'mvtec', learnt: 10, tests: 3, defects: 3, masks: 3, kinds: ['Dent'] }],
  ['017-visa-raw/data', { layout: 'visa', learnt: 10, defects: 3, masks: 3 }],
  [
    '018-ground-truth-beside-picture/data',
    { layout: 'ksdd2', learnt: 9, defects: 3, masks: 3, notes: ['defectsInTrain'] },
  ],
  ['020-several-masks-a-picture/data', { layout: 'mvtec-loco', learnt: 10, tests: 3, defects: 3, masks: 3 }],
  ['021-mask-zero-one/data', { layout: 'mvtec', learnt: 10, tests: 3, defects: 3 }],
  ['023-mask-in-alpha/data', { layout: 'mvtec', learnt: 10, tests: 3, defects: 3 }],
  ['025-masks-folder/data', { layout: 'mvtec', learnt: 10, tests: 3, defects: 3, masks: 3 }],
  ['027-val-folder/data', { layout: 'mvtec', learnt: 14, tests: 3, defects: 3, masks: 3 }],
  ['028-train-images-folder/data', { layout: 'sides', learnt: 10, tests: 3, notes: ['testUnclear'] }],
  [
    '030-one-picture-good-and-defect/data',
    { layout: 'mvtec', learnt: 8, tests: 3, defects: 5, masks: 3, notes: ['conflict', 'conflict', 'someMasks'] },
  ],
  [
    '037-sessions-file-names-nothing/data',
    { layout: 'flat', learnt: 10, notes: ['sessionsByEnd'] },
    { sessionsFile: join(cases, '037-sessions-file-names-nothing', 'sessions.csv') },
  ],
  ['043-mask-beside-turned-picture/data', { layout: 'mvtec', learnt: 10, defects: 2 }],
  ['072-label-given-later/data', { layout: 'good-bad', learnt: 10, defects: 3, notes: ['noMasks'] }],
  ['072-label-given-later/data/bad', { layout: 'flat', learnt: 0, defects: 3, kinds: ['bad'] }, { label: 'anomalous' }],
];

async function understand(folder: string, options?: ImportOptions): Promise<ImportReport> {
  const dir = await mkdtemp(join(tmpdir(), 'flawsmith-cases-'));
  try {
    return await dryRunImport(join(dir, 'product'), join(cases, folder), options);
  } finally {
    await rm(dir, { recursive: true });
  }
}

/** Folders as people really have them, beside the repository; skipped where they are not there. */
describe.skipIf(!existsSync(cases))('a folder of the collected cases', () => {
  it.each(table)('%s is understood', async (folder, expected, options) => {
    const report = await understand(folder, options);
    const sum = (label: string, isTest: boolean): number =>
      report.images
        .filter((row) => row.label === label && (row.split === 'test') === isTest)
        .reduce((total, row) => total + row.count, 0);
    expect([report.layout, report.folder]).toEqual([expected.layout, expected.folder ?? '']);
    expect({
      ...{ learnt: sum('normal', false), tests: sum('normal', true) },
      ...{ defects: sum('anomalous', true), defectsLearnt: sum('anomalous', false) },
    }).toEqual({
      ...{ learnt: expected.learnt, tests: expected.tests ?? 0, defects: expected.defects ?? 0, defectsLearnt: 0 },
    });
    if (expected.masks !== undefined) expect(report.masks).toBe(expected.masks);
    if (expected.kinds) expect(report.kinds.map(({ kind }) => kind)).toEqual(expected.kinds);
    expect(report.notes.map(({ code }) => code)).toEqual(expect.arrayContaining(expected.notes ?? []));
    for (const { message } of report.notes) expect(message).not.toMatch(/undefined|NaN/);
  });
});
