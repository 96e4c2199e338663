import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { judgedKindSchema } from '#shared/domain/likeness.ts';
import { runCli } from '../fixtures/cli.ts';
import { writeProductFolder } from '../fixtures/product.ts';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flawsmith-likeness-'));
  await writeProductFolder(join(dir, 'pictures'), 4, 128);
  await runCli('import', join(dir, 'product'), join(dir, 'pictures'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const judge = async (priors: object, ...more: string[]) => {
  const file = join(dir, 'priors.json');
  await writeFile(file, JSON.stringify(priors));
  const { code, rows, stderr } = await runCli(
    ...['likeness', join(dir, 'product'), '--kind', 'bar', '--count', '12', '--priors', file, ...more],
  );
  expect(code).toBe(0);
  return { found: judgedKindSchema.parse(rows.at(-1)), stderr };
};

it('tells defects that are like the labelled ones from those that are not', async () => {
  // dark bars of half the side and a tenth high, as the folder draws them
  const bar = { size: [120, 130], width: [24, 26], contrast: [55, 65], edge: [0, 0], count: [1, 1], angle: [0, 0] };
  const alike = await judge(
    { kinds: { scratch: { ...bar, curvature: [0, 0.01], sign: 'darker' } } },
    '--as',
    'scratch',
  );
  const other = await judge({ kinds: { pit: { size: [4, 6], contrast: [14, 20] } } }, '--as', 'pit');
  expect(alike.found).toMatchObject({ kind: 'bar', as: 'scratch', real: 4, isTest: true, pictures: 12 });
  expect(alike.stderr).toContain('test pictures');
  expect(alike.found.forged).toBeGreaterThanOrEqual(12);
  const by = (name: string, { found }: typeof alike): number =>
    found.measures.find(({ measure }) => measure === name)!.apart;
  expect(by('area', other)).toBeGreaterThan(2 * by('area', alike));
  expect(other.found.apart).toBeGreaterThan(alike.found.apart);
  for (const { found } of [alike, other]) {
    for (const share of [found.faint, found.realFaint, found.coarse]) expect(share >= 0 && share <= 1).toBe(true);
    for (const { real, forged } of found.measures)
      for (const bars of [real, forged]) expect(bars.reduce((sum, bar_) => sum + bar_, 0)).toBeCloseTo(1, 6);
  }
});

it('says which are too faint to see, and which too coarse', async () => {
  // the labelled bars differ by 60 grey levels
  const pits = (contrast: number[]) =>
    judge({ kinds: { pit: { contrast, size: [8, 12], edge: [0, 0] } } }, '--as', 'pit');
  const [faint, strong] = [await pits([13, 14]), await pits([150, 160])];
  expect(faint.found.faint).toBeGreaterThan(strong.found.faint);
  const wide = await judge(
    { kinds: { stain: { size: [170, 180], contrast: [90, 99], edge: [0.5, 0.5] } } },
    '--as',
    'stain',
  );
  expect(wide.found.coarse).toBeGreaterThan(0.3);
  expect(faint.found.coarse).toBe(0);
});

it('takes the kind that the labelled ones resemble, the same for the same seed, and names kinds that there are', async () => {
  const [one, other] = [await judge({}), await judge({})];
  expect(one.found.as).toBe('crack');
  expect(one.found).toEqual(other.found);
  const { code, rows } = await runCli('likeness', join(dir, 'product'), '--kind', 'dent');
  expect(code).toBe(1);
  expect(rows[0]!['error']).toMatchObject({ code: 'not-found', hint: 'Kinds in this product: bar.' });
});
