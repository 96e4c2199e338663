import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullRoi } from '#shared/domain/images.ts';
import { type Polygon, areaOfPolygon, crossingSides, rasterise, seenBy } from '#shared/domain/polygons.ts';
import {
  type Zones,
  faultInWords,
  isSameZoneSet,
  namedZones,
  shareJudged,
  warningInWords,
  writtenZonesSchema,
  zoneFaults,
  zoneWarnings,
} from '#shared/domain/zones.ts';

const box = (left: number, top: number, right: number, bottom: number): [number, number][] => [
  [left, top],
  [right, top],
  [right, bottom],
  [left, bottom],
];
const zones = (more: Partial<Zones> = {}): Zones => ({ roi: fullRoi, inspect: [], ignore: [], ...more });
const bow: [number, number][] = [
  [0.1, 0.1],
  [0.9, 0.9],
  [0.9, 0.1],
  [0.1, 0.9],
];

describe('the margin of an ignore zone', () => {
  const [polygon, margin] = [box(0.25, 0.25, 0.5, 0.5), [0.125, 0.0625] as [number, number]];
  const painted = { width: 4, height: 4, runs: [5, 1, 10] };

  it('counts in the share that is judged, and makes other zones of the same shapes', () => {
    for (const shape of [{ polygon }, { painted }]) {
      const [plain, wide] = [{}, { margin }].map((more) => zones({ ignore: [{ name: 'print', ...shape, ...more }] }));
      expect(shareJudged(plain!).left).toBeCloseTo(1 - 0.25 ** 2, 2);
      expect(shareJudged(wide!).left).toBeCloseTo(1 - 0.5 * 0.375, 2);
      expect(isSameZoneSet(plain, wide)).toBe(false);
      expect(isSameZoneSet(plain, zones({ ignore: [{ name: 'x', ...shape, margin: [0, 0] }] }))).toBe(true);
    }
  });

  it('is read where it is written, kept absent where it is not, and refused where it would be another zone', () => {
    const read = (ignore: object): unknown => writtenZonesSchema.safeParse({ ignore: [ignore] }).data?.ignore[0];
    for (const shape of [{ polygon }, { painted }]) {
      expect(read({ ...shape, margin })).toEqual({ ...shape, margin });
      expect(read(shape)).toEqual(shape);
      expect(read({ ...shape, margin: [0.3, 0] })).toBeUndefined();
    }
    expect(writtenZonesSchema.safeParse({ inspect: [{ polygon, margin }] }).success).toBe(false);
  });
});

describe('faults of zones', () => {
  const faultsOf = (polygon: [number, number][]): string[] =>
    zoneFaults(zones({ ignore: [{ name: 'print', polygon }] })).map(faultInWords);

  it('says which zone is wrong and why', () => {
    expect(faultsOf(bow)).toEqual(['The ignore zone “print” crosses itself: sides 1 and 3 meet.']);
    expect(faultsOf(bow.slice(0, 2))).toEqual(['The ignore zone “print” has 2 corners; 3 are needed.']);
    expect(faultsOf(box(0.5, 0.5, 1.2, 0.8))[0]).toMatch(/outside the picture at corner 2/);
    expect(faultsOf(box(0.2, 0.2, 0.4, 0.4))).toEqual([]);
  });

  it('takes a side that runs back on itself for a crossing', () => {
    expect(faultsOf([...box(0, 0, 0.5, 0.5), [0, 0.9], [0, 0.2]])[0]).toMatch(/crosses itself/);
  });

  it('refuses zones that leave nothing to judge, and two of one name', () => {
    const all = zones({ ignore: [{ name: 'all', polygon: box(0, 0, 1, 1) }] });
    expect(zoneFaults(all).map(({ code }) => code)).toEqual(['nothingLeft']);
    const inside = zones({
      inspect: [{ name: 'a', polygon: box(0.2, 0.2, 0.4, 0.4) }],
      ignore: [{ name: 'a', polygon: box(0.1, 0.1, 0.5, 0.5) }],
    });
    expect(zoneFaults(inside).map(({ code }) => code)).toEqual(['sameName']);
    const away = zones({
      roi: { x: 0, y: 0, width: 0.3, height: 1 },
      inspect: [{ name: 'a', polygon: box(0.5, 0, 1, 1) }],
    });
    expect(zoneFaults(away).map(({ code }) => code)).toEqual(['nothingLeft']);
  });

  it('warns where more than a third is ignored, and where a zone is cut off', () => {
    const third = (right: number): Zones => zones({ ignore: [{ name: 'x', polygon: box(0, 0, right, 1) }] });
    expect(zoneWarnings(third(0.33))).toEqual([]);
    expect(zoneWarnings(third(0.4)).map(warningInWords)[0]).toMatch(/cover 40 % of what would be inspected/);
    const cut = zones({ roi: { x: 0.5, y: 0, width: 0.5, height: 1 }, ignore: third(0.2).ignore });
    expect(zoneWarnings(cut).map(warningInWords)).toEqual([
      '“x” lies outside the region of interest, which is cut out first: it does nothing.',
    ]);
  });

  it('names what has no name, and reads back what it prints', () => {
    const read = namedZones(writtenZonesSchema.parse({ ignore: [{ polygon: box(0, 0, 0.1, 0.1) }] }));
    expect(read).toEqual(zones({ ignore: [{ name: 'ignore 1', polygon: box(0, 0, 0.1, 0.1) }] }));
    expect(namedZones(writtenZonesSchema.parse(JSON.parse(JSON.stringify(read))))).toEqual(read);
    expect(writtenZonesSchema.safeParse({ ignored: [] }).success).toBe(false);
  });

  it('tells other polygons from other names', () => {
    const one = zones({ ignore: [{ name: 'x', polygon: box(0, 0, 0.1, 0.1) }] });
    expect(isSameZoneSet(one, zones({ ignore: [{ name: 'y', polygon: box(0, 0, 0.1, 0.1) }] }))).toBe(true);
    expect(isSameZoneSet(one, zones())).toBe(false);
    expect(isSameZoneSet(null, zones())).toBe(true);
  });
});

/** Star-shaped around its middle, so that no sides cross. */
const star = fc
  .array(fc.double({ min: 0.05, max: 0.45, noNaN: true }), { minLength: 3, maxLength: 12 })
  .map((radii): Polygon =>
    radii.map((radius, i) => {
      const angle = (2 * Math.PI * i) / radii.length;
      return [0.5 + radius * Math.cos(angle), 0.5 + radius * Math.sin(angle)];
    }),
  );

describe('polygons', () => {
  it('are simple where they are stars', () => {
    fc.assert(fc.property(star, (polygon) => crossingSides(polygon) === null));
  });

  it('cover on a fine grid the area that they have', () => {
    fc.assert(
      fc.property(star, (polygon) => {
        const covered = rasterise([polygon], { width: 256, height: 192 }).reduce((sum, value) => sum + value, 0);
        expect(covered / (256 * 192)).toBeCloseTo(areaOfPolygon(polygon), 1.7);
      }),
      { numRuns: 50 },
    );
  });

  it('are the same mirrored, and whatever corner comes first', () => {
    fc.assert(
      fc.property(star, fc.nat(11), (polygon, first) => {
        const grid = { width: 40, height: 56 };
        const from = first % polygon.length;
        const turned = [...polygon.slice(from), ...polygon.slice(0, from)].reverse();
        expect(rasterise([turned], grid)).toEqual(rasterise([polygon], grid));
      }),
      { numRuns: 50 },
    );
  });

  it('are seen by every cell that has a point of them within its reach, and by none further off', () => {
    const grid = { width: 24, height: 18 };
    const reach = { x: 1.6, y: 2.3 };
    fc.assert(
      fc.property(star, (polygon) => {
        const inCells = polygon.map(([x, y]): [number, number] => [x * grid.width, y * grid.height]);
        const seen = seenBy(inCells, grid, reach);
        const fine = 8;
        const dots = rasterise([polygon], { width: grid.width * fine, height: grid.height * fine });
        const across = grid.width * fine;
        const inside = [...dots.keys()]
          .filter((i) => dots[i])
          .map((i) => [((i % across) + 0.5) / fine, (Math.floor(i / across) + 0.5) / fine] as const);
        const within = (cell: number, more: number): boolean => {
          const [cx, cy] = [(cell % grid.width) + 0.5, Math.floor(cell / grid.width) + 0.5];
          return inside.some(([x, y]) => Math.abs(x - cx) <= reach.x + more && Math.abs(y - cy) <= reach.y + more);
        };
        seen.forEach((value, cell) => {
          if (within(cell, 0)) expect(value).toBe(1);
          if (value && inside.length > 0) expect(within(cell, 1)).toBe(true);
        });
      }),
      { numRuns: 8 },
    );
  });

  it('share out what is judged', () => {
    const some = zones({
      inspect: [{ name: 'half', polygon: box(0, 0, 0.5, 1) }],
      ignore: [{ name: 'quarter', polygon: box(0, 0, 0.25, 1) }],
    });
    const { wanted, left } = shareJudged(some);
    expect(wanted).toBeCloseTo(0.5, 6);
    expect(left).toBeCloseTo(0.25, 6);
  });
});
