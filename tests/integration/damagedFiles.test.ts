import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ListedPackage } from '#shared/contract/studio.ts';
import { readReport } from '#studio/evaluation/readReport.ts';
import { listPackages } from '#studio/export/packages.ts';
import type { Product } from '#studio/product.ts';
import { addRelease } from '#studio/store/records.ts';
import { insertRun } from '#studio/store/runs.ts';
import { fixturePackage } from '../fixtures/package.ts';
import { trainedRun } from '../fixtures/runs.ts';
import { type TestStudio, startTestStudio } from '../fixtures/studio.ts';

/** What a person, or a disk, has done to a manifest, and what is said of it. */
const damages: readonly { what: string; damage: (file: string) => Promise<void>; says: string }[] = [
  { what: 'cut off', damage: (file) => cut(file, 400), says: 'it is not JSON' },
  { what: 'emptied', damage: (file) => writeFile(file, ''), says: 'it is empty' },
  {
    what: 'edited',
    damage: async (file) => writeFile(file, (await readFile(file, 'utf8')).replace('"acceptLimit"', '"acceptlimit"')),
    says: 'limits.acceptLimit: ',
  },
];

async function cut(file: string, length: number): Promise<void> {
  await writeFile(file, (await readFile(file, 'utf8')).slice(0, length));
}

describe('files of a product that somebody damaged', () => {
  let studio: TestStudio;
  let id: string;
  let product: Product;

  beforeAll(async () => {
    studio = await startTestStudio();
    ({ id } = await studio.client.products.create({ dir: '', name: 'Ring' }));
    product = studio.server.workspace.product(id);
  });
  afterAll(() => studio.close());

  it('are rows of the list of releases that name the file and what is wrong; the others stay as they are', async () => {
    const release = async (name: string): Promise<string> => {
      const parent = join(studio.dir, 'open', name);
      await mkdir(parent);
      const dir = await fixturePackage(parent);
      addRelease(product.db, { run: 'run-1', package: dir });
      return dir;
    };
    const whole = await release('whole');
    const damaged: string[] = [];
    for (const { what, damage } of damages) {
      const dir = await release(what);
      await damage(join(dir, 'manifest.json'));
      damaged.push(dir);
    }
    await rm(await release('gone'), { recursive: true });

    const rows = await studio.client.export.packages({ product: id });
    expect(await listPackages(product)).toMatchObject(rows); // the core's own list, which the command line has too
    expect(rows.map(({ release: number }) => number)).toEqual([5, 4, 3, 2, 1]);
    expect(rows[0]).toMatchObject({ isReadable: false, problem: { code: 'not-found' } });
    expect(rows.at(-1)).toMatchObject({ isReadable: true, isWhole: true, dir: whole, run: 'run-1' });
    for (const [i, { says }] of damages.entries()) {
      const row = rows.find(({ dir }) => dir === damaged[i])! as Extract<ListedPackage, { isReadable: false }>;
      const file = join(damaged[i]!, 'manifest.json');
      expect(row).toMatchObject({ isReadable: false, run: 'run-1', problem: { code: 'package-damaged', file } });
      expect(row.problem.message).toContain(`${file}: ${says}`);
      expect(row.problem.hint).toMatch(/Export/);
    }
  });

  it('are no golden pictures, and end nothing but their own address', async () => {
    const headers = { authorization: `Bearer ${studio.server.token}` };
    const status = async (release: number): Promise<number> =>
      (await fetch(`${studio.origin}/goldens/${id}/${release}/0`, { headers })).status;
    expect([await status(1), await status(2), await status(5)]).toEqual([200, 404, 404]);
    expect(studio.log).toEqual([]);
  });

  it('are a report that says which file to make anew, and no fault of the program', async () => {
    const learned = { acceptLimit: 0.4, rejectLimit: 0.6, pixelLimit: 0.5, basis: 'calibration' as const };
    const { id: run } = insertRun(product.db, trainedRun(128, 20, 9, { learned }));
    expect(await readReport(product, run)).toBeNull();
    const file = product.path('runs', run, 'evaluation.json');
    await mkdir(join(file, '..'), { recursive: true });
    for (const [text, says] of [
      ['{"run": "run-0001"}', 'imageAuroc: '],
      ['{"run": "run-0001", "imageAu', 'it is not JSON'],
    ] as const) {
      await writeFile(file, text);
      const failure = { code: 'product-damaged', file, hint: 'Evaluate the run again.' };
      await expect(readReport(product, run)).rejects.toMatchObject(failure);
      await expect(studio.client.evaluation.report({ product: id, run })).rejects.toMatchObject({
        data: { ...failure, message: expect.stringContaining(`${file}: ${says}`) as string },
      });
    }
    expect((await studio.client.products.list())[0]!.stages.evaluation).toMatchObject({ state: 'need' });
    expect(studio.log).toEqual([]);
  });

  it('leave a run that there is none of to its own words', async () => {
    await expect(studio.client.evaluation.report({ product: id, run: 'run-0009' })).rejects.toMatchObject({
      data: { code: 'no-run', message: 'There is no run run-0009.' },
    });
  });
});
