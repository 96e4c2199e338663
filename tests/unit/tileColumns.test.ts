import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tileColumns } from '../../src/renderer/stages/synthesis/tileColumns.ts';

const heightOf = (room: { width: number }, aspect: number, count: number, columns: number): number => {
  const rows = Math.ceil(count / columns);
  return rows * ((room.width - (columns - 1) * 8) / columns / aspect + 17) + (rows - 1) * 8;
};

describe('tiles beside the large picture', () => {
  it('are as large as all of them can be in view', () => {
    const side = fc.double({ min: 200, max: 2000, noNaN: true });
    fc.assert(
      fc.property(side, side, fc.double({ min: 0.2, max: 5, noNaN: true }), (width, height, aspect) => {
        const room = { width, height };
        const columns = tileColumns(room, aspect, 12);
        if (columns < 6) expect(heightOf(room, aspect, 12, columns)).toBeLessThanOrEqual(height);
        if (columns > 1) expect(heightOf(room, aspect, 12, columns - 1)).toBeGreaterThan(height);
      }),
    );
  });
});
