import { describe, expect, it } from 'vitest';
import {
  cellsOf,
  cloneRaster,
  createFloatMap,
  createMask,
  createRaster,
  isGrey,
  maskArea,
  mirrored,
} from '#shared/vision/raster.ts';

describe('pixels', () => {
  it('are made black, unmarked and zero, of the size asked for', () => {
    expect(createRaster(4, 3)).toEqual({ width: 4, height: 3, data: new Uint8Array(36) });
    expect(createMask(4, 3)).toEqual({ width: 4, height: 3, data: new Uint8Array(12) });
    expect(new Set(createMask(4, 3, 255).data)).toEqual(new Set([255]));
    expect(createFloatMap(4, 3)).toEqual({ width: 4, height: 3, data: new Float32Array(12) });
  });

  it('are as many as their sides say', () => {
    expect(cellsOf({ width: 4, height: 3 })).toBe(12);
  });

  it('are copied, also out of a Node Buffer, whose slices share memory', () => {
    const image = { width: 2, height: 1, data: Buffer.from([1, 2, 3, 4, 5, 6]) };
    const copy = cloneRaster(image);
    copy.data[0] = 99;
    expect(image.data[0]).toBe(1);
    expect(copy).toEqual({ width: 2, height: 1, data: Uint8Array.of(99, 2, 3, 4, 5, 6) });
  });

  it('are grey only where red, green and blue agree in every pixel', () => {
    const grey = { width: 2, height: 1, data: Uint8Array.of(5, 5, 5, 200, 200, 200) };
    expect(isGrey(grey)).toBe(true);
    for (const place of [1, 2, 3, 4, 5]) {
      const coloured = cloneRaster(grey);
      coloured.data[place]! += 1;
      expect(isGrey(coloured), `value ${place}`).toBe(false);
    }
  });

  it('count as marked whatever their value is, if not 0', () => {
    expect(maskArea({ width: 5, height: 1, data: Uint8Array.of(0, 1, 255, 0, 7) })).toBe(3);
  });

  it('are mirrored at the border, the border pixel itself twice', () => {
    expect([-4, -2, -1, 0, 3, 4, 5, 7].map((at) => mirrored(at, 4))).toEqual([3, 1, 0, 0, 3, 3, 2, 0]);
  });
});
