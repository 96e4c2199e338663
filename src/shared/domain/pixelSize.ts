import { z } from 'zod';

/** Ends of what a pixel of a photograph may measure, mm: a nanometre and a metre. */
export const pixelSizes = { least: 1e-6, most: 1e3 } as const;

const length = z.number().positive().finite();
const mmPerPixel = z.number().min(pixelSizes.least).max(pixelSizes.most);

/**
 * What a pixel of a product's photographs, as they were imported, measures: one length, for pixels are square. `measured`:
 * between two points `pixels` apart that lie `mm` apart on the part.
 */
export const pixelSizeSchema = z.object({
  mmPerPixel,
  source: z.discriminatedUnion('by', [
    z.object({ by: z.literal('typed') }),
    z.object({ by: z.literal('measured'), mm: length, pixels: length }),
  ]),
});
export type PixelSize = z.infer<typeof pixelSizeSchema>;

/** What a person says of it: the size itself, or a known length. */
export const statedPixelSizeSchema = z.union([
  z.object({ mmPerPixel }),
  z.object({ mm: length, pixels: length }).refine(({ mm, pixels }) => mmPerPixel.safeParse(mm / pixels).success),
]);
export type StatedPixelSize = z.infer<typeof statedPixelSizeSchema>;

export const pixelSizeOf = (stated: StatedPixelSize): PixelSize =>
  'mm' in stated
    ? { mmPerPixel: stated.mm / stated.pixels, source: { by: 'measured', ...stated } }
    : { mmPerPixel: stated.mmPerPixel, source: { by: 'typed' } };

/** Whether a length that lies between two points can be a scale. */
export const canMeasure = (mm: number, pixels: number): boolean =>
  statedPixelSizeSchema.safeParse({ mm, pixels }).success;

/** A length that somebody stated, as it is written: to six significant digits. */
export const writtenLength = (length: number): number => Number(length.toPrecision(6));

/** Decimals of a length in mm whose steps are `step` mm: so few that none of them falls together with its neighbour. */
export const mmDecimals = (step: number): number => Math.min(Math.max(Math.ceil(-Math.log10(step) - 1e-9), 0), 9);

/** px of the photograph as mm, rounded to less than a pixel: every whole number of pixels is told from the next. */
export const mmOfPixels = (pixels: number, perPixel: number): number =>
  Number((pixels * perPixel).toFixed(mmDecimals(perPixel)));

/**
 * A length on the photograph in words: `20 px`, or `1.4 mm (20 px)` where the size of a pixel is known.
 * @param perPixel what a pixel measures, mm; null where that is not known
 */
export function lengthWords(
  pixels: number,
  perPixel: number | null,
  number: (value: number) => string = String,
): string {
  const px = `${number(pixels)} px`;
  return perPixel === null ? px : `${number(mmOfPixels(pixels, perPixel))} mm (${px})`;
}

/** A size that pictures of a product have, px. */
export interface SizeCount {
  width: number;
  height: number;
  pictures: number;
}

/** What a person should know of a scale where the pictures are not all of one size; null where they are. */
export function sizesInWords(sizes: readonly SizeCount[]): string | null {
  if (sizes.length < 2) return null;
  const named = sizes.slice(0, 3).map(({ width, height, pictures }) => `${pictures} of ${width} × ${height}`);
  const more = sizes.length > named.length ? ', …' : '';
  return (
    `The pictures have ${sizes.length} sizes (${named.join(', ')}${more}). There is one scale for all of them: ` +
    'it holds for pictures taken by the same camera from the same distance.'
  );
}
