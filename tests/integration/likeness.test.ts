import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { judgedKindSchema } from '#shared/domain/likeness.ts';
import { onlyKinds } from '#shared/domain/priorSearch.ts';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { toldVerdict } from '#shared/domain/toldApart.ts';
import { CancelledError } from '#shared/errors.ts';
import { createRandom } from '#shared/vision/random.ts';
import { importFolder } from '#studio/dataset/import.ts';
import { startEngine } from '#studio/engineClient.ts';
import { backboneFile } from '#studio/paths.ts';
import { openProduct } from '#studio/product.ts';
import { synthesizeToFolder } from '#studio/synthesis/synthesizeToFolder.ts';
import { type TellOrder, tellApart } from '#studio/synthesis/tellApart.ts';
import { runCli } from '../fixtures/cli.ts';
import { writeProductFolder } from '../fixtures/product.ts';
import sharp from 'sharp';

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

it('claims nothing of what a network tells where there are too few parts, and asks no engine', async () => {
  const order = ['likeness', join(dir, 'product'), '--kind', 'bar', '--count', '10'];
  const { rows } = await runCli(...order, '--features');
  const { toldApart, ...found } = rows.at(-1)!;
  expect(toldApart).toMatchObject({
    ...{ scope: 'kind', kind: 'bar', as: found['as'], isTest: true, nReal: 4, realParts: 4 },
    ...{ accuracy: null, low: null, high: null, beside: { accuracy: null } },
  });
  expect(judgedKindSchema.parse(found)).toEqual(found);
  expect((await runCli(...order, '--features', 'some')).code).toBe(2);
});

/** A material that fills the picture and has no place in it, so that photographs are looked at whole and pixel for pixel. */
function brushed(side: number, seed: number): Uint8Array {
  const random = createRandom(seed, 11);
  const data = new Uint8Array(3 * side * side);
  for (let y = 0; y < side; y++) {
    const line = random.normal(120, 6);
    for (let x = 0; x < side; x++) data.fill(line + random.normal(0, 4), 3 * (y * side + x), 3 * (y * side + x) + 3);
  }
  return data;
}

/** Good parts, and `forged` pictures that the same recipe drew on other parts, labelled as scratches. */
async function writeForgedAsReal(root: string, forged: number): Promise<void> {
  const write = async (folder: string, seeds: readonly number[]): Promise<void> => {
    await mkdir(folder, { recursive: true });
    for (const seed of seeds) {
      const raw = { width: 96, height: 96, channels: 3 } as const;
      await sharp(brushed(96, seed), { raw }).toFile(join(folder, `${seed}.png`));
    }
  };
  const numbers = (from: number): number[] => Array.from({ length: 40 }, (_, i) => from + i);
  await write(join(root, 'pictures/train/good'), numbers(0));
  await write(join(root, 'others/train/good'), numbers(500));
  const others = openProduct(join(root, 'drawn'), { mode: 'write', create: true });
  try {
    await importFolder(others, join(root, 'others'));
    const order = {
      count: forged,
      seed: 77,
      out: join(root, 'forged'),
      priorSet: onlyKinds(defaultPriorSet, { scratch: 1 }),
    };
    const written = await synthesizeToFolder(others, { ...order, size: 96 });
    for (const folder of ['test/scratch', 'ground_truth/scratch'])
      await mkdir(join(root, 'pictures', folder), { recursive: true });
    for (const { image, mask } of written) {
      await copyFile(join(order.out, image), join(root, 'pictures/test/scratch', image));
      await copyFile(join(order.out, mask), join(root, 'pictures/ground_truth/scratch', mask));
    }
  } finally {
    others.close();
  }
}

it.skipIf(!existsSync(backboneFile))(
  'has a network tell forged from real: not where the same recipe drew both, and where another one did',
  async () => {
    const root = join(dir, 'told');
    await writeForgedAsReal(root, 24);
    const product = openProduct(join(root, 'product'), { mode: 'write', create: true });
    const engine = await startEngine();
    try {
      await importFolder(product, join(root, 'pictures'));
      const order = { scope: 'kind', kind: 'scratch', priorSet: defaultPriorSet, count: 24, seed: 0 } as const;
      const tell = (more: Partial<TellOrder> & Pick<TellOrder, 'as'>) =>
        tellApart(product, { ...order, ...more }, (work) => work(engine));
      const alike = await tell({ as: 'scratch' });
      const other = await tell({ as: 'stain' });
      expect(alike).toMatchObject({ kind: 'scratch', as: 'scratch', isTest: true });
      expect(alike.realParts).toBeGreaterThanOrEqual(10);
      expect(alike.nForged).toBeGreaterThanOrEqual(alike.forgedParts);
      expect(toldVerdict(alike)).toBe('not');
      expect(toldVerdict(other)).toBe('apart');
      expect(other.accuracy).toBeGreaterThan(alike.accuracy!);

      await expect(tell({ as: 'stamp' })).rejects.toThrow(/Stamps are the labelled defects/);
      await expect(tell({ as: 'pit', kind: 'dent' })).rejects.toMatchObject({ code: 'not-found' });
      const stopped = AbortSignal.abort();
      const late = tellApart(product, { ...order, as: 'pit' }, (work) => work(engine), { signal: stopped });
      await expect(late).rejects.toThrow(CancelledError);
    } finally {
      await engine.stop();
      product.close();
    }
  },
);
