import sharp from 'sharp';
import { FlawsmithError } from '#shared/errors.ts';
import { type Said, said } from '#shared/failures.ts';
import { type Mask, type Sides, createMask } from '#shared/vision/raster.ts';
import type { PictureShapes, Shape } from './layouts/annotations/annotation.ts';
import { rasterizeShapes } from './rasterizeShapes.ts';

/**
 * What annotations mark of a picture.
 * @returns of the picture's size
 * @throws FlawsmithError `mask-mismatch` where they were made on another size or mark what is no part of the picture
 */
export async function drawnMask(
  { size: usual, shapes }: PictureShapes,
  picture: Sides & { file: string },
): Promise<Mask> {
  const mask = createMask(picture.width, picture.height);
  for (const [size, group] of Map.groupBy(shapes, ({ size = usual }) => size))
    await draw(mask, { size, shapes: group }, picture);
  return mask;
}

/** Draws marks that were made on a picture of one size. */
async function draw(
  mask: Mask,
  { size, shapes }: Pick<PictureShapes, 'size' | 'shapes'>,
  picture: Sides & { file: string },
): Promise<void> {
  if (size !== null && size !== 'fractions' && (size.width !== picture.width || size.height !== picture.height)) {
    const [annotated, image] = [size, picture].map(({ width, height }) => `${width} × ${height}`) as [string, string];
    throw unfit(
      picture.file,
      `The annotated picture is ${annotated}, its image ${image}`,
      said('annotationSize', { file: picture.file, annotated, image }),
      'save the mask in the size of the image',
    );
  }
  const drawn = shapes.map(({ shape }) => shape);
  const missed = new Set(rasterizeShapes(mask, drawn, size === 'fractions'));
  for (const { shape, label } of shapes) {
    if (missed.has(shape)) {
      const words = said('annotationBeside', { file: picture.file, label });
      throw unfit(picture.file, `The annotation marks ${label} beside its picture`, words);
    }
    if (shape.form === 'picture' && (await stamp(mask, shape, label, picture.file)) === 0) {
      const words = said('annotationEmpty', { file: picture.file, label });
      throw unfit(picture.file, `The annotation’s mask of ${label} marks nothing of its picture`, words);
    }
  }
}

/** Lays the picture of a mark onto the mask. @returns pixels that it marks there */
async function stamp(
  mask: Mask,
  { base64, left, top }: Shape & { form: 'picture' },
  label: string,
  file: string,
): Promise<number> {
  const options = { limitInputPixels: 100e6, failOn: 'warning' } as const;
  const { data, info } = await sharp(Buffer.from(base64, 'base64'), options)
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch(() => {
      throw unfit(file, `The annotation’s mask of ${label} cannot be read`, said('annotationUnread', { file, label }));
    });
  let marked = 0;
  for (let y = 0; y < info.height; y++) {
    for (let x = 0; x < info.width; x++) {
      const [px, py] = [x + Math.round(left), y + Math.round(top)];
      const isInside = px >= 0 && py >= 0 && px < mask.width && py < mask.height;
      if (!isInside || data[(y * info.width + x) * info.channels] === 0) continue;
      mask.data[py * mask.width + px] = 255;
      marked++;
    }
  }
  return marked;
}

/** Marks what another mask of the same size marks too. */
export function unite(into: Mask, mask: Mask): void {
  for (let i = 0; i < into.data.length; i++) if (mask.data[i]) into.data[i] = 255;
}

function unfit(file: string, what: string, words: Said, todo = 'mend the annotation'): FlawsmithError {
  return new FlawsmithError('mask-mismatch', `${what}: ${file}`, {
    file,
    hint: `The image is kept without its mask; ${todo}.`,
    said: words,
  });
}
