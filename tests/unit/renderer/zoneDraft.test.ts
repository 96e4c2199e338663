import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roiSchema } from '#shared/domain/images.ts';
import { noZones, zoneFaults } from '#shared/domain/zones.ts';
import {
  addZone,
  insertCorner,
  middleRectangle,
  moveCorner,
  regionBetween,
  removeCorner,
  removeZone,
  rename,
  withRegionSide,
  zoneAt,
} from '../../../src/renderer/stages/zones/zoneDraft.ts';

const start = addZone(noZones, 'ignore', middleRectangle);
const anywhere = fc.double({ min: -3, max: 3, noNaN: true });

describe('a draft of zones', () => {
  it('names each new polygon by the first name that is free', () => {
    const { zones } = addZone(start.zones, 'ignore', middleRectangle);
    expect(zones.ignore.map(({ name }) => name)).toEqual(['ignore 1', 'ignore 2']);
    const renamed = rename(removeZone(zones, start.place), start.place, 'ignore 1');
    expect(addZone(renamed, 'ignore', middleRectangle).zones.ignore.map(({ name }) => name)).toEqual([
      'ignore 1',
      'ignore 2',
    ]);
    expect(zoneFaults(zones)).toEqual([]);
  });

  it('puts a corner in where a side was clicked, and takes none of a triangle', () => {
    const more = insertCorner(start.zones, start.place, 0, [0.5, 0.4]);
    expect(zoneAt(more, start.place)!.polygon[1]).toEqual([0.5, 0.4]);
    expect(zoneAt(removeCorner(more, start.place, 1), start.place)).toEqual(zoneAt(start.zones, start.place));
    let fewer = start.zones;
    for (let i = 0; i < 4; i++) fewer = removeCorner(fewer, start.place, 0);
    expect(zoneAt(fewer, start.place)!.polygon).toHaveLength(3);
  });

  it('holds corners within the picture, wherever they are dragged', () => {
    fc.assert(
      fc.property(anywhere, anywhere, fc.nat(3), (x, y, corner) => {
        const { polygon } = zoneAt(moveCorner(start.zones, start.place, corner, [x, y]), start.place)!;
        expect(polygon.flat().every((value) => value >= 0 && value <= 1)).toBe(true);
      }),
    );
  });

  it('gives a region that the product takes, between any two points and by any side', () => {
    const side = fc.constantFrom('x', 'y', 'width', 'height');
    fc.assert(
      fc.property(fc.array(anywhere, { minLength: 4, maxLength: 4 }), side, anywhere, (v, name, value) => {
        const region = regionBetween([v[0]!, v[1]!], [v[2]!, v[3]!]);
        expect(roiSchema.safeParse(region).success).toBe(true);
        expect(roiSchema.safeParse(withRegionSide(region, name as 'x', value)).success).toBe(true);
      }),
    );
  });
});
