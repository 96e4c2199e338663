import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { copyFile, mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type ImageRecord, roiSchema } from '#shared/domain/images.ts';
import { judgedWindow } from '#shared/domain/movement.ts';
import { cutOffEnding, normalFileName, runConfigSchema, runFileName } from '#shared/domain/runs.ts';
import type { OwnLook } from '#shared/domain/ownAreas.ts';
import { paintedSchema } from '#shared/domain/painted.ts';
import { splitRecordSchema } from '#shared/domain/split.ts';
import { ignoreZoneSchema, zoneSetSchema } from '#shared/domain/zones.ts';
import { FlawsmithError, toFlawsmithError } from '#shared/errors.ts';
import { type Cover, coverOf } from '#shared/vision/photographMap.ts';
import type { Mask } from '#shared/vision/raster.ts';
import { notJudged } from '#shared/vision/zonePicture.ts';
import { writeFileAtomic } from '#scoring/files.ts';
import type { CacheOptions, PictureView, ZoneFiles } from '../dataset/cache.ts';
import { type OwnArea, areasOf, readOwnLooks } from '../dataset/ownAreas.ts';
import { decidedView } from '../dataset/pixels.ts';
import { kindsOf, zonedView } from '../dataset/zoneFiles.ts';
import type { Product } from '../product.ts';
import { listImages } from '../store/images.ts';
import { findRun } from '../store/runs.ts';

const imageEntrySchema = z.object({
  ...{ hash: z.string(), file: z.string(), session: z.string(), part: z.string() },
  /** Ignore areas that this picture alone had; absent: none. */
  ignore: z.array(ignoreZoneSchema).optional(),
  /** Where the part was said to be in it; absent: as it was found. */
  foreground: paintedSchema.optional(),
});

/** The product's zones as they were, and the smallest photograph that they hold for. */
const takenZonesSchema = zoneSetSchema.extend({
  photograph: z.object({ width: z.number().int().min(1), height: z.number().int().min(1) }),
});

/** runs/<id>/config.json: all that decides what a run learns, and on which pictures. */
const runFileSchema = z.object({
  schema: z.literal(1),
  run: z.string(),
  /** As in the run's record; absent in runs of earlier versions. */
  key: z.string().optional(),
  createdAt: z.string(),
  config: runConfigSchema,
  roi: roiSchema,
  /** Absent where it was made without, as in runs of earlier versions. */
  zones: takenZonesSchema.optional(),
  /** In the order in which the engine numbers them. */
  train: z.array(imageEntrySchema),
  calibration: z.array(imageEntrySchema),
  /** Labelled defective pictures that are learned from too; absent: none. */
  real: z.array(imageEntrySchema).optional(),
  /** A person wanted it without those that there were; absent: no. */
  withoutReal: z.boolean().optional(),
  /** How the pictures were divided, and why; absent in runs of earlier versions. */
  split: splitRecordSchema.optional(),
  versions: z.record(z.string(), z.string()),
});
export type RunFile = z.infer<typeof runFileSchema>;
export type RunImage = z.infer<typeof imageEntrySchema>;

export const checkpointFile = (product: Product, run: string): string =>
  product.path('runs', run, 'checkpoint.safetensors');

export const hasCheckpoint = (product: Product, run: string): boolean => existsSync(checkpointFile(product, run));

/**
 * Removes files that a write was cut off in, and of an ended run the normal model too (some 100 MB): only a run that goes
 * on reads it. No engine may be at work on the run.
 */
export function removeRunLeftovers(product: Product, run: string, { hasEnded }: { hasEnded: boolean }): void {
  const dir = product.path('runs', run);
  if (!existsSync(dir)) return;
  for (const name of readdirSync(dir)) {
    if (name.endsWith(cutOffEnding) || (hasEnded && name === normalFileName)) rmSync(join(dir, name), { force: true });
  }
}

/** What the run file keeps of an image. */
export function runImage({ hash, file, session, part }: ImageRecord): RunImage {
  return { hash, file, session, part };
}

/** What the run file keeps of images, with what holds for each of them alone. */
export function runImages(images: readonly ImageRecord[], own: readonly OwnArea[]): RunImage[] {
  const looks = new Map(own.map((look) => [look.hash, look]));
  return images.map((image) => {
    const { ignore = [], foreground } = looks.get(image.hash) ?? {};
    return { ...runImage(image), ...(ignore.length > 0 && { ignore: [...ignore] }), ...(foreground && { foreground }) };
  });
}

/** Makes the run's folder where it is not there, and writes its config.json. @throws FlawsmithError `not-writable`, `disk-full` */
export async function writeRunFile(product: Product, content: RunFile): Promise<void> {
  const dir = product.path('runs', content.run);
  try {
    await mkdir(dir, { recursive: true });
  } catch (error) {
    throw toFlawsmithError(error, dir);
  }
  await writeFileAtomic(runFileOf(product, content.run), `${JSON.stringify(content, null, 2)}\n`);
}

const runFileOf = (product: Product, run: string): string => product.path('runs', run, runFileName);

/** Run files by path: one never changes once it is written, and is asked for at each look at its product. */
const known = new Map<string, { writtenAt: number; content: RunFile }>();
const mostKnown = 64;

/** {@link readRunFile} at once, from memory where it was read before; null where it cannot be read. */
export function peekRunFile(product: Product, run: string): RunFile | null {
  const file = runFileOf(product, run);
  try {
    const writtenAt = statSync(file).mtimeMs;
    const before = known.get(file);
    if (before?.writtenAt === writtenAt) return before.content;
    const content = runFileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    refuseOtherRuns(product, run, content);
    if (known.size >= mostKnown) known.clear();
    known.set(file, { writtenAt, content });
    return content;
  } catch {
    return null; // whoever needs it reads it again and says why
  }
}

/** @throws FlawsmithError `checkpoint-damaged` where it is gone, does not parse, or is another run's */
export async function readRunFile(product: Product, run: string): Promise<RunFile> {
  const file = runFileOf(product, run);
  try {
    const content = runFileSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    refuseOtherRuns(product, run, content);
    return content;
  } catch (cause) {
    if (cause instanceof FlawsmithError) throw cause;
    throw new FlawsmithError('checkpoint-damaged', `The configuration of ${run} cannot be read: ${file}`, {
      file,
      hint: 'Train again; the pictures and defect recipes of the product are not affected.',
      cause,
    });
  }
}

/** The folder must be the one that this run made: numbers may come again after a backup was restored, keys do not. */
function refuseOtherRuns(product: Product, run: string, content: RunFile): void {
  const row = findRun(product.db, run);
  if (!row || (run === content.run && (row.key ?? undefined) === content.key)) return;
  const file = runFileOf(product, run);
  throw new FlawsmithError('checkpoint-damaged', `The folder of ${run} is another run's: ${file}`, {
    file,
    hint: 'Put the folder of this run back from the backup that the product came from, or train again.',
  });
}

/** How the run looks at photographs, whatever the product's settings say by now. */
export const runView = ({ config, roi }: Pick<RunFile, 'config' | 'roi'>): PictureView => ({
  picture: config.picture,
  roi: judgedWindow(roi, config.moved ?? 0),
});

/** The zones of a run's view, kept in its folder: the good parts that gave their mean may leave the product. */
function runZoneFiles(product: Product, { run, ...file }: RunFile): ZoneFiles | undefined {
  if (!file.zones) return undefined;
  const named = (name: string): string => product.path('runs', run, name);
  const hasReference = decidedView(runView(file)) !== null;
  return { picture: named('view.zones'), ...(hasReference && { reference: named('reference.zones') }) };
}

/** {@link runView} with the run's zones. */
export const zonedRunView = (product: Product, file: RunFile): PictureView => ({
  ...runView(file),
  zones: runZoneFiles(product, file),
});

/** Keeps drawn zones in the run's folder, where they are not there yet. @throws FlawsmithError `not-writable`, `disk-full` */
export async function keepZoneFiles(product: Product, file: RunFile, drawn: ZoneFiles | undefined): Promise<void> {
  const kept = runZoneFiles(product, file);
  for (const name of ['picture', 'reference'] as const) {
    const [from, to] = [drawn?.[name], kept?.[name]];
    if (from === undefined || to === undefined || existsSync(to)) continue;
    try {
      await copyFile(from, `${to}${cutOffEnding}`);
      await rename(`${to}${cutOffEnding}`, to);
    } catch (error) {
      throw toFlawsmithError(error, to);
    }
  }
}

/**
 * Pixels of what a run's figures are judged on that its zones leave out: they count for nothing. Null where there is none.
 * @param of a picture whose own ignore areas count for nothing either
 */
function notCounted({ zones, ...file }: Pick<RunFile, 'config' | 'roi' | 'zones'>, of?: OwnArea): Mask | null {
  if (!zones && !of) return null;
  const { view } = judgedOn(file);
  return notJudged({ ...view.picture, kinds: kindsOf(zones, of, view) });
}

/** {@link notCounted} of each picture: those without areas of their own share one mask. */
export function notCountedOfEach(
  file: Pick<RunFile, 'config' | 'roi' | 'zones'>,
  images: readonly Pick<ImageRecord, 'hash'>[],
  own: readonly OwnArea[],
): (Mask | null)[] {
  const shared = notCounted(file);
  const areas = new Map(own.map((area) => [area.hash, area]));
  return images.map(({ hash }) => (areas.has(hash) ? notCounted(file, areas.get(hash)) : shared));
}

/**
 * The own ignore areas of pictures that a run judges: those that its own pictures had when it was made, and of others what they have now.
 * @throws FlawsmithError `product-damaged`
 */
export function ownAreasOfRun(product: Product, file: RunFile, images: readonly ImageRecord[]): OwnArea[] {
  const { train, calibration, real = [] } = file;
  const looks: Record<string, OwnLook | undefined> = { ...readOwnLooks(product.db) };
  for (const { hash, ignore, foreground } of [...train, ...calibration, ...real]) looks[hash] = { ignore, foreground };
  return areasOf(images, looks);
}

/** {@link zonedRunView} for these pictures, each without its own ignore areas. @throws as zonedView */
export async function ownRunView(
  product: Product,
  file: RunFile,
  images: readonly ImageRecord[],
  options: CacheOptions = {},
): Promise<PictureView> {
  const view = zonedRunView(product, file);
  const own = ownAreasOfRun(product, file, images);
  if (own.length === 0) return view;
  const known = new Map(listImages(product.db).map((image) => [image.hash, image]));
  const train = file.train.flatMap(({ hash }) => known.get(hash) ?? []);
  const averaged = ownAreasOfRun(product, file, train);
  const drawn = await zonedView(product, runView(file), file.zones ?? null, train, options, averaged, own);
  return { ...view, own: drawn.own, parts: drawn.parts };
}

/**
 * On what a run's figures are judged: the whole region of interest, so that a border which the run leaves out counts as missed.
 * Maps are laid on it (`cover`), masks are read in its view.
 */
export function judgedOn({ config, roi }: Pick<RunFile, 'config' | 'roi'>): { view: PictureView; cover: Cover } {
  const cover = coverOf(config.picture, judgedWindow(roi, config.moved ?? 0), roi);
  return { view: { picture: { width: cover.width, height: cover.height }, roi }, cover };
}

/** sha256 over the content hashes of all pictures that a run used, whatever their order or place. */
export function datasetFingerprint({ train, calibration }: Pick<RunFile, 'train' | 'calibration'>): string {
  const lines = [
    ...train.map(({ hash }) => `train ${hash}`),
    ...calibration.map(({ hash }) => `calibration ${hash}`),
  ].sort();
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}
