import { z } from 'zod';

/** Sides are whole cells of the deepest level of features. */
const sideUnit = 32;

/** A side of the working picture, px. */
export const sizeSchema = z.number().int().min(64).max(1024).multipleOf(sideUnit);

/** Width and height of a working picture, px; nothing takes it for a square. */
export const pictureShapeSchema = z.strictObject({ width: sizeSchema, height: sizeSchema });
export type PictureShape = z.infer<typeof pictureShapeSchema>;

/** The square picture of a nominal size, px. */
export const squareOf = (side: number): PictureShape => ({ width: side, height: side });

/** Pixels of a picture. */
export const areaOf = ({ width, height }: PictureShape): number => width * height;

export const isSameShape = (a: PictureShape, b: PictureShape): boolean => a.width === b.width && a.height === b.height;

/** `384 px` of a square, else `512 × 384 px`. */
export const shapeText = ({ width, height }: PictureShape): string =>
  width === height ? `${width} px` : `${width} × ${height} px`;
