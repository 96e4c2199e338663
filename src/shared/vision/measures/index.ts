import type { Raster } from '../raster.ts';
import { fineDetail } from './fineDetail.ts';
import { type LightAndColour, lightAndColour } from './lightAndColour.ts';
import { sketchOf } from './sketch.ts';

/** What is kept of a picture's pixels to tell whether it is odd among others. */
export interface PictureMeasures extends LightAndColour {
  /** See {@link fineDetail}. */
  detail: number;
  /** See {@link sketchOf}. */
  sketch: Uint16Array;
}

/** Measures a picture as it was photographed, at its own resolution; a few milliseconds whatever its size. */
export const measurePicture = (picture: Raster): PictureMeasures => ({
  detail: fineDetail(picture),
  ...lightAndColour(picture),
  sketch: sketchOf(picture),
});
