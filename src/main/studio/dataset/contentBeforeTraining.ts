import { basename } from 'node:path';
import type { ImageRecord } from '#shared/domain/images.ts';
import { describeOblong, oblongNote } from '#shared/domain/oblong.ts';
import type { PictureShape } from '#shared/domain/pictures.ts';
import { describeContent, pictureContent, picturesWithoutContent } from '#shared/vision/pictureContent.ts';
import { decodeImage } from '#scoring/decode.ts';
import type { Product } from '../product.ts';
import { readRoi, readScale } from '../store/settings.ts';
import { differenceHash } from './fingerprint.ts';

/** Good parts that are looked at, evenly chosen: enough to tell whether a set shows anything. */
const mostSeen = 24;

/**
 * What to say of the good parts before a run learns from them, in words: pictures that show nothing, and long ones with the
 * defects that are still seen at this size. A picture that cannot be read is left to the training, which says why.
 */
export async function warningsBeforeTraining(
  product: Product,
  parts: readonly ImageRecord[],
  working: PictureShape,
): Promise<string[]> {
  const step = Math.max(1, parts.length / mostSeen);
  const chosen = parts.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
  const seen: Parameters<typeof picturesWithoutContent>[0][number][] = [];
  for (const { file } of chosen) {
    const decoded = await decodeImage(file, readScale(product.db)).catch(() => null); // the training says why
    if (!decoded) continue;
    const { raster } = decoded;
    seen.push({ file: basename(file), content: pictureContent(raster), fingerprint: differenceHash(raster) });
  }
  const oblong = oblongNote(parts, readRoi(product.db), working);
  return [...picturesWithoutContent(seen).map(describeContent), ...(oblong ? [describeOblong(oblong, working)] : [])];
}
