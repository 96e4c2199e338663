import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { validationRowSchema } from '#shared/domain/validation.ts';
import { readRows } from '#studio/training/curves.ts';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flawsmith-curves-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const line = (step: number, imageAuroc: number): string =>
  JSON.stringify({ step, seconds: step, imageAuroc, aupro30: null });

it('folds the rows that a resumed run writes again, and leaves out a line that a kill cut off', async () => {
  const file = join(dir, 'validation.jsonl');
  await writeFile(
    file,
    [line(0, 0.5), line(20, 0.6), line(40, 0.1), '{"step":60,"sec', line(40, 0.7), line(60, 0.8)].join('\n'),
  );
  const rows = await readRows(file, validationRowSchema);
  expect(rows.map(({ step, imageAuroc }) => [step, imageAuroc])).toEqual([
    [0, 0.5],
    [20, 0.6],
    [40, 0.7],
    [60, 0.8],
  ]);
});

it('gives no rows for a run that never came so far', async () => {
  expect(await readRows(join(dir, 'absent.jsonl'), validationRowSchema)).toEqual([]);
});
