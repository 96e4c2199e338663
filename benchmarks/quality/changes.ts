import type { PictureChange } from '../../src/main/cli/benchScoring.ts';
import { gaussianBlur } from '#shared/vision/filters.ts';
import type { Roi } from '#shared/domain/images.ts';
import { type Mask, type Raster, type Sides, createMask, createRaster, mirrored } from '#shared/vision/raster.ts';
import { sampleInto } from '#shared/vision/synthesis/textures.ts';

/** Side at which the blur's sigma is stated, px. */
const statedSide = 512;

/** Every grey level times `factor`, clipped. */
export function changeLight(factor: number): PictureChange {
  return {
    picture: ({ width, height, data }) => ({
      width,
      height,
      data: data.map((value) => Math.min(255, Math.round(value * factor))),
    }),
    mask: (mask) => mask,
  };
}

/**
 * Moved right and down by `share` of each side, rounded to whole pixels. What comes into view is the picture mirrored at its
 * border: a repeated line would be a defect of its own. The mask is empty there.
 */
export function changePlace(share: number): PictureChange {
  return {
    picture: (image) => {
      const moved = createRaster(image.width, image.height);
      forEachMoved(image, share, (to, from) => {
        for (let c = 0; c < 3; c++) moved.data[to * 3 + c] = image.data[from * 3 + c]!;
      });
      return moved;
    },
    mask: (mask) => {
      const moved = createMask(mask.width, mask.height);
      forEachMoved(mask, share, (to, from, isMirrored) => {
        if (!isMirrored) moved.data[to] = mask.data[from]!;
      });
      return moved;
    },
  };
}

function forEachMoved(
  { width, height }: Raster | Mask,
  share: number,
  visit: (to: number, from: number, isMirrored: boolean) => void,
): void {
  const [dx, dy] = [Math.round(width * share), Math.round(height * share)];
  for (let y = 0; y < height; y++) {
    const fromY = mirrored(y - dy, height);
    for (let x = 0; x < width; x++) {
      const fromX = mirrored(x - dx, width);
      visit(y * width + x, fromY * width + fromX, fromX !== x - dx || fromY !== y - dy);
    }
  }
}

/** Gaussian blur; sigma in px of a picture whose longer side is 512. */
export function changeFocus(sigma: number): PictureChange {
  return {
    picture: (image) => blurred(image, (sigma * Math.max(image.width, image.height)) / statedSide),
    mask: (mask) => mask,
  };
}

function blurred({ width, height, data }: Raster, sigma: number): Raster {
  const out = createRaster(width, height);
  for (let c = 0; c < 3; c++) {
    const plane = Float32Array.from({ length: width * height }, (_, i) => data[i * 3 + c]!);
    gaussianBlur(plane, width, height, sigma).forEach((value, i) => (out.data[i * 3 + c] = Math.round(value)));
  }
  return out;
}

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
