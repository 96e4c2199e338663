import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { projectRoot } from '#studio/paths.ts';
import { readRows } from '../../benchmarks/quality/rows.ts';
import { writeProductFolder } from '../fixtures/product.ts';
import { writeVisaFolder } from '../fixtures/visa.ts';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'flawsmith-quality-test-'));
  await writeProductFolder(join(root, 'mvtec', 'screw'), 10, 96);
  await writeVisaFolder(join(root, 'visa'), 'candle', 10, 96);
  await writeFile(join(root, 'results.md'), '# Results\n\n<!-- quality-64:begin -->\n\n<!-- quality-64:end -->\n');
});
afterAll(() => rm(root, { recursive: true }));

/** Runs the command and gives what it said. */
async function quality(...args: string[]): Promise<string> {
  const places = ['--results', join(root, 'quality.jsonl'), '--document', join(root, 'results.md')];
  const script = join(projectRoot, 'benchmarks', 'quality.ts');
  return (await promisify(execFile)(process.execPath, [script, ...places, '--steps', '2', '--size', '64', ...args]))
    .stderr;
}

it('measures public benchmarks in their own layouts, keeps each row, and measures none twice', async () => {
  const sets = ['--mvtec', join(root, 'mvtec'), '--visa', join(root, 'visa'), '--data', 'screw,candle', '--seeds', '0'];
  expect(await quality(...sets)).toContain('2 rows measured, 0 failed');
  const rows = readRows(join(root, 'quality.jsonl'));
  expect(rows.map(({ data }) => data)).toEqual(['mvtec/screw', 'visa/candle']);
  for (const row of rows) {
    expect([row.nNormal, row.nAnomalous, row.steps]).toEqual([4, 4, 2]);
    expect(row.aupro30).toBeGreaterThan(0);
  }
  expect(await readFile(join(root, 'results.md'), 'utf8')).toMatch(/\| visa\/candle +\| 1 /);
  expect(await quality(...sets)).toContain('2 of 2 rows are there already');
});

it('says which data is not there', async () => {
  const said = await quality('--data-root', join(root, 'nowhere'), '--data', 'bottle').catch(
    (error: { stderr: string }) => error.stderr,
  );
  expect(said).toContain('bottle is not there and is left out');
});
