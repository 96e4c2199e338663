import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import sharp from 'sharp';
import { FlawsmithError } from '#shared/errors.ts';
import { type Mask, type Sides, createMask, maskArea } from '#shared/vision/raster.ts';
import { readImageFile } from '#scoring/decode.ts';
import { writeFileAtomic } from '#scoring/files.ts';
import type { Product } from '../product.ts';
import { contentFileName } from '../realPaths.ts';
import { encodePng } from '../sampleProduct.ts';
import type { StoredMask } from '../store/images.ts';
import type { PictureShapes } from './layouts/annotations/annotation.ts';
import { hashOf } from './imageMask.ts';
import { type MaskRemark, maskRemark, readMask } from './maskReading.ts';
import { rasterizeShapes } from './rasterizeShapes.ts';

/** Ground truth of one picture as found: files, or what annotations mark. */
export interface MaskSource {
  /** Absolute paths; what any of them marks is marked. */
  masks: readonly string[];
  shapes: PictureShapes | null;
}

export interface SettledMask extends StoredMask {
  /** Made of several masks or of an annotation, and written into the product. */
  isMade: boolean;
  isEmpty: boolean;
  /** Of `maskRemark`. */
  remark: MaskRemark | null;
}

/**
 * The mask of a picture: the file itself where it is one, else united or drawn and written into the product's own folder,
 * named by its content, so that the mask before it stays until the row names another.
 * @returns the file, absolute, whether it marks anything, and what its reader has to say; null where there is no ground truth
 * @throws FlawsmithError `mask-mismatch` and as `readMask`, with the file at fault; `disk-full`
 */
export async function settleMask(
  product: Product,
  source: MaskSource,
  picture: Sides & { file: string },
): Promise<SettledMask | null> {
  const [first, ...more] = source.masks;
  if (first !== undefined && more.length === 0) {
    const bytes = await readImageFile(first);
    const read = await readMask({ file: first, bytes }, picture);
    const isEmpty = maskArea(read.mask) === 0;
    return { file: first, hash: hashOf(bytes), isMade: false, isEmpty, remark: isEmpty ? null : maskRemark(read) };
  }
  if (first === undefined && source.shapes === null) return null;
  const united = createMask(picture.width, picture.height);
  for (const file of source.masks) unite(united, (await readMask(file, picture)).mask);
  if (first === undefined && source.shapes) unite(united, await drawn(source.shapes, picture));
  const bytes = await encodePng(united, 1);
  const hash = hashOf(bytes);
  const file = product.path('masks', contentFileName(hash, '.png'));
  await mkdir(dirname(file), { recursive: true });
  await writeFileAtomic(file, bytes);
  return { file, hash, isMade: true, isEmpty: maskArea(united) === 0, remark: null };
}

async function drawn({ size, shapes }: PictureShapes, picture: Sides & { file: string }): Promise<Mask> {
  if (size && (size.width !== picture.width || size.height !== picture.height)) {
    throw mismatch(picture.file, size, picture);
  }
  const mask = rasterizeShapes(
    shapes.map(({ shape }) => shape),
    picture,
    size === null && isFraction(shapes),
  );
  for (const { shape } of shapes) {
    if (shape.form !== 'picture') continue;
    const stamp = sharp(Buffer.from(shape.base64, 'base64'), { limitInputPixels: 100e6 }).greyscale();
    const { data, info } = await stamp.raw().toBuffer({ resolveWithObject: true });
    for (let y = 0; y < info.height; y++) {
      for (let x = 0; x < info.width; x++) {
        const [px, py] = [x + Math.round(shape.left), y + Math.round(shape.top)];
        const isInside = px >= 0 && py >= 0 && px < picture.width && py < picture.height;
        if (isInside && data[(y * info.width + x) * info.channels]! > 0) mask.data[py * picture.width + px] = 255;
      }
    }
  }
  return mask;
}

/** Points without a stated size are fractions of the sides where none lies beyond them. */
const isFraction = (shapes: PictureShapes['shapes']): boolean =>
  shapes.every(({ shape }) => shape.form !== 'polygon' || shape.points.every(([x, y]) => x <= 1.5 && y <= 1.5));

function unite(into: Mask, mask: Mask): void {
  for (let i = 0; i < into.data.length; i++) if (mask.data[i]) into.data[i] = 255;
}

function mismatch(file: string, drawn: Sides, picture: Sides): FlawsmithError {
  return new FlawsmithError(
    'mask-mismatch',
    `The annotated picture is ${drawn.width} × ${drawn.height}, its image ${picture.width} × ${picture.height}: ${file}`,
    { file, hint: 'The image is kept without its mask; save the mask in the size of the image.' },
  );
}
