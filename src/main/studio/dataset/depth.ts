import { basename } from 'node:path';
import type { ImportNote } from '#shared/domain/importNotes.ts';
import { studioNote } from '#shared/domain/studioNotes.ts';
import { type ValueScale, depths, describeScale, fullScale, isSameScale } from '#shared/domain/valueScale.ts';
import { valueScaleSchema } from '#shared/domain/valueScaleSchema.ts';
import { FlawsmithError, throwIfCancelled } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import {
  type PictureHeader,
  isSurelyEightBit,
  readHeader,
  readImageFile,
  readSamples,
  saysEightBit,
} from '#scoring/decode.ts';
import { parseJson } from '../parseFile.ts';
import type { Product } from '../product.ts';
import { listImages } from '../store/images.ts';
import { addAudit, listAudit } from '../store/records.ts';
import { keptScale, damagedSettings, putParsed, readableSetting } from '../store/settings.ts';
import { forEachParallel } from './parallel.ts';

/** What is asked of an import: find the depth, or a stated one. */
export type AskedScale = ValueScale | 'auto';

export interface SettledScale {
  scale: ValueScale;
  /** What was found and decided; null where there is nothing to say. */
  said: ImportNote | null;
}

/** Depths that cameras have. */
const usualDepths = [8, 10, 12, 14, 16] as const;
/** Pictures that are read to find the largest value, evenly chosen; and of a product to learn whether it has deep ones. */
const mostRead = { search: 200, product: 20 } as const;
/** Files whose beginning is read at once: a share on the network answers late, and each costs next to nothing. */
const readersAtOnce = 8;

/** How an import's values of more than 8 bits become bytes: decided before it begins, or with the first picture that may have such. */
export interface ImportScale {
  /** For a picture whose first bytes these are. @throws CancelledError */
  scaleFor(head: Uint8Array): Promise<ValueScale>;
  /** What was settled by then. */
  settled(): Promise<SettledScale>;
}

/**
 * Settles how values of more than 8 bits become bytes, once a product: as asked, or by the largest value of its good pictures,
 * which are searched when one comes whose beginning does not say that it has 8 bits.
 * Where pictures were taken in one way already, they cannot be taken in another.
 * @param good files of good parts that are about to be imported
 * One that cannot be read any more is settled by stating the one that was.
 * @throws FlawsmithError `usage` where another scale holds already, `product-damaged` where none was stated and what was settled
 * cannot be read; CancelledError
 */
export async function settleScale(
  product: Product,
  good: readonly string[],
  asked: AskedScale | undefined,
  { who, signal }: { who: string; signal?: AbortSignal | undefined },
): Promise<ImportScale> {
  const lost = lostScale(product, asked);
  const kept = lost ?? keptScale(product.db) ?? ((await hasDeepPictures(product)) ? fullScale : null);
  const isEmpty = listImages(product.db).length === 0;
  if (asked !== undefined && asked !== 'auto') {
    if (kept && !isSameScale(kept, asked) && !isEmpty) throw refusal(product, kept, asked);
    if (lost || !keptScale(product.db) || isEmpty) keep(product, asked, who, 'asked for');
    return decided(asked);
  }
  if (kept && !isEmpty) return decided(kept);
  let search: Promise<SettledScale> | null = null;
  const usual = { scale: kept ?? fullScale, said: null };
  return {
    async scaleFor(head) {
      // whatever the scale is: it says nothing of 8 bits
      if (saysEightBit(head)) return usual.scale;
      search ??= searchScale(product, good, usual, { who, signal });
      return (await search).scale;
    },
    settled: () => search ?? Promise.resolve(usual),
  };
}

/**
 * The scale by which pictures were taken, where it cannot be read any more and one is stated: the last one that the audit trail
 * tells of. @throws FlawsmithError `product-damaged` where none is stated
 */
function lostScale({ db }: Product, asked: AskedScale | undefined): ValueScale | null {
  const [damage] = damagedSettings(db, ['scale']);
  if (!damage) return null;
  if (asked === undefined || asked === 'auto') throw damage;
  const last = listAudit(db).findLast(({ what }) => what === 'depth');
  const told = last?.new ? parseJson(last.new, valueScaleSchema).data : null;
  return told ?? asked;
}

function decided(scale: ValueScale): ImportScale {
  const settled = Promise.resolve({ scale, said: null });
  return { scaleFor: () => Promise.resolve(scale), settled: () => settled };
}

async function searchScale(
  product: Product,
  good: readonly string[],
  usual: SettledScale,
  { who, signal }: { who: string; signal?: AbortSignal | undefined },
): Promise<SettledScale> {
  const found = await findDepth(good, signal);
  if (!found) return usual;
  const scale: ValueScale = { depth: found.depth };
  keep(product, scale, who, `largest value of ${found.n} good pictures: ${found.largest}`);
  return { scale, said: found.depth === depths.most ? null : foundNote(found) };
}

function keep(product: Product, scale: ValueScale, who: string, why: string): void {
  const before = readableSetting(product.db, 'scale');
  if (before && isSameScale(before, scale)) return;
  putParsed(product.db, 'scale', scale, who);
  addAudit(product.db, { who, what: 'depth', old: before ?? undefined, new: scale, why });
}

function refusal(product: Product, kept: ValueScale, asked: ValueScale): FlawsmithError {
  return new FlawsmithError(
    'usage',
    `The product takes its pictures with ${describeScale(kept)}; they cannot be taken with ${describeScale(asked)} now.`,
    {
      file: product.dir,
      hint: 'Import the pictures into a new product with the other depth or range.',
      said: said('scaleKept'),
    },
  );
}

interface FoundDepth {
  depth: number;
  largest: number;
  /** Pictures of 16-bit files that were looked at. */
  n: number;
}

const foundNote = ({ depth, largest, n }: FoundDepth): ImportNote =>
  studioNote('depthFound', { depth, largest, n, high: 2 ** depth - 1 });

/** The bits that the good pictures of 16-bit files use; null where no file has more than 8. */
async function findDepth(good: readonly string[], signal: AbortSignal | undefined): Promise<FoundDepth | null> {
  let [largest, n] = [0, 0];
  for (const file of evenly(await perhapsDeep(good, signal), mostRead.search)) {
    throwIfCancelled(signal);
    const value = await largestValue(file);
    if (value === null) continue;
    largest = Math.max(largest, value);
    n++;
    if (largest >= 2 ** 14) break;
  }
  if (n === 0) return null;
  return { depth: usualDepths.find((bits) => largest < 2 ** bits)!, largest, n };
}

/** In order, without those whose first bytes say that they have 8 bits at most. @throws CancelledError */
async function perhapsDeep(files: readonly string[], signal: AbortSignal | undefined): Promise<string[]> {
  const shallow = new Set<string>();
  await forEachParallel(files, readersAtOnce, async (file) => {
    throwIfCancelled(signal);
    if (await isSurelyEightBit(file)) shallow.add(file);
  });
  return files.filter((file) => !shallow.has(file));
}

/** Of a 16-bit file; null for others, and for those that cannot be read: the import says why. */
async function largestValue(file: string): Promise<number | null> {
  const header = await headerOf(file);
  if (header?.bits !== 16 || header.needsRange) return null;
  if (header.white !== null) return header.white;
  const read = await readSamples(file).catch(() => null);
  if (!read) return null;
  const { data, channels } = read.samples;
  const colours = channels === 2 || channels === 4 ? channels - 1 : channels;
  let largest = 0;
  for (let i = 0; i < data.length; i++) if (i % channels < colours && data[i]! > largest) largest = data[i]!;
  return largest;
}

const headerOf = (file: string): Promise<PictureHeader | null> =>
  readImageFile(file)
    .then((bytes) => readHeader(bytes, file))
    .catch(() => null); // whoever decodes it says why

/** The deepest values of a sample of pictures; null where none of it has more than 8 bits. @throws CancelledError */
export async function sampleValues(
  files: readonly string[],
  signal?: AbortSignal,
): Promise<{ bits: number; needsRange: boolean } | null> {
  let [bits, needsRange] = [8, false];
  for (const file of await perhapsDeep(evenly(files, mostRead.product), signal)) {
    throwIfCancelled(signal);
    const header = await headerOf(file);
    bits = Math.max(bits, header?.bits ?? 8);
    needsRange ||= header?.needsRange === true;
  }
  return bits > 8 || needsRange ? { bits, needsRange } : null;
}

async function hasDeepPictures(product: Product): Promise<boolean> {
  const sample = evenly(listImages(product.db), mostRead.product).map(({ file }) => file);
  for (const file of await perhapsDeep(sample, undefined)) {
    if (((await headerOf(file))?.bits ?? 8) > 8) return true;
  }
  return false;
}

/** At most `count` items, evenly spread. */
function evenly<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)]!);
}

/** Pictures with values beyond what the scale makes white; null where there are none. */
export function overflowNote(files: readonly string[], scale: ValueScale): ImportNote | null {
  if (files.length === 0) return null;
  const values = { n: files.length, first: basename(files[0]!) };
  if ('depth' in scale) {
    return studioNote('beyondDepth', { ...values, depth: scale.depth, high: 2 ** scale.depth - 1 });
  }
  return studioNote('beyondRange', { ...values, low: scale.range[0], high: scale.range[1] });
}
