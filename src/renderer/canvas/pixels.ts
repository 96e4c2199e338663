/** RGB bytes as a canvas of the same size. */
export function canvasOfRgb(rgb: Uint8Array, size: number): HTMLCanvasElement {
  const rgba = new Uint8ClampedArray(size * size * 4);
  for (let i = 0; i < size * size; i++) {
    rgba[i * 4] = rgb[i * 3];
    rgba[i * 4 + 1] = rgb[i * 3 + 1];
    rgba[i * 4 + 2] = rgb[i * 3 + 2];
    rgba[i * 4 + 3] = 255;
  }
  return canvasOfRgba(rgba, size);
}

export function canvasOfRgba(rgba: Uint8ClampedArray<ArrayBuffer>, width: number, height = width): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')!.putImageData(new ImageData(rgba, width, height), 0, 0);
  return canvas;
}

/** How a mask is shown: its outline outside the defect with a dark halo, filled, or not at all. */
export type MaskView = 'outline' | 'mask' | 'off';

/** A mask's picture, so that it hides nothing of the defect when shown as an outline. */
export function canvasOfMask(mask: Uint8Array, size: number, view: MaskView): HTMLCanvasElement {
  const rgba = new Uint8ClampedArray(size * size * 4);
  const put = (i: number, colour: readonly [number, number, number, number]): void => rgba.set(colour, i * 4);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const i = y * size + x;
      if (mask[i]) {
        if (view === 'mask') put(i, [55, 224, 187, 150]);
        continue;
      }
      if (view !== 'outline') continue;
      const distance = nearest(mask, size, x, y);
      if (distance <= 1) put(i, [55, 224, 187, 255]);
      else if (distance <= 2) put(i, [0, 0, 0, 150]);
    }
  }
  return canvasOfRgba(rgba, size);
}

/** Chebyshev distance to the mask, 3 where it is farther than two pixels. */
function nearest(mask: Uint8Array, size: number, x: number, y: number): number {
  let best = 3;
  for (let dy = -2; dy <= 2; dy++) {
    const row = y + dy;
    if (row < 0 || row >= size) continue;
    for (let dx = -2; dx <= 2; dx++) {
      const column = x + dx;
      if (column < 0 || column >= size || !mask[row * size + column]) continue;
      best = Math.min(best, Math.max(Math.abs(dx), Math.abs(dy)));
    }
  }
  return best;
}
