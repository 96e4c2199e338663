import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { priorSetSchema } from '#shared/domain/priors.ts';
import { readPriorSet } from '#studio/synthesis/priorFile.ts';
import { runCli } from '../fixtures/cli.ts';
import { writeProductFolder } from '../fixtures/product.ts';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flawsmith-match-'));
  await writeProductFolder(join(dir, 'pictures'), 4, 256);
  await runCli('import', join(dir, 'product'), join(dir, 'pictures'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

it('prints what labelled defects look like as a prior set that training takes', async () => {
  const { code, rows, stderr } = await runCli('match', join(dir, 'product'), '--kind', 'bar');
  expect(code).toBe(0);
  const priors = priorSetSchema.parse(rows[0]);
  // dark bars of half the side and a tenth high, as the folder draws them
  expect(stderr).toMatch(/4 defects in 4 pictures, most like a crack/);
  expect(stderr).toContain('They are test pictures');
  expect(priors.kinds.crack.size[0]).toBeGreaterThan(115);
  expect(priors.kinds.crack.size[1]).toBeLessThan(145);
  await writeFile(join(dir, 'like.json'), JSON.stringify(priors));
  expect(await readPriorSet(join(dir, 'like.json'))).toEqual(priors);
});

it('names the kinds that there are where one has no label', async () => {
  const { code, rows } = await runCli('match', join(dir, 'product'), '--kind', 'dent');
  expect(code).toBe(1);
  expect(rows[0]!['error']).toMatchObject({ code: 'not-found', hint: 'Kinds in this product: bar.' });
});
