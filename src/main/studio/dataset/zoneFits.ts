import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import type { ZoneFit } from '#shared/contract/studio/zones.ts';
import type { ImageRecord } from '#shared/domain/images.ts';
import { type IgnoreZone, cellsOfZones, marginOf } from '#shared/domain/zones.ts';
import { throwIfCancelled } from '#shared/errors.ts';
import { type GreyPicture, leastDisplacement } from '#shared/vision/displacement.ts';
import { type Box, boundsOf, onPicture } from '#shared/vision/labeling/box.ts';
import type { Sides } from '#shared/vision/raster.ts';
import type { Product } from '../product.ts';
import { type CacheOptions, ensureCache, pixelFile } from './cache.ts';
import { goodParts, viewOf } from './meanPicture.ts';
import { averagedOf, meanOf } from './zoneFiles.ts';

/** Size of the pictures that are compared, px. */
const comparedSize = 256;
/** Cells around a zone that are looked at too: what surrounds a print tells where it lies. */
const around = 8;

/**
 * How far what ignore zones should hide sticks out of them in single pictures: where what the mean of the other good parts shows in the zone's
 * box and just around it is found in the picture, see {@link leastDisplacement}; by how much that lies elsewhere, it may stick out of
 * what was drawn, and of its margin by the rest. Of several
 * zones the one that fits worst.
 * @returns in the order of the pictures
 * @throws FlawsmithError `too-few-images` where there is no good part, `not-found`, `image-changed`, `disk-full`; CancelledError
 */
export async function zoneFits(
  product: Product,
  images: readonly ImageRecord[],
  ignore: readonly IgnoreZone[],
  options: CacheOptions = {},
): Promise<ZoneFit[]> {
  const good = goodParts(product);
  const view = viewOf(good, comparedSize);
  const { picture } = view;
  const boxes = ignore.flatMap((zone) => {
    const box = boxOf({ ...zone, margin: undefined }, picture);
    return box ? [{ zone, box }] : [];
  });
  const averaged = averagedOf(good);
  const mean = greyOf(await meanOf(product, averaged, view, options), picture);
  const inMean = new Set(averaged.map(({ hash }) => hash));
  await ensureCache(product, images, [view], options);
  const fits: ZoneFit[] = [];
  for (const image of images) {
    await setImmediate(); // what else the studio is asked goes on
    throwIfCancelled(options.signal);
    const part = greyOf(await readFile(pixelFile(product, image, view)), picture);
    const others = inMean.has(image.hash) ? withoutOne(mean, part, averaged.length) : mean;
    fits.push(fitOf(image, { boxes, count: ignore.length }, others, part));
  }
  return fits;
}

interface BoxedZone {
  zone: IgnoreZone;
  box: Box;
}

/** @param held `count` zones, those that are large enough to be looked for with their boxes */
function fitOf(
  image: ImageRecord,
  { boxes, count }: { boxes: readonly BoxedZone[]; count: number },
  mean: GreyPicture,
  part: GreyPicture,
): ZoneFit {
  const [across, down] = [image.width / mean.width, image.height / mean.height];
  const step = Math.max(across, down);
  const told = boxes.flatMap(({ zone, box }) => {
    const move = leastDisplacement(mean, part, box);
    if (!move) return [];
    const moved = Math.hypot(move.x * across, move.y * down);
    const [acrossMargin, downMargin] = marginOf(zone);
    const outside = Math.hypot(
      Math.max(0, Math.abs(move.x) * across - acrossMargin * image.width),
      Math.max(0, Math.abs(move.y) * down - downMargin * image.height),
    );
    return [{ zone: zone.name, moved, outside: outside > step ? outside : 0 }];
  });
  const worst = told.reduce((one, other) => (other.outside > one.outside ? other : one), told[0]!);
  return { image: image.id, ...(worst ?? { zone: null, moved: 0, outside: 0 }), step, untold: count - told.length };
}

/** The mean of the other parts: a part is always like itself. @param count of parts in the mean; of one alone nothing is left */
const withoutOne = ({ grey, ...sides }: GreyPicture, part: GreyPicture, count: number): GreyPicture => ({
  ...sides,
  grey: grey.map((mean, i) => (count === 1 ? 0 : (count * mean - part.grey[i]!) / (count - 1))),
});

/** Around all that a zone covers and a little more; null where it covers nothing. */
function boxOf(zone: IgnoreZone, sides: Sides): Box | null {
  const data = cellsOfZones([zone], sides).map((isMarked) => 255 * isMarked);
  const bounds = boundsOf({ ...sides, data });
  return bounds && onPicture(bounds, sides, around);
}

/** Of raw RGB: the mean of the three colours. */
function greyOf(pixels: Uint8Array, { width, height }: Sides): GreyPicture {
  const grey = Float32Array.from(
    { length: width * height },
    (_, i) => (pixels[3 * i]! + pixels[3 * i + 1]! + pixels[3 * i + 2]!) / 3,
  );
  return { width, height, grey };
}
