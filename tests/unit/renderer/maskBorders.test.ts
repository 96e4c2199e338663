import fc from 'fast-check';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { maskBorders } from '../../../src/renderer/canvas/maskBorders.ts';

type Line = readonly [number, number, number, number];
/** Keeps the lines that it was given, as the browser's keeps them for drawing. */
class LinePath {
  readonly lines: Line[] = [];
  #at: readonly [number, number] = [0, 0];
  moveTo(x: number, y: number): void {
    this.#at = [x, y];
  }
  lineTo(x: number, y: number): void {
    this.lines.push([...this.#at, x, y]);
  }
}
beforeAll(() => void vi.stubGlobal('Path2D', LinePath));
afterAll(() => void vi.unstubAllGlobals());

/** Straight lines as pieces of a pixel's length. */
const pieces = (lines: readonly Line[]): string[] =>
  lines.flatMap(([x0, y0, x1, y1]) =>
    Array.from({ length: x1 - x0 + (y1 - y0) }, (_, i) => (y0 === y1 ? `h ${x0 + i} ${y0}` : `v ${x0} ${y0 + i}`)),
  );

it('are where a pixel that is set meets one that is not, the rim of the picture too, each once over all tiles', () => {
  const sides = fc.integer({ min: 1, max: 9 });
  fc.assert(
    fc.property(
      sides,
      sides,
      fc.integer({ min: 1, max: 5 }),
      fc.infiniteStream(fc.boolean()),
      (width, height, side, bits) => {
        const data = Uint8Array.from({ length: width * height }, () => (bits.next().value ? 255 : 0));
        const isSet = (x: number, y: number): boolean =>
          x >= 0 && y >= 0 && x < width && y < height && data[y * width + x]! > 0;
        const expected: string[] = [];
        for (let y = 0; y <= height; y++) {
          for (let x = 0; x <= width; x++) {
            if (isSet(x, y) !== isSet(x, y - 1)) expected.push(`h ${x} ${y}`);
            if (isSet(x, y) !== isSet(x - 1, y)) expected.push(`v ${x} ${y}`);
          }
        }
        const found: string[] = [];
        for (let top = 0; top < height; top += side) {
          for (let left = 0; left < width; left += side) {
            const tile = { left, top, width: Math.min(side, width - left), height: Math.min(side, height - top) };
            found.push(...pieces((maskBorders({ width, height, data }, tile) as unknown as LinePath).lines));
          }
        }
        expect(found.sort()).toEqual(expected.sort());
      },
    ),
  );
});
