import type { PictureChange } from '../../src/main/cli/benchScoring.ts';
import { defocused, displaced, relit } from '#shared/vision/photographChanges.ts';
import type { Roi } from '#shared/domain/images.ts';
import { type Sides, createMask, createRaster } from '#shared/vision/raster.ts';
import { sampleInto } from '#shared/vision/synthesis/textures.ts';

/** Every grey level times `factor`, clipped. */
export const changeLight = (factor: number): PictureChange => ({
  picture: (image) => relit(image, factor),
  mask: (mask) => mask,
});

/**
 * Moved right and down by `share` of each side, rounded to whole pixels. What comes into view is the picture mirrored at its
 * border: a repeated line would be a defect of its own. The mask is empty there.
 */
export const changePlace = (share: number): PictureChange => ({
  picture: (image) => displaced(image, share),
  mask: ({ width, height, data }) => {
    const moved = createMask(width, height);
    const [dx, dy] = [Math.round(width * share), Math.round(height * share)];
    for (let y = Math.max(0, dy); y < Math.min(height, height + dy); y++) {
      for (let x = Math.max(0, dx); x < Math.min(width, width + dx); x++) {
        moved.data[y * width + x] = data[(y - dy) * width + x - dx]!;
      }
    }
    return moved;
  },
});

/** Gaussian blur; sigma in px of a picture whose longer side is 512. */
export const changeFocus = (sigma: number): PictureChange => ({
  picture: (image) => defocused(image, sigma),
  mask: (mask) => mask,
});

/**
 * Turned clockwise about the middle, between the four nearest pixels; what comes into view is the picture mirrored at its border, and the
 * mask is empty there.
 */
export function changeAngle(degrees: number): PictureChange {
  return {
    picture(image) {
      const turned = createRaster(image.width, image.height);
      const colour = new Float32Array(3);
      forEachTurned(image, degrees, (to, x, y) => {
        sampleInto(image, x, y, colour, 0);
        for (let c = 0; c < 3; c++) turned.data[3 * to + c] = Math.round(colour[c]!);
      });
      return turned;
    },
    mask(mask) {
      const turned = createMask(mask.width, mask.height);
      forEachTurned(mask, degrees, (to, x, y) => {
        const [column, row] = [Math.round(x), Math.round(y)];
        const isInside = column >= 0 && column < mask.width && row >= 0 && row < mask.height;
        if (isInside) turned.data[to] = mask.data[row * mask.width + column]!;
      });
      return turned;
    },
  };
}

/** @param visit told of each pixel, and where it lay, px */
function forEachTurned(
  { width, height }: Sides,
  degrees: number,
  visit: (to: number, x: number, y: number) => void,
): void {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [dx, dy] = [x - middleX, y - middleY];
      visit(y * width + x, middleX + cos * dx + sin * dy, middleY - sin * dx + cos * dy);
    }
  }
}

/** A change of which only what a region of interest shows is asked: the mask is empty outside. */
export function within({ x, y, width, height }: Roi, { picture, mask }: PictureChange): PictureChange {
  return {
    picture,
    mask(whole) {
      const changed = mask(whole);
      const data = changed.data.map((value, i) => {
        const [across, down] = [(i % changed.width) + 0.5, Math.floor(i / changed.width) + 0.5];
        const [u, v] = [across / changed.width, down / changed.height];
        return u >= x && u < x + width && v >= y && v < y + height ? value : 0;
      });
      return { ...changed, data };
    },
  };
}

const unchanged: PictureChange = { picture: (image) => image, mask: (mask) => mask };

/** Name of the change that is none. */
export const noChange = 'none';
/** What may happen between training and production, by name; first nothing at all. */
export const pictureChanges: Readonly<Record<string, PictureChange>> = {
  [noChange]: unchanged,
  'light −20 %': changeLight(0.8),
  'light +20 %': changeLight(1.2),
  'shift −3 %': changePlace(-0.03),
  'shift +3 %': changePlace(0.03),
  'turn −3°': changeAngle(-3),
  'turn +3°': changeAngle(3),
  'blur 1 px at 512': changeFocus(1),
};
