import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type PriorSet, defaultPriorSet } from '#shared/domain/priors.ts';
import { recallCode, recipeKey } from '#shared/domain/recallCode.ts';
import { undoEdit } from '#studio/dataset/edit/undo.ts';
import { openProduct } from '#studio/product.ts';
import { listPriorVersions } from '#studio/store/priorVersions.ts';
import { listAudit, listPriorSets } from '#studio/store/records.ts';
import { removePriors, savePriors } from '#studio/synthesis/priorSets.ts';
import { runCli } from '../fixtures/cli.ts';
import { writeProductFolder } from '../fixtures/product.ts';

let dir = '';
const product = () => join(dir, 'product');
const mine = (nuisance: number): PriorSet => ({ ...defaultPriorSet, name: 'mine', nuisance });
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flawsmith-recall-'));
  await writeProductFolder(join(dir, 'pictures'), 3, 96);
  await runCli('import', product(), join(dir, 'pictures'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

it('keeps every version of a recipe with its note, whatever is undone or removed', () => {
  const opened = openProduct(product(), { mode: 'write' });
  try {
    savePriors(opened, mine(0.1), 'a');
    savePriors(opened, mine(0.2), 'a', 'lighter');
    savePriors(opened, mine(0.2), 'b');
    const said = () =>
      listPriorVersions(opened.db, 'mine').map(({ number, note, priorSet }) => [number, note, priorSet.nuisance]);
    expect(said()).toEqual([
      [2, 'lighter', 0.2],
      [1, '', 0.1],
    ]);
    expect(listAudit(opened.db).at(-2)).toMatchObject({ what: 'prior set mine', why: 'lighter' });
    undoEdit(opened, 'a');
    expect(listPriorSets(opened.db).map(({ nuisance }) => nuisance)).toEqual([0.1]);
    savePriors(opened, mine(0.3), 'a');
    removePriors(opened, 'mine', 'a');
    expect(said()).toEqual([
      [3, '', 0.3],
      [2, 'lighter', 0.2],
      [1, '', 0.1],
    ]);
  } finally {
    opened.close();
  }
});

it('draws the picture that a code names, byte for byte, by a version that is long replaced', async () => {
  const file = join(dir, 'mine.json');
  await writeFile(file, JSON.stringify(mine(0.1)));
  const at = (folder: string, name: string) => readFile(join(dir, folder, name));
  const size = ['--size', '64'];
  const plan = await runCli(
    ...['synthesize', product(), '--count', '3', '--seed', '9', '--priors', file, '--out', join(dir, 'plan'), ...size],
  );
  expect(plan.code).toBe(0);
  const code = recallCode({ recipe: recipeKey(mine(0.1)), seed: 9, number: 2 });
  const recalled = await runCli('synthesize', product(), '--recall', code, '--out', join(dir, 'one'), ...size);
  expect(recalled.code).toBe(0);
  expect(recalled.rows.at(-1)).toMatchObject({ count: 1, seed: 9 });
  for (const name of ['0002.png', '0002_mask.png']) expect(await at('one', name)).toEqual(await at('plan', name));
});

it('says what is wrong with a code', async () => {
  const out = ['--out', join(dir, 'none')];
  const code = recallCode({ recipe: 'AAAAAA', seed: 1, number: 1 });
  const unknown = await runCli('synthesize', product(), '--recall', code, ...out);
  expect(unknown.rows[0]!['error']).toMatchObject({ code: 'not-found' });
  const slip = await runCli('synthesize', product(), '--recall', code.replace('-1-', '-2-'), ...out);
  expect(slip.rows[0]!['error']).toMatchObject({ code: 'usage' });
  expect((await runCli('synthesize', product(), ...out)).rows[0]!['error']).toMatchObject({ code: 'usage' });
});
