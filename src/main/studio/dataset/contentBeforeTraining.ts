import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { ImageRecord } from '#shared/domain/images.ts';
import { firstOf } from '#shared/domain/importNotes.ts';
import { describeOblong, oblongNote } from '#shared/domain/oblong.ts';
import type { PictureShape } from '#shared/domain/pictures.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { describeContent, pictureContent, picturesWithoutContent } from '#shared/vision/pictureContent.ts';
import type { Product } from '../product.ts';
import { readRoi } from '../store/settings.ts';
import { differenceHash } from './fingerprint.ts';
import { decodeOriginal } from './original.ts';

/** Good parts that are looked at, evenly chosen: enough to tell whether a set shows anything. */
const mostSeen = 24;

/**
 * What to say of the good parts of a run whose working pictures are all there, in words: pictures that are gone or hold
 * something else since, pictures that show nothing, and long ones with the defects that are still seen at this size.
 */
export async function warningsBeforeTraining(
  product: Product,
  parts: readonly ImageRecord[],
  working: PictureShape,
): Promise<string[]> {
  const step = Math.max(1, parts.length / mostSeen);
  const chosen = parts.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
  const seen: Parameters<typeof picturesWithoutContent>[0][number][] = [];
  const changed: string[] = [];
  for (const image of chosen) {
    const file = basename(image.file);
    try {
      const { raster } = await decodeOriginal(product, image);
      seen.push({ file, content: pictureContent(raster), fingerprint: differenceHash(raster) });
    } catch (error) {
      // one that is gone is counted below; for any other reason its working picture is there all the same
      if (error instanceof FlawsmithError && error.code === 'image-changed') changed.push(file);
    }
  }
  const gone = parts.filter(({ file }) => !existsSync(file)).map(({ file }) => basename(file));
  const oblong = oblongNote(parts, readRoi(product.db), working);
  return [
    ...keptWords(`${gone.length} of ${parts.length} good parts are no longer where they were imported from`, gone),
    ...keptWords(
      `${changed.length} of ${chosen.length} good parts looked at hold something else than was imported`,
      changed,
    ),
    ...picturesWithoutContent(seen).map(describeContent),
    ...(oblong ? [describeOblong(oblong, working)] : []),
  ];
}

const keptWords = (what: string, files: readonly string[]): string[] =>
  files.length > 0
    ? [`${what} (${firstOf(files)}): the run learns from what the product kept of them. Import the folder again.`]
    : [];
