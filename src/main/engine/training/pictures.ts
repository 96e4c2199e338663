import { readFile } from 'node:fs/promises';
import { FlawsmithError, toFlawsmithError } from '#shared/errors.ts';
import { type PictureShape, isSameShape } from '#shared/domain/pictures.ts';
import { cellsOf } from '#shared/vision/raster.ts';
import { type ZonePicture, hideIgnored, unpackZones } from '#shared/vision/zonePicture.ts';
import type { PixelRef } from '#shared/contract/engine.ts';
import type { FeatureLayout } from '../model/features.ts';
import { type Judged, cellsLeft, judgedWithin } from '../model/judged.ts';

/** Raw RGB bytes of a cached picture, without what its zones ignore. @throws FlawsmithError `not-found` or `unreadable-image`, naming the file */
export async function readPixels(ref: PixelRef, picture: PictureShape): Promise<Uint8Array> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(ref.pixels);
  } catch (cause) {
    throw new FlawsmithError('not-found', `The cached picture is gone: ${ref.pixels}`, {
      file: ref.pixels,
      hint: 'Run the command again; the cache is made anew from the original images.',
      cause,
    });
  }
  if (bytes.length !== cellsOf(picture) * 3) {
    throw new FlawsmithError('unreadable-image', `The cached picture has a wrong length: ${ref.pixels}`, {
      file: ref.pixels,
      hint: 'Delete the cache folder of the product; it is made anew.',
    });
  }
  const zones = await zonesOf(ref, picture);
  return zones ? hideIgnored(bytes, zones) : bytes;
}

/** A picture's own zones, else those of its run; null where there are none. @throws as {@link readZones} */
export async function zonesOf({ own, zones }: PixelRef, picture: PictureShape): Promise<ZonePicture | null> {
  const file = own ?? zones;
  return file === undefined ? null : readZones(file, picture);
}

/**
 * What of each picture is judged: less than of others where it has areas of its own.
 * @throws FlawsmithError `bad-config` where these leave nothing of it
 */
export async function judgedOfEach(
  refs: readonly Pick<PixelRef, 'own'>[],
  judged: Judged,
  { grid, picture }: Pick<FeatureLayout, 'grid' | 'picture'>,
): Promise<Judged[]> {
  const each: Judged[] = [];
  for (const { own } of refs) {
    each.push(own === undefined ? judged : judgedWithin(judged, grid, await readZones(own, picture)));
  }
  return each;
}

/** The cells that each picture's own areas leave, whatever its run judges; undefined for one that has none. */
export async function cellsOfEach(
  refs: readonly Pick<PixelRef, 'own'>[],
  { grid, picture }: Pick<FeatureLayout, 'grid' | 'picture'>,
): Promise<(Float32Array | undefined)[]> {
  const each: (Float32Array | undefined)[] = [];
  for (const { own } of refs) each.push(own === undefined ? undefined : cellsLeft(await readZones(own, picture), grid));
  return each;
}

/** Zones by path: a run has those of its view, and of the windows that parts are seen moved through. */
const known = new Map<string, ZonePicture>();
const mostKnown = 8;

/** The zones of a view. @throws FlawsmithError `not-found`, naming the file; RangeError where they are of another size */
export async function readZones(file: string, picture: PictureShape): Promise<ZonePicture> {
  const before = known.get(file);
  if (before && isSameShape(before, picture)) return before;
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw toFlawsmithError(error, file);
  }
  const zones = unpackZones(bytes, picture);
  if (known.size >= mostKnown) known.clear();
  known.set(file, zones);
  return zones;
}
