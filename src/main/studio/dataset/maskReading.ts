import { crc32 } from 'node:zlib';
import { FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import {
  type MaskSamples,
  type UnderstoodMask,
  classesOf,
  maskOfValue,
  turnMask,
  understandMask,
} from '#shared/vision/maskCoding.ts';
import { type Sides, maskArea } from '#shared/vision/raster.ts';
import { type PictureHeader, type PictureSource, readHeader, readImageFile, readSamples } from '#scoring/decode.ts';
import { pngChunks } from '#scoring/reading/png.ts';

/** What a mask's reader says of it. */
export interface ReadMask extends UnderstoodMask {
  /** Drawn on the stored pixels of a turned picture, and so turned with it. */
  isTurnedWithPicture: boolean;
}

/** The picture that a mask belongs to. */
export interface MaskedPicture extends Sides {
  /** Absolute; asked for its EXIF turn. */
  file: string;
}

/**
 * Reads a mask of any usual coding, upright like its picture: by its own EXIF turn, or with the picture's where it has none
 * and was drawn on the picture's stored pixels.
 * @param value of the pixels that count; all that are marked where it is left out
 * @throws FlawsmithError `mask-mismatch` where it has another size, and as `readSamples`
 */
export async function readMask(source: PictureSource, picture: MaskedPicture, value?: number): Promise<ReadMask> {
  const { file, bytes } = await sourceOf(source);
  const { understood, header } = await understand({ file, bytes }, value);
  const turn = header.orientation > 1 ? header.orientation : await turnOfPicture(header, picture);
  const mask = turnMask(understood.mask, turn);
  if (mask.width !== picture.width || mask.height !== picture.height) {
    throw new FlawsmithError(
      'mask-mismatch',
      `The mask is ${mask.width} × ${mask.height}, its image ${picture.width} × ${picture.height}: ${file}`,
      {
        file,
        hint: 'The image is kept without its mask; save the mask in the size of the image.',
        said: said('maskSize', {
          file,
          mask: `${mask.width} × ${mask.height}`,
          image: `${picture.width} × ${picture.height}`,
        }),
      },
    );
  }
  return { ...understood, mask, isTurnedWithPicture: header.orientation <= 1 && turn > 1 };
}

type ReadFile = Exclude<PictureSource, string>;
const sourceOf = async (source: PictureSource): Promise<ReadFile> =>
  typeof source === 'string' ? { file: source, bytes: await readImageFile(source) } : source;

async function understand(
  source: ReadFile,
  value?: number,
): Promise<{ understood: UnderstoodMask; header: PictureHeader }> {
  const { samples, header } = await maskSamples(source);
  const understood = understandMask(samples);
  if (value === undefined) return { understood, header };
  const mask = maskOfValue(samples, value);
  return { understood: { ...understood, mask, share: maskArea(mask) / mask.data.length }, header };
}

async function maskSamples({ file, bytes }: ReadFile): Promise<{ samples: MaskSamples; header: PictureHeader }> {
  const indices = withIndices(bytes);
  const { samples, header } = await readSamples({ bytes: indices ?? bytes, file });
  return { samples: { ...samples, isIndex: indices !== null, isLossy: header.format === 'jpeg' }, header };
}

/** Values of a mask file but 0; empty where it holds no plain classes. @throws FlawsmithError as `readSamples` */
export async function readMaskValues(file: string): Promise<number[]> {
  return classesOf((await maskSamples(await sourceOf(file))).samples);
}

/** True where a mask file marks anything. @throws FlawsmithError as `readSamples` */
export async function marksSomething(file: string): Promise<boolean> {
  return (await understand(await sourceOf(file))).understood.coding !== 'empty';
}

/** The picture's EXIF turn where the mask has the size of its stored pixels; 1: none. */
async function turnOfPicture(mask: PictureHeader, { file }: MaskedPicture): Promise<number> {
  const picture = await readImageFile(file)
    .then((bytes) => readHeader(bytes, file))
    .catch(() => null); // whoever decodes the picture says why
  const isStoredSize = picture?.width === mask.width && picture.height === mask.height;
  return isStoredSize ? picture.orientation : 1;
}

/**
 * A PNG whose palette has colours, with a grey ramp in its place, so that decoding gives the indices; null for any other file: a palette of
 * greys alone says itself what is dark, and so does one that has black elsewhere than in the first place, as programs sort it that reduce colours.
 */
function withIndices(bytes: Uint8Array): Uint8Array | null {
  if (bytes[0] !== 0x89 || bytes[25] !== 3) return null;
  const parts: Uint8Array[] = [bytes.subarray(0, 8)];
  let hasColours = false;
  let isSorted = false;
  for (const { type, from, length } of pngChunks(bytes)) {
    if (type === 'tRNS') continue;
    const chunk = Buffer.from(bytes.subarray(from - 8, from + length + 4));
    if (type === 'PLTE') {
      for (let i = 0; i < length; i++) {
        hasColours ||= chunk[8 + i] !== chunk[8 + i - (i % 3)];
      }
      const isBlack = (entry: number): boolean => chunk.subarray(8 + entry, 11 + entry).every((value) => value === 0);
      isSorted = !isBlack(0) && Array.from({ length: length / 3 }, (_, entry) => 3 * entry).some(isBlack);
      for (let i = 0; i < length; i++) chunk[8 + i] = Math.floor(i / 3);
      chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + length)), 8 + length);
    }
    parts.push(chunk);
  }
  return hasColours && !isSorted ? Buffer.concat(parts) : null;
}

/** A mask that marks more than this is likely to be the wrong way round. */
const mostShare = 0.5;

/** A code of `studioNotes.ts` with what it says of one mask. */
export interface MaskRemark {
  code: 'maskReversed' | 'maskTurned';
  values: Record<string, string | number>;
}

/** What there is to say of a mask that marks something; null where all is as usual. */
export function maskRemark({ coding, share, isTurnedWithPicture }: ReadMask): MaskRemark | null {
  if (share > mostShare) return { code: 'maskReversed', values: { share: Math.round(share * 100), coding } };
  return isTurnedWithPicture ? { code: 'maskTurned', values: {} } : null;
}
