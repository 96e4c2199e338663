import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { ImageRecord } from '#shared/domain/images.ts';
import { type ImportNote, firstOf } from '#shared/domain/importNotes.ts';
import { oblongNote, sayOblong } from '#shared/domain/oblong.ts';
import type { PictureShape } from '#shared/domain/pictures.ts';
import { studioNote } from '#shared/domain/studioNotes.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { pictureContent, picturesWithoutContent } from '#shared/vision/pictureContent.ts';
import type { Product } from '../product.ts';
import { readRoi } from '../store/settings.ts';
import { differenceHash } from './fingerprint.ts';
import { decodeOriginal } from './original.ts';

/** Good parts that are looked at, evenly chosen: enough to tell whether a set shows anything. */
const mostSeen = 24;

/**
 * What to say of the good parts of a run whose working pictures are all there: pictures that are gone or hold
 * something else since, pictures that show nothing, and long ones with the defects that are still seen at this size.
 */
export async function warningsBeforeTraining(
  product: Product,
  parts: readonly ImageRecord[],
  working: PictureShape,
): Promise<ImportNote[]> {
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
    ...keptNote('partsGone', gone, parts.length),
    ...keptNote('partsChanged', changed, chosen.length),
    ...picturesWithoutContent(seen).map(({ code, ...values }) => studioNote(code, values)),
    ...(oblong ? [sayOblong(oblong, working)] : []),
  ];
}

const keptNote = (code: 'partsGone' | 'partsChanged', files: readonly string[], of: number): ImportNote[] =>
  files.length > 0 ? [studioNote(code, { n: files.length, of, first: firstOf(files) })] : [];
