import type { Sides } from '#shared/vision/raster.ts';

/** Width ÷ height of a sample part's place: its own shape, as far as rows stay rows. */
export const cellAspect = ({ width, height }: Sides): number => Math.min(Math.max(width / height, 0.75), 3);

/** Width of a place with about the area of a square one of this side, CSS pixels. */
export const cellWidth = (shape: Sides, side: number): number => Math.round(side * Math.sqrt(cellAspect(shape)));
