import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roiSchema } from '#shared/domain/images.ts';
import { paintedSides } from '#shared/domain/painted.ts';
import { type Zone, type Zones, noZones, zoneFaults } from '#shared/domain/zones.ts';
import { pixelsOfRuns } from '#shared/vision/maskRuns.ts';
import { createMask } from '#shared/vision/raster.ts';
import {
  addZone,
  insertCorner,
  middleRectangle,
  moveCorner,
  paintedAt,
  paintedPlace,
  pathOfPainted,
  regionBetween,
  removeCorner,
  removeZone,
  rename,
  withMargin,
  withPainted,
  withReason,
  withRegionSide,
  zoneAt,
} from '../../../src/renderer/stages/zones/zoneDraft.ts';

const start = addZone(noZones, 'ignore', middleRectangle);
const polygonAt = (zones: Zones, place: typeof start.place): Zone['polygon'] => (zoneAt(zones, place) as Zone).polygon;
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

  it('says why something is ignored, and no more where that is taken away', () => {
    const two = addZone(start.zones, 'ignore', middleRectangle).zones;
    const said = withReason(two, { kind: 'ignore', index: 1 }, 'a lot number');
    expect(said.ignore.map(({ reason }) => reason)).toEqual([undefined, 'a lot number']);
    expect(JSON.stringify(withReason(said, { kind: 'ignore', index: 1 }, ''))).toBe(JSON.stringify(two));
  });

  it('has a margin in pixels of the photograph, at most a quarter of a side, which stays as its reason does when it is painted on', () => {
    const photograph = { width: 200, height: 100 };
    const wide = withMargin(start.zones, start.place, 6, photograph);
    expect(wide.ignore[0]!.margin).toEqual([0.03, 0.06]);
    expect(JSON.stringify(withMargin(wide, start.place, 0, photograph))).toBe(JSON.stringify(start.zones));
    expect(withMargin(wide, start.place, 40, photograph).ignore[0]!.margin).toEqual([0.2, 0.25]);

    const fresh = withPainted(noZones, null, createMask(4, 4, 255));
    const said = withReason(withMargin(fresh.zones, fresh.place!, 6, photograph), fresh.place!, 'glue');
    const more = withPainted(said, fresh.place, createMask(2, 2, 255)).zones;
    expect(more.ignore).toMatchObject([{ margin: [0.03, 0.06], reason: 'glue', painted: { width: 2 } }]);
  });

  it('puts a corner in where a side was clicked, and takes none of a triangle', () => {
    const more = insertCorner(start.zones, start.place, 0, [0.5, 0.4]);
    expect(polygonAt(more, start.place)[1]).toEqual([0.5, 0.4]);
    expect(zoneAt(removeCorner(more, start.place, 1), start.place)).toEqual(zoneAt(start.zones, start.place));
    let fewer = start.zones;
    for (let i = 0; i < 4; i++) fewer = removeCorner(fewer, start.place, 0);
    expect(polygonAt(fewer, start.place)).toHaveLength(3);
  });

  it('holds corners within the picture, wherever they are dragged', () => {
    fc.assert(
      fc.property(anywhere, anywhere, fc.nat(3), (x, y, corner) => {
        const polygon = polygonAt(moveCorner(start.zones, start.place, corner, [x, y]), start.place);
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

  it('keeps painted areas beside polygons, cell for cell, and drops one that was erased whole', () => {
    const mask = createMask(8, 4);
    mask.data.fill(255, 9, 13);
    const first = withPainted(start.zones, null, mask);
    expect(first.place).toEqual({ kind: 'ignore', index: 1 });
    expect(zoneAt(first.zones, first.place!)).toMatchObject({ name: 'ignore 2', painted: { width: 8, height: 4 } });
    expect(pixelsOfRuns(first.painted!.runs, 32)).toEqual(mask.data);
    expect(zoneFaults(first.zones)).toEqual([]);
    expect(moveCorner(first.zones, first.place!, 0, [0, 0])).toEqual(first.zones);

    expect(paintedPlace(first.zones, start.place)).toEqual(first.place);
    expect(paintedAt(first.zones, [9.5 / 8 - 1, 1.5 / 4])).toEqual(first.place);
    expect(paintedAt(first.zones, [13.5 / 8 - 1, 1.5 / 4])).toBeNull();

    const renamed = rename(first.zones, first.place!, 'stain');
    mask.data.fill(255, 0, 3);
    const more = withPainted(renamed, first.place, mask);
    expect(zoneAt(more.zones, more.place!)).toMatchObject({ name: 'stain', painted: { runs: [0, 3, 6, 4, 19] } });
    expect(withPainted(more.zones, more.place, createMask(8, 4))).toEqual({
      ...{ zones: start.zones, place: null, painted: null },
    });
    expect(paintedPlace(start.zones, start.place)).toBeNull();
    const corner = { name: 'x', painted: { width: 2, height: 32, runs: [0, 1, 63] } };
    expect(pathOfPainted([corner])).toBe('M0 0h0.5v0.015625h-0.5zM0 0.015625h0.5v0.015625h-0.5z');
    expect(pathOfPainted(start.zones.ignore)).toBe('');
    expect(paintedSides({ width: 4000, height: 3000 })).toEqual({ width: 1024, height: 768 });
    expect(paintedSides({ width: 200, height: 90 })).toEqual({ width: 200, height: 90 });
  });
});
