import type { PictureChange } from '../../src/main/cli/benchScoring.ts';
import { gaussianBlur } from '#shared/vision/filters.ts';
import { type Mask, type Raster, createMask, createRaster, mirrored } from '#shared/vision/raster.ts';

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

/** What may happen between training and production, by name. */
export const pictureChanges: Readonly<Record<string, PictureChange>> = {
  'light −20 %': changeLight(0.8),
  'light +20 %': changeLight(1.2),
  'shift −3 %': changePlace(-0.03),
  'shift +3 %': changePlace(0.03),
  'blur 1 px at 512': changeFocus(1),
};
