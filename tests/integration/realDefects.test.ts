import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backboneFile } from '#studio/paths.ts';
import { type CliResult, runCli } from '../fixtures/cli.ts';
import { writeProductFolder } from '../fixtures/product.ts';

const last = ({ rows }: CliResult): Record<string, unknown> => rows.at(-1)!;

describe.skipIf(!existsSync(backboneFile))('labelled defects given to training', () => {
  let dir: string;
  let product: string;
  const pictures = (...path: string[]): string => join(dir, 'pictures', ...path);

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'flawsmith-real-'));
    product = join(dir, 'product');
    await writeProductFolder(pictures(), 6, 96);
    expect(await runCli('import', product, pictures())).toMatchObject({ code: 0 });
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  const train = (...options: string[]): Promise<CliResult> =>
    runCli('train', product, '--steps', '4', '--seed', '3', '--size', '64', '--moved', '0', ...options);
  /** Kinds in the first pictures that training with this seed sees. */
  const kindsDrawn = async (): Promise<string[]> => {
    const out = join(dir, 'drawn');
    await runCli('synthesize', product, '--count', '12', '--seed', '3', '--size', '64', '--out', out);
    const { pictures } = JSON.parse(await readFile(join(out, 'drawn.json'), 'utf8')) as {
      pictures: { drawn: { kind: string }[] }[];
    };
    return pictures.flatMap(({ drawn }) => drawn.map(({ kind }) => kind));
  };
  const learnedFrom = async (run: string): Promise<unknown> => {
    const config = JSON.parse(await readFile(join(product, 'runs', run, 'config.json'), 'utf8')) as {
      real?: unknown[];
    };
    return config.real?.length;
  };

  it('leave the test and are learned from by their masks; with none nothing changes, bit for bit', async () => {
    expect(await kindsDrawn()).not.toContain('stamp');
    const before = last(await train());
    expect(before).toMatchObject({ state: 'trained' });
    const sorted = await runCli(
      'sort',
      product,
      pictures('test/bar/0.png'),
      pictures('test/bar/1.png'),
      '--split',
      'train',
    );
    expect(sorted).toMatchObject({ code: 0 });
    expect((await runCli('sort', product, pictures('test/bar/2.png'), '--split', 'calibration')).code).not.toBe(0);
    await rm(pictures('ground_truth/bar/1_mask.png'));

    const gone = await train();
    expect(last(gone)['error']).toMatchObject({ code: 'not-found' });
    await runCli('sort', product, pictures('test/bar/1.png'), '--split', 'test');

    const trained = await train();
    expect(last(trained)).toMatchObject({ state: 'trained' });
    expect(trained.stderr).toContain('1 labelled defect of the training side is learned from too.');
    expect(last(trained)['weightChange']).not.toBe(before['weightChange']);
    expect(await learnedFrom(String(last(trained)['run']))).toBe(1);
    expect(await kindsDrawn()).toContain('stamp');

    const without = last(await train('--real', 'none'));
    expect(without['weightChange']).toBe(before['weightChange']);
    expect(await learnedFrom(String(without['run']))).toBe(undefined);
  });

  it('are drawn by the seed for bench, which judges the same rest with and without them', async () => {
    const folder = join(dir, 'bench');
    await writeProductFolder(folder, 6, 96);
    await writeFile(join(folder, 'note.txt'), 'no picture');
    const bench = async (...options: string[]): Promise<Record<string, unknown>> =>
      last(await runCli('bench', folder, '--steps', '4', '--size', '64', '--moved', '0', '--real', '3', ...options));
    const used = await bench();
    const unused = await bench('--unused');
    expect(used).toMatchObject({ real: 3, leftTest: 3, nTrain: 6, kinds: [{ kind: 'bar', n: 1 }] });
    expect(unused).toMatchObject({ real: 0, leftTest: 3, nTrain: 6, kinds: [{ kind: 'bar', n: 1 }] });
    const tooMany = await runCli('bench', folder, '--steps', '4', '--size', '64', '--real', '9');
    expect(last(tooMany)['error']).toMatchObject({ code: 'too-few-images' });
  });
});
