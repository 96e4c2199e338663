import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ImageRecord } from '#shared/domain/images.ts';
import { areaOf } from '#shared/domain/pictures.ts';
import type { ZoneSet } from '#shared/domain/zones.ts';
import type { Painted } from '#shared/domain/painted.ts';
import { pixelsOfRuns } from '#shared/vision/maskRuns.ts';
import type { Sides } from '#shared/vision/raster.ts';
import { type ZonePicture, joinedKinds, kindsOfView, packZones, zoneKinds } from '#shared/vision/zonePicture.ts';
import { writeFileAtomic } from '#scoring/files.ts';
import type { Product } from '../product.ts';
import { requireInProduct } from '../realPaths.ts';
import { listImages } from '../store/images.ts';
import { type CacheOptions, type PictureView, type ZoneFiles, ensureCache, pixelFile } from './cache.ts';
import type { OwnArea } from './ownAreas.ts';
import { decidedView } from './pixels.ts';
import { readZoneSet } from './zones.ts';

/** Zones as a run takes them. */
export interface TakenZones extends ZoneSet {
  /** Sides of the smallest photograph that they hold for, px. */
  photograph: Sides;
}

/** What zones are drawn with, besides those of the product. */
interface OwnOptions {
  /** Ignore areas of single pictures that the good parts may have: what lies there is no part of the mean. */
  own?: readonly OwnArea[] | undefined;
  /** The picture whose areas are drawn too; absent: those of none. */
  of?: OwnArea | undefined;
}

/** So many good parts, spread over all of them, give the mean that stands in for what is ignored. */
const mostAveraged = 64;
/** Raised when the same zones become other pixels. */
const zoneVersion = 1;

/** The zones in force, for the photographs that are there now; null where there are none. @throws FlawsmithError `product-damaged` */
export function takeZones({ db }: Pick<Product, 'db'>): TakenZones | null {
  const set = readZoneSet(db);
  return set && { ...set, photograph: leastPhotograph({ db }) };
}

/** The sides of the smallest photograph that zones hold for, px; infinite where there is none. */
export function leastPhotograph({ db }: Pick<Product, 'db'>): Sides {
  const images = listImages(db);
  const least = (of: (image: ImageRecord) => number): number =>
    images.reduce((least, image) => Math.min(least, of(image)), Infinity);
  return { width: least(({ width }) => width), height: least(({ height }) => height) };
}

/**
 * A view with its zones drawn: what is ignored there is replaced by the mean of good parts. Their working pictures are made where they
 * are missing.
 * @param good parts to learn from, in an order that does not change
 * @param own ignore areas of single pictures, the good parts among them: each is seen without its own, and what lies there is no part of
 * the mean
 * @param seen those of them whose pictures are looked at through this view; absent: all
 * @throws FlawsmithError `not-found` where an original is gone, `disk-full`; CancelledError
 */
export async function zonedView(
  product: Product,
  view: PictureView,
  zones: TakenZones | null,
  good: readonly ImageRecord[],
  options: CacheOptions = {},
  own: readonly OwnArea[] = [],
  seen: readonly OwnArea[] = own,
): Promise<PictureView> {
  const decided = decidedView(view);
  const drawn = async (of?: OwnArea): Promise<ZoneFiles> => {
    const picture = await drawZones(product, view, zones, good, { ...options, own, of });
    const reference = decided && (await drawZones(product, decided, zones, good, { ...options, own, of }));
    return { picture, ...(reference !== null && { reference }) };
  };
  const files: Record<string, ZoneFiles> = {};
  const parts: Record<string, string> = {};
  for (const area of seen) {
    if (area.ignore.length > 0) files[area.hash] = await drawn(area);
    if (area.foreground) parts[area.hash] = await drawPart(product, decided ?? view, area.foreground);
  }
  const some = <T>(record: Record<string, T>): boolean => Object.keys(record).length > 0;
  return {
    ...{ ...view, ...(zones && { zones: await drawn() }) },
    ...{ ...(some(files) && { own: files }), ...(some(parts) && { parts }) },
  };
}

/** The file of where a part is in a view, drawn where it is not there yet: 0 or 255 a pixel, by its centre. */
async function drawPart(product: Product, { picture, roi }: PictureView, painted: Painted): Promise<string> {
  const key = createHash('sha256')
    .update(JSON.stringify([picture, roi, painted]))
    .digest('hex');
  const file = await requireInProduct(product, product.path('cache', 'zones', `${key}.part`));
  if (existsSync(file)) return file;
  const cells = pixelsOfRuns(painted.runs, painted.width * painted.height);
  const mask = new Uint8Array(areaOf(picture));
  for (let i = 0; i < mask.length; i++) {
    const [x, y] = [(i % picture.width) + 0.5, Math.floor(i / picture.width) + 0.5];
    const column = Math.floor((roi.x + (x / picture.width) * roi.width) * painted.width);
    const row = Math.floor((roi.y + (y / picture.height) * roi.height) * painted.height);
    mask[i] = cells[row * painted.width + column]!;
  }
  await mkdir(dirname(file), { recursive: true });
  await writeFileAtomic(file, mask);
  return file;
}

/** Those of the good parts whose mean stands for all of them. */
export const averagedOf = <T>(good: readonly T[]): readonly T[] =>
  good.length <= mostAveraged
    ? good
    : Array.from({ length: mostAveraged }, (_, i) => good[Math.floor(((i + 0.5) * good.length) / mostAveraged)]!);

/**
 * The file of a view's zones, drawn where it is not there yet, see packZones.
 * @param good as of {@link zonedView}, whose errors this has too
 */
export async function drawZones(
  product: Product,
  view: PictureView,
  zones: TakenZones | null,
  good: readonly ImageRecord[],
  { own = [], of, ...options }: CacheOptions & OwnOptions = {},
): Promise<string> {
  const averaged = averagedOf(good);
  const { picture, roi } = view;
  const hashes = averaged.map(({ hash }) => hash);
  const areas = own.filter(({ hash, ignore }) => ignore.length > 0 && hashes.includes(hash));
  const without = areas.map(({ hash, ignore, photograph }) => ({ hash, ignore, photograph }));
  const { inspect = [], ignore = [], photograph } = zones ?? {};
  const drawn = {
    ...{ picture, roi, photograph, inspect, ignore, averaged: hashes },
    ...(without.length > 0 && { without }),
    ...(of && { of: { ignore: of.ignore, photograph: of.photograph } }),
  };
  const key = createHash('sha256')
    .update(JSON.stringify([zoneVersion, drawn]))
    .digest('hex');
  const file = await requireInProduct(product, product.path('cache', 'zones', `${key}.zones`));
  if (existsSync(file)) return file;
  const zonePicture = await zonePictureOf(product, view, kindsOf(zones, of, view), averaged, options, without);
  await mkdir(dirname(file), { recursive: true });
  await writeFileAtomic(file, packZones(zonePicture));
  return file;
}

/**
 * What each pixel of a view is for, with what stands in for what is ignored: the mean of these parts, which is asked for only where something is.
 * @param own as of {@link meanOf}, whose errors this has too
 */
export async function zonePictureOf(
  product: Product,
  view: PictureView,
  kinds: Uint8Array,
  averaged: readonly ImageRecord[],
  options: CacheOptions = {},
  own: readonly OwnArea[] = [],
): Promise<ZonePicture> {
  const fill = kinds.includes(zoneKinds.ignored)
    ? await meanOf(product, averaged, view, options, own)
    : new Uint8Array(3 * areaOf(view.picture));
  return { ...view.picture, kinds, fill };
}

/** What each pixel of a view is for, by the product's zones and a picture's own areas. @returns [pixels] of zoneKinds */
export function kindsOf(
  zones: TakenZones | null | undefined,
  of: OwnArea | undefined,
  { picture, roi }: Pick<PictureView, 'picture' | 'roi'>,
): Uint8Array {
  const shared = zones
    ? kindsOfView(zones, { picture, roi, photograph: zones.photograph })
    : new Uint8Array(areaOf(picture)).fill(zoneKinds.judged);
  if (!of) return shared;
  return joinedKinds(
    shared,
    kindsOfView({ inspect: [], ignore: [...of.ignore] }, { picture, roi, photograph: of.photograph }),
  );
}

/**
 * Mean of working pictures, rounded to grey levels: raw RGB.
 * @param own what lies in these ignore areas of single pictures is no part of it; where nothing is left, the mean colour of the rest stands
 * @throws as {@link zonedView}
 */
export async function meanOf(
  product: Product,
  images: readonly ImageRecord[],
  view: PictureView,
  options: CacheOptions = {},
  own: readonly OwnArea[] = [],
): Promise<Uint8Array> {
  await ensureCache(product, images, [view], options);
  const sums = new Uint32Array(3 * areaOf(view.picture));
  const counts = new Uint32Array(areaOf(view.picture));
  const areas = new Map(own.map((area) => [area.hash, area]));
  for (const image of images) {
    const bytes = await readFile(pixelFile(product, image, view));
    const area = areas.get(image.hash);
    const kinds = area && kindsOf(null, area, view);
    for (let pixel = 0; pixel < counts.length; pixel++) {
      if (kinds?.[pixel] === zoneKinds.ignored) continue;
      counts[pixel]!++;
      for (let i = 3 * pixel; i < 3 * pixel + 3; i++) sums[i]! += bytes[i]!;
    }
  }
  const colour = meanColour(sums, counts);
  return Uint8Array.from(sums, (sum, i) => {
    const count = counts[Math.floor(i / 3)]!;
    return Math.floor((count > 0 ? sum / count : colour[i % 3]!) + 0.5);
  });
}

/** Over all that was counted; black where nothing was. */
function meanColour(sums: Uint32Array, counts: Uint32Array): number[] {
  const total = Math.max(
    counts.reduce((all, count) => all + count, 0),
    1,
  );
  return [0, 1, 2].map((channel) => sums.reduce((all, sum, i) => (i % 3 === channel ? all + sum : all), 0) / total);
}
