import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ImageRecord } from '#shared/domain/images.ts';
import { areaOf } from '#shared/domain/pictures.ts';
import type { ZoneSet } from '#shared/domain/zones.ts';
import type { Sides } from '#shared/vision/raster.ts';
import { kindsOfView, packZones, zoneKinds } from '#shared/vision/zonePicture.ts';
import { writeFileAtomic } from '#scoring/files.ts';
import type { Product } from '../product.ts';
import { requireInProduct } from '../realPaths.ts';
import { listImages } from '../store/images.ts';
import { type CacheOptions, type PictureView, ensureCache, pixelFile } from './cache.ts';
import { decidedView } from './pixels.ts';
import { readZoneSet } from './zones.ts';

/** Zones as a run takes them. */
export interface TakenZones extends ZoneSet {
  /** Sides of the smallest photograph that they hold for, px. */
  photograph: Sides;
}

/** So many good parts, spread over all of them, give the mean that stands in for what is ignored. */
const mostAveraged = 64;
/** Raised when the same zones become other pixels. */
const zoneVersion = 1;

/** The zones in force, for the photographs that are there now; null where there are none. @throws FlawsmithError `product-damaged` */
export function takeZones({ db }: Pick<Product, 'db'>): TakenZones | null {
  const set = readZoneSet(db);
  if (!set) return null;
  const images = listImages(db);
  const least = (of: (image: ImageRecord) => number): number =>
    images.reduce((least, image) => Math.min(least, of(image)), Infinity);
  return { ...set, photograph: { width: least(({ width }) => width), height: least(({ height }) => height) } };
}

/**
 * A view with its zones drawn: what is ignored there is replaced by the mean of good parts. Their working pictures are made where they
 * are missing.
 * @param good parts to learn from, in an order that does not change
 * @throws FlawsmithError `not-found` where an original is gone, `disk-full`; CancelledError
 */
export async function zonedView(
  product: Product,
  view: PictureView,
  zones: TakenZones | null,
  good: readonly ImageRecord[],
  options: CacheOptions = {},
): Promise<PictureView> {
  if (!zones) return view;
  const decided = decidedView(view);
  const picture = await drawZones(product, view, zones, good, options);
  const reference = decided && (await drawZones(product, decided, zones, good, options));
  return { ...view, zones: { picture, ...(reference !== null && { reference }) } };
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
  { inspect, ignore, photograph }: TakenZones,
  good: readonly ImageRecord[],
  options: CacheOptions = {},
): Promise<string> {
  const averaged = averagedOf(good);
  const { picture, roi } = view;
  const drawn = { picture, roi, photograph, inspect, ignore, averaged: averaged.map(({ hash }) => hash) };
  const key = createHash('sha256')
    .update(JSON.stringify([zoneVersion, drawn]))
    .digest('hex');
  const file = await requireInProduct(product, product.path('cache', 'zones', `${key}.zones`));
  if (existsSync(file)) return file;
  const kinds = kindsOfView({ inspect, ignore }, { picture, roi, photograph });
  const isAnyIgnored = kinds.includes(zoneKinds.ignored);
  const fill = isAnyIgnored ? await meanOf(product, averaged, view, options) : new Uint8Array(3 * areaOf(picture));
  await mkdir(dirname(file), { recursive: true });
  await writeFileAtomic(file, packZones({ ...picture, kinds, fill }));
  return file;
}

/** Mean of working pictures, rounded to grey levels: raw RGB. @throws as {@link zonedView} */
export async function meanOf(
  product: Product,
  images: readonly ImageRecord[],
  view: PictureView,
  options: CacheOptions = {},
): Promise<Uint8Array> {
  await ensureCache(product, images, [view], options);
  const sums = new Uint32Array(3 * areaOf(view.picture));
  for (const image of images) {
    const bytes = await readFile(pixelFile(product, image, view));
    for (let i = 0; i < sums.length; i++) sums[i]! += bytes[i]!;
  }
  return Uint8Array.from(sums, (sum) => Math.floor(sum / images.length + 0.5));
}
