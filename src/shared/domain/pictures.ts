import { z } from 'zod';

/** Sides are whole cells of the deepest level of features. */
const sideUnit = 32;

/** A side of the working picture, px. */
export const sizeSchema = z.number().int().min(64).max(1024).multipleOf(sideUnit);

/** The longest side of a working picture: the largest size at the longest shape. */
const longestSide = 2048;
/** Longer pictures than this are squeezed into it, which {@link ../oblong} says. */
export const mostAspect = 4;

const sideSchema = z
  .number()
  .int()
  .min(2 * sideUnit)
  .max(longestSide)
  .multipleOf(sideUnit);

/** Width and height of a working picture, px; nothing takes it for a square. */
export const pictureShapeSchema = z.strictObject({ width: sideSchema, height: sideSchema });
export type PictureShape = z.infer<typeof pictureShapeSchema>;

/**
 * The working picture of a nominal size in the shape of photographs: about the area of the square, whole cells of the deepest
 * level a side, at most {@link mostAspect} as long as wide.
 * @param aspect width / height of the photographs, within the region of interest
 */
export function shapeOfSize(size: number, aspect: number): PictureShape {
  const within = Math.min(Math.max(aspect, 1 / mostAspect), mostAspect);
  const whole = (side: number): number => Math.min(Math.max(Math.round(side / sideUnit), 2) * sideUnit, longestSide);
  const width = whole(size * Math.sqrt(within));
  const height = whole(size / Math.sqrt(within));
  return { width, height };
}

/** The square picture of a nominal size, px. */
export const squareOf = (side: number): PictureShape => ({ width: side, height: side });

/** Pixels of a picture. */
export const areaOf = ({ width, height }: PictureShape): number => width * height;

export const isSameShape = (a: PictureShape, b: PictureShape): boolean => a.width === b.width && a.height === b.height;

/** Side of the square of the same area, px: what depends on how large a picture is, and not on its shape. */
export const nominalSide = (shape: PictureShape): number => Math.sqrt(areaOf(shape));

/**
 * For z.preprocess: what earlier versions wrote with one side of a square reads as width and height.
 * @param side the old name; where it is absent the value stays as it is
 */
export const squareSides =
  (side: string, width: string, height: string) =>
  (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || !(side in value) || width in value) return value;
    const { [side]: length, ...rest } = value as Record<string, unknown>;
    return { ...rest, [width]: length, [height]: length };
  };

/** `384 px` of a square, else `512 × 384 px`. */
export const shapeText = ({ width, height }: PictureShape): string =>
  width === height ? `${width} px` : `${width} × ${height} px`;
