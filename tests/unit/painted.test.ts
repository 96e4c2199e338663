import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullRoi } from '#shared/domain/images.ts';
import { type Painted, isBlank, markPainted, markSeen, paintedSchema, shareOfPainted } from '#shared/domain/painted.ts';
import { type Polygon, rasterise, seenBy } from '#shared/domain/polygons.ts';
import { isSameZoneSet, noZones, shareJudged, writtenZonesSchema, zoneFaults } from '#shared/domain/zones.ts';
import { runsOfMask } from '#shared/vision/maskRuns.ts';

const side = fc.integer({ min: 1, max: 9 });
/** Any area on a grid of up to 9 × 9 cells. */
const area = fc.tuple(side, side).chain(([width, height]) =>
  fc
    .array(fc.boolean(), { minLength: width * height, maxLength: width * height })
    .map((cells): { painted: Painted; cells: boolean[] } => ({
      painted: { width, height, runs: runsOfMask(cells.map((cell) => (cell ? 255 : 0))) },
      cells,
    })),
);
/** The painted cells as rectangles in fractions of the picture. */
const rectangles = ({ painted: { width, height }, cells }: { painted: Painted; cells: boolean[] }): Polygon[] =>
  cells.flatMap((isPainted, i): Polygon[] => {
    if (!isPainted) return [];
    const [left, top] = [(i % width) / width, Math.floor(i / width) / height];
    const [right, bottom] = [((i % width) + 1) / width, (Math.floor(i / width) + 1) / height];
    return [
      [
        [left, top],
        [right, top],
        [right, bottom],
        [left, bottom],
      ],
    ];
  });

describe('painted areas', () => {
  it('cover on another grid what their cells cover as rectangles', () => {
    fc.assert(
      fc.property(area, side, side, (drawn, width, height) => {
        const cells = new Uint8Array(7 * width * height);
        markPainted(cells, drawn.painted, { width: 7 * width, height });
        expect(cells).toEqual(rasterise(rectangles(drawn), { width: 7 * width, height }));
      }),
    );
  });

  it('are seen through a window by the cells that see one of their cells as a rectangle', () => {
    const windows = [fullRoi, { x: 0.13, y: 0.2, width: 0.5, height: 0.75 }];
    const grid = { width: 23, height: 17 };
    const reach = { x: 1.37, y: 2.21 };
    fc.assert(
      fc.property(area, fc.constantFrom(...windows), (drawn, window) => {
        const seen = new Uint8Array(grid.width * grid.height);
        markSeen(seen, drawn.painted, { grid, window }, reach);
        const wanted = new Uint8Array(seen.length);
        for (const polygon of rectangles(drawn)) {
          const inCells = polygon.map(
            ([x, y]) =>
              [((x - window.x) / window.width) * grid.width, ((y - window.y) / window.height) * grid.height] as const,
          );
          seenBy(inCells, grid, reach).forEach((value, i) => value && (wanted[i] = 1));
        }
        expect(seen).toEqual(wanted);
      }),
    );
  });

  it('are read back as they were written, in one form alone', () => {
    fc.assert(
      fc.property(area, ({ painted }) => {
        expect(paintedSchema.parse(JSON.parse(JSON.stringify(painted)))).toEqual(painted);
      }),
    );
    const of = (runs: number[]): string =>
      paintedSchema.safeParse({ width: 3, height: 2, runs }).error?.issues[0]!.message ?? 'fine';
    expect(of([0, 2, 4])).toBe('fine');
    expect(of([2, 0, 4])).toBe('only the first run may be 0');
    expect(of([2, 3])).toBe('the runs have to be width × height cells together');
  });

  it('count beside polygons: as no zone where nothing is painted, as a share, as another set', () => {
    const painted: Painted = { width: 4, height: 4, runs: [0, 4, 12] };
    const zones = { ...noZones, ignore: [{ name: 'stain', painted }] };
    expect(zoneFaults(zones)).toEqual([]);
    expect(shareJudged(zones).left).toBeCloseTo(0.75, 6);
    const blank = { ...painted, runs: [16] };
    expect([isBlank(blank), isBlank(painted)]).toEqual([true, false]);
    expect(zoneFaults({ ...noZones, ignore: [{ name: 'stain', painted: blank }] }).map(({ code }) => code)).toEqual([
      'flat',
    ]);
    const all = { ...painted, runs: [0, 16] };
    expect([blank, painted, all].map(shareOfPainted)).toEqual([0, 0.25, 1]);
    expect(zoneFaults({ ...noZones, ignore: [{ name: 'stain', painted: all }] }).map(({ code }) => code)).toEqual([
      'nothingLeft',
    ]);
    expect(isSameZoneSet(zones, { ...noZones, ignore: [{ name: 'other', painted }] })).toBe(true);
    expect(isSameZoneSet(zones, { ...noZones, ignore: [{ name: 'stain', painted: all }] })).toBe(false);
  });

  it('say what is wrong of the form that was meant', () => {
    const fault = (zone: unknown): string => {
      const { path, message } = writtenZonesSchema.safeParse({ ignore: [zone] }).error!.issues[0]!;
      return `${path.join('.')}: ${message}`;
    };
    expect(fault({ painted: { width: 2, height: 2, runs: [3] } })).toMatch(
      /^ignore\.0\.painted\.runs: the runs have to/,
    );
    expect(fault({ polygon: [[0, 'a']] })).toMatch(/^ignore\.0\.polygon\.0\.1: /);
    expect(fault({ name: 'x' })).toMatch(/^ignore\.0\.polygon: /);
    expect(fault(3)).toMatch(/^ignore\.0: /);
  });
});
