import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { foundPriorsSchema } from '#shared/domain/priorSearch.ts';
import { readPriorSet } from '#studio/synthesis/priorFile.ts';
import { type CliResult, runCli } from '../fixtures/cli.ts';
import { writeProductFolder } from '../fixtures/product.ts';

let dir = '';
const product = () => join(dir, 'product');
const pictures = (...path: string[]) => join(dir, 'pictures', ...path);
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flawsmith-search-'));
  await writeProductFolder(pictures(), 4, 128);
  expect(await runCli('import', product(), pictures())).toMatchObject({ code: 0 });
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const search = (...more: string[]): Promise<CliResult> =>
  runCli('search', product(), '--kind', 'bar', '--as', 'scratch', '--rounds', '2', '--count', '10', ...more);
const foundBy = ({ rows }: CliResult) => foundPriorsSchema.parse(rows.at(-1));

it('is off where no labelled defect stands in training, and says what to do', async () => {
  const { code, rows } = await search();
  expect(code).toBe(1);
  expect(rows[0]!['error']).toMatchObject({ code: 'not-found' });
  expect(JSON.stringify(rows[0])).toMatch(/0 labelled defects of the kind bar.*sort --split train/);
});

it('makes forged defects more like those of training without a look at the test, and writes what it found where asked', async () => {
  const bars = [0, 1, 2].map((i) => pictures('test/bar', `${i}.png`));
  expect(await runCli('sort', product(), ...bars, '--split', 'train')).toMatchObject({ code: 0 });
  const out = join(dir, 'found.json');
  const first = await search('--out', out);
  expect(first.code).toBe(0);
  const found = foundBy(first);
  // the default scratches are of either brightness and lie anywhere; the bars are dark, large and of one size
  expect(found).toMatchObject({ kind: 'bar', isBetter: true, asBefore: { scratch: 1 }, asAfter: { scratch: 1 } });
  expect(found.after.apart).toBeLessThan(found.before.apart);
  expect(found.found.kinds.scratch.sign).toBe('darker');
  expect(found.rounds.map(({ round }) => round)).toEqual([1, 2]);
  expect(found.rounds[1]!.farness).toBeLessThanOrEqual(found.rounds[0]!.farness);
  expect(await readPriorSet(out)).toEqual(found.found);
  const others = (kinds: Record<string, unknown>) => ({ ...kinds, scratch: null });
  expect(others(found.found.kinds)).toEqual(others(found.asked.kinds));

  // what is left in the test goes, and all that was made of it
  await rm(pictures('test/good'), { recursive: true });
  await rm(pictures('test/bar/3.png'));
  await rm(pictures('ground_truth/bar/3_mask.png'));
  await rm(join(product(), 'cache'), { recursive: true, force: true });
  expect(foundBy(await search())).toEqual(found);
});
