import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { decodeImage } from '#scoring/decode.ts';
import { type CheckedPicture, type Problem, problems } from '#shared/domain/oddPictures.ts';
import type { SplitRecord } from '#shared/domain/split.ts';
import { createRandom } from '#shared/vision/random.ts';
import { findOdd } from '#studio/dataset/check/index.ts';
import { describeGood } from '#studio/dataset/check/describe.ts';
import { checkedPictures } from '#studio/dataset/check/pictures.ts';
import { splitMode } from '#studio/dataset/split.ts';
import { importFolder } from '#studio/dataset/import.ts';
import { ownSessions } from '#studio/dataset/sessions.ts';
import { type EngineClient, startEngine } from '#studio/engineClient.ts';
import { projectRoot } from '#studio/paths.ts';
import { openProduct } from '#studio/product.ts';

/**
 * Odd pictures: how many good parts of real sets are marked though nobody made them odd, in the whole set and in small ones
 * drawn from it, and how many made odd ones are found, each put alone among the others. Tables for docs/results.md.
 * `node scripts/with-node.mjs benchmarks/oddPictures.ts [DATA-ROOT]`
 */
const root = process.argv[2] ?? join(projectRoot, '..', 'shared', 'data');
const sets = ['ball_screw', 'bottle', 'cookie', 'magnetic_tile', 'screw', 'toy_alien'];
/** Good parts of a set that odd pictures are made of. */
const madeOf = 8;

const exposed = async (file: string, stops: number): Promise<Sharp> => {
  const { data, width, height } = (await decodeImage(file)).raster;
  const pixels = Uint8Array.from(data, (value) => {
    const share = value / 255;
    const light = (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4) * 2 ** stops;
    return Math.round(255 * Math.min(1, light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055));
  });
  return sharp(pixels, { raw: { width, height, channels: 3 } });
};
const tint = [
  [0.85, 0, 0],
  [0, 1, 0],
  [0, 0, 0.85],
] as [[number, number, number], [number, number, number], [number, number, number]];

type Make = (file: string, stranger: string) => Sharp | Promise<Sharp>;

/** How a picture is made odd, and what it is to be found as. */
const kinds: { name: string; problem: Problem; make: Make; isOfColour?: boolean; isForTest?: boolean }[] = [
  { name: 'blurred, σ 1 px', problem: 'blur', make: (file) => sharp(file).blur(1).png() },
  { name: 'blurred, σ 2 px', problem: 'blur', make: (file) => sharp(file).blur(2).png() },
  { name: '2 stops darker', problem: 'exposure', make: async (file) => (await exposed(file, -2)).png() },
  { name: '2 stops brighter', problem: 'exposure', make: async (file) => (await exposed(file, 2)).png() },
  { name: 'green tint', problem: 'colour', make: (file) => sharp(file).toColourspace('srgb').recomb(tint).png() },
  { name: 'grey', problem: 'colour', make: (file) => sharp(file).greyscale().png(), isOfColour: true },
  { name: '3 : 1', problem: 'size', make: (file) => sharp(file).resize(900, 300, { fit: 'fill' }).png() },
  { name: 'another part', problem: 'other-part', make: (_, stranger) => sharp(stranger).png() },
  { name: 'saved again', problem: 'twin', make: (file) => sharp(file).jpeg({ quality: 60 }) },
  {
    name: 'saved again, in the test',
    problem: 'leak',
    make: (file) => sharp(file).jpeg({ quality: 61 }),
    isForTest: true,
  },
];

/** A set as it is, and odd pictures made of it, each to be put alone among the others. */
interface Loaded {
  set: string;
  by: SplitRecord['by'];
  pictures: CheckedPicture[];
  made: { kind: string; problem: Problem; picture: CheckedPicture }[];
}

/** So many of the files, evenly chosen. */
const some = (files: readonly string[], count: number): string[] =>
  Array.from({ length: count }, (_, i) => files[Math.floor((i * files.length) / count)]!);

async function load(set: string, dir: string, engine: EngineClient): Promise<Loaded> {
  const product = openProduct(join(dir, set), { mode: 'write', create: true });
  try {
    await importFolder(product, join(root, set), { sessionsFile: ownSessions(join(root, set)) });
    const by = splitMode(product);
    const before = (await checkedPictures(product)).pictures;
    const chosen = some(
      before.filter(({ isGood, split }) => isGood && split === 'train').map(({ file }) => file),
      madeOf,
    );
    const strangers = join(root, set === 'cookie' ? 'bottle' : 'cookie', 'train', 'good');
    const folder = join(dir, `${set}-made`);
    await makeAll(
      folder,
      chosen,
      some((await readdir(strangers)).sort(), madeOf).map((name) => join(strangers, name)),
    );
    await importFolder(product, folder, { label: 'normal' });
    await describeGood(product, engine);
    const { pictures } = await checkedPictures(product);
    const isGrey = before.every(({ measures }) => measures!.chroma === 0);
    const made = pictures.flatMap((picture) => {
      if (!picture.file.startsWith(folder)) return [];
      const [n, i] = basename(picture.file, extname(picture.file)).split('-').map(Number) as [number, number];
      const { name, problem, isOfColour, isForTest } = kinds[n]!;
      if (isGrey && isOfColour) return [];
      const { session, split } = before.find(({ file }) => file === chosen[i])!;
      return [{ kind: name, problem, picture: { ...picture, session, split: isForTest ? ('test' as const) : split } }];
    });
    const described = new Map(pictures.map(({ id, descriptor }) => [id, descriptor]));
    return { set, by, made, pictures: before.map((one) => ({ ...one, descriptor: described.get(one.id)! })) };
  } finally {
    product.close();
  }
}

async function makeAll(folder: string, files: readonly string[], strangers: readonly string[]): Promise<void> {
  await mkdir(folder);
  for (const [n, { make }] of kinds.entries()) {
    for (const [i, file] of files.entries()) {
      await (await make(file, strangers[i]!)).toFile(join(folder, `${n}-${i}.${n < 8 ? 'png' : 'jpg'}`));
    }
  }
}

/** Marked good pictures of all, by problem. */
function falseMarks({ set, by, pictures }: Loaded): string {
  const good = pictures.filter(({ isGood }) => isGood);
  const isGood = new Set(good.map(({ id }) => id));
  const marks = findOdd(pictures, by).filter(({ image }) => isGood.has(image));
  const counts = problems.map((problem) => marks.filter((mark) => mark.problem === problem).length);
  const marked = new Set(marks.map(({ image }) => image)).size;
  for (const { image, problem, value } of marks) {
    process.stderr.write(`  ${problem} ${value.toFixed(3)} ${good.find(({ id }) => id === image)!.file}\n`);
  }
  return `| ${set} | ${good.length} | ${counts.join(' | ')} | ${marked} (${percent(marked, good.length)}) |`;
}

const percent = (n: number, of: number): string => `${((100 * n) / of).toFixed(1)} %`;

/** Marked pictures among small sets drawn at random. */
function smallMarks({ by, pictures }: Loaded, size: number): string {
  const good = pictures.filter(({ isGood }) => isGood);
  const random = createRandom(size, 11);
  let [marked, drawn] = [0, 0];
  for (let draw = 0; draw < 200; draw++) {
    const keyed = good.map((picture) => ({ picture, key: random.next() })).sort((a, b) => a.key - b.key);
    const few = keyed.slice(0, size).map(({ picture }) => picture);
    marked += new Set(findOdd(few, by).map(({ image }) => image)).size;
    drawn += few.length;
  }
  return percent(marked, drawn);
}

/** Made pictures that are found as what they are, each alone among the set's own. */
function foundMade({ by, pictures, made }: Loaded, kind: string): string {
  const these = made.filter((one) => one.kind === kind);
  const found = these.filter(({ picture, problem }) =>
    findOdd([...pictures, picture], by).some((odd) => odd.image === picture.id && odd.problem === problem),
  );
  return these.length === 0 ? '–' : `${found.length} of ${these.length}`;
}

const dir = await mkdtemp(join(tmpdir(), 'flawsmith-odd-'));
const engine = await startEngine();
try {
  const loaded: Loaded[] = [];
  for (const set of sets.filter((name) => existsSync(join(root, name)))) loaded.push(await load(set, dir, engine));
  const sizes = [10, 15, 30];
  const print = (...lines: string[]): boolean => process.stdout.write(`${lines.join('\n')}\n\n`);
  print(
    `| set | good pictures | ${problems.join(' | ')} | marked |`,
    `|${' --- |'.repeat(problems.length + 3)}`,
    ...loaded.map(falseMarks),
  );
  print(
    `| set | ${sizes.map((size) => `${size} good pictures`).join(' | ')} |`,
    `|${' --- |'.repeat(sizes.length + 1)}`,
    ...loaded.map((one) => `| ${one.set} | ${sizes.map((size) => smallMarks(one, size)).join(' | ')} |`),
  );
  print(
    `| made odd | ${loaded.map(({ set }) => set).join(' | ')} |`,
    `|${' --- |'.repeat(loaded.length + 1)}`,
    ...kinds.map(({ name }) => `| ${name} | ${loaded.map((one) => foundMade(one, name)).join(' | ')} |`),
  );
} finally {
  await engine.stop();
  await rm(dir, { recursive: true, force: true });
}
