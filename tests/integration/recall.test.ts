import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type PriorSet, defaultPriorSet } from '#shared/domain/priors.ts';
import { recallCode, recipeKey, recognise } from '#shared/domain/recallCode.ts';
import { changePictures } from '#studio/dataset/edit/changePictures.ts';
import { undoEdit } from '#studio/dataset/edit/undo.ts';
import { openProduct } from '#studio/product.ts';
import { listImages } from '#studio/store/images.ts';
import { listPriorVersions } from '#studio/store/priorVersions.ts';
import { listAudit, listPriorSets } from '#studio/store/records.ts';
import { removePriors, savePriors } from '#studio/synthesis/priorSets.ts';
import { synthesizeToFolder } from '#studio/synthesis/synthesizeToFolder.ts';
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
  const of = { recipe: recipeKey(mine(0.1)), seed: 9, number: 2 };
  const code = recallCode({ ...of, madeOf: String(plan.rows[2]!['madeOf']) });
  const recalled = await runCli('synthesize', product(), '--recall', code, '--out', join(dir, 'one'), ...size);
  expect(recalled.code).toBe(0);
  expect(recalled.rows.at(-1)).toMatchObject({ count: 1, seed: 9, recognised: 'same' });
  expect(recalled.stderr).not.toContain('this picture is not');
  for (const name of ['0002.png', '0002_mask.png']) expect(await at('one', name)).toEqual(await at('plan', name));
});

it('says where the picture that a code names is not the one that was shown, and where it cannot know', async () => {
  const recipe = recipeKey(defaultPriorSet);
  const say = async (number: number, madeOf: string | null): Promise<unknown[]> => {
    const code = recallCode({ recipe, seed: 3, number, madeOf });
    const { rows, stderr } = await runCli(
      ...['synthesize', product(), '--recall', code, '--size', '64', '--out', join(dir, 'again')],
    );
    return [rows.at(-1)!['recognised'], /this picture is not the one that was shown|is not known/.exec(stderr)?.[0]];
  };
  const opened = openProduct(product(), { mode: 'write' });
  const made = async (size: number): Promise<string[]> => {
    const order = { count: 6, seed: 3, out: join(dir, `made-${size}`), priorSet: defaultPriorSet, size };
    return (await synthesizeToFolder(opened, order)).map(({ madeOf }) => madeOf);
  };
  let [shown, number] = [[] as string[], -1];
  try {
    // what the bench shows at 256 px is recognised at any size
    shown = await made(256);
    const now = async () => (await made(64)).map((madeOf, i) => recognise(shown[i]!, madeOf));
    expect(new Set(await now())).toEqual(new Set(['same']));
    // labelled defects that are given to training are stamped among the others
    const bars = listImages(opened.db, { label: 'anomalous' }).map(({ id }) => id);
    await changePictures(opened, bars, { split: 'train' }, 'a');
    expect(await now()).toContain('otherDefects');
    undoEdit(opened, 'a');
    const [part] = listImages(opened.db, { split: 'train', label: 'normal' });
    await changePictures(opened, [part!.id], { out: true }, 'a');
    number = (await now()).indexOf('otherParts');
  } finally {
    opened.close();
  }
  expect(await say(number, shown[number]!)).toEqual(['otherParts', 'this picture is not the one that was shown']);
  expect(await say(0, null)).toEqual(['notSaid', 'is not known']);
});

it('says what is wrong with a code', async () => {
  const out = ['--out', join(dir, 'none')];
  const code = recallCode({ recipe: 'AAAAAA', seed: 1, number: 1, madeOf: null });
  const unknown = await runCli('synthesize', product(), '--recall', code, ...out);
  expect(unknown.rows[0]!['error']).toMatchObject({ code: 'not-found' });
  const slip = await runCli('synthesize', product(), '--recall', code.replace('-1-', '-2-'), ...out);
  expect(slip.rows[0]!['error']).toMatchObject({ code: 'usage' });
  expect((await runCli('synthesize', product(), ...out)).rows[0]!['error']).toMatchObject({ code: 'usage' });
});
