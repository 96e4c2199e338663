import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullRoi, roiPixels } from '#shared/domain/images.ts';
import { movedWindows } from '#shared/domain/movement.ts';
import type { Painted } from '#shared/domain/painted.ts';
import { seenBy } from '#shared/domain/polygons.ts';
import { pixelsOfRuns, runsOfMask } from '#shared/vision/maskRuns.ts';
import { createRandom } from '#shared/vision/random.ts';
import { type Raster, type Sides, createMask, createRaster } from '#shared/vision/raster.ts';
import { resizeToRaster } from '#shared/vision/resize.ts';
import {
  hideIgnored,
  joinedKinds,
  kindsOfView,
  notJudged,
  packZones,
  unpackZones,
  zoneKinds,
} from '#shared/vision/zonePicture.ts';

const noise = (width: number, height: number, seed: number): Raster => {
  const random = createRandom(seed);
  const image = createRaster(width, height);
  image.data.forEach((_, i) => (image.data[i] = random.integer(0, 255)));
  return image;
};

const triangle = fc
  .tuple(...Array.from({ length: 6 }, () => fc.double({ min: 0, max: 1, noNaN: true })))
  .map((v): [number, number][] => [
    [v[0]!, v[1]!],
    [v[2]!, v[3]!],
    [v[4]!, v[5]!],
  ]);
/** An area on a grid of 5 × 4 cells, by the bits of a number. */
const painting = fc.integer({ min: 1, max: 2 ** 20 - 1 }).map((bits): Painted => {
  const cells = Array.from({ length: 20 }, (_, i) => ((bits >> i) & 1) * 255);
  return { width: 5, height: 4, runs: runsOfMask(cells) };
});
const windows = [
  fullRoi,
  { x: 0.131, y: 0.07, width: 0.62, height: 0.81 },
  ...movedWindows({ x: 0.05, y: 0, width: 0.9, height: 1 }, 0.03),
];

/** Pixels of a photograph that have anything of a shape. */
function touchedBy(
  shape: [number, number][] | Painted,
  { width, height }: Sides,
  [across, down]: [number, number],
): Uint8Array {
  if (Array.isArray(shape)) {
    const inPixels = shape.map(([x, y]) => [x * width, y * height] as const);
    return seenBy(inPixels, { width, height }, { x: 0.5 + across * width, y: 0.5 + down * height });
  }
  const cells = pixelsOfRuns(shape.runs, shape.width * shape.height);
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    const meets = cells.some((isSet, cell) => {
      const [column, row] = [cell % shape.width, Math.floor(cell / shape.width)];
      const reaches = (cell: number, cells: number, margin: number, pixel: number, side: number): boolean =>
        ((cell + 1) / cells + margin) * side > pixel && (cell / cells - margin) * side < pixel + 1;
      return isSet > 0 && reaches(column, shape.width, across, x, width) && reaches(row, shape.height, down, y, height);
    });
    return meets ? 1 : 0;
  });
}

describe('the zones of a view', () => {
  it('hide every pixel into which anything of an ignored place is mixed, at every size, ratio and window', () => {
    fc.assert(
      fc.property(
        fc.oneof(triangle, painting),
        fc.record({ width: fc.integer({ min: 20, max: 150 }), height: fc.integer({ min: 20, max: 150 }) }),
        fc.record({ width: fc.integer({ min: 16, max: 70 }), height: fc.integer({ min: 16, max: 70 }) }),
        fc.constantFrom(...windows),
        fc.constantFrom(0, 0.03, 0.1),
        fc.nat(1000),
        (shape, photograph, picture, roi, share, seed) => {
          const margin: [number, number] = [share, share / 2];
          const zones = {
            inspect: [],
            ignore: [
              Array.isArray(shape) ? { name: 'x', margin, polygon: shape } : { name: 'x', margin, painted: shape },
            ],
          };
          const kinds = kindsOfView(zones, { picture, roi, photograph });
          const fill = noise(picture.width, picture.height, 7).data;
          const one = noise(photograph.width, photograph.height, seed);
          const other = { ...one, data: new Uint8Array(one.data) };
          const touched = touchedBy(shape, photograph, margin);
          touched.forEach((isTouched, i) => {
            if (isTouched) for (let c = 0; c < 3; c++) other.data[3 * i + c]! ^= 255;
          });
          const region = roiPixels(roi, photograph.width, photograph.height);
          const seen = [one, other].map((image) => resizeToRaster(image, region, picture).data);
          const hidden = seen.map((data) => hideIgnored(data, { ...picture, kinds, fill }));
          expect(hidden[1]).toEqual(hidden[0]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('hide no more than is needed: two pixels round the polygon where the photograph is much larger', () => {
    const square: [number, number][] = [
      [0.25, 0.25],
      [0.5, 0.25],
      [0.5, 0.5],
      [0.25, 0.5],
    ];
    const picture = { width: 64, height: 64 };
    const zones = { inspect: [], ignore: [{ name: 'x', polygon: square }] };
    const kinds = kindsOfView(zones, { picture, roi: fullRoi, photograph: { width: 2000, height: 2000 } });
    const across = kinds.subarray(24 * 64, 25 * 64);
    expect(across.indexOf(zoneKinds.ignored)).toBe(15);
    expect(across.lastIndexOf(zoneKinds.ignored)).toBe(32);
  });

  it('reach further by their margins, by its share of the photograph across and down', () => {
    const polygon = [
      [0.4, 0.4],
      [0.6, 0.4],
      [0.6, 0.6],
      [0.4, 0.6],
    ] as [number, number][];
    const picture = { width: 100, height: 100 };
    const view = { picture, roi: fullRoi, photograph: { width: 4000, height: 4000 } };
    const extent = (margin?: [number, number]): number[] => {
      const kinds = kindsOfView({ inspect: [], ignore: [{ name: 'x', polygon, margin }] }, view);
      const marked = [...kinds.keys()].filter((i) => kinds[i] === zoneKinds.ignored);
      const [columns, rows] = [marked.map((i) => i % 100), marked.map((i) => Math.floor(i / 100))];
      return [Math.min(...columns), Math.max(...columns), Math.min(...rows), Math.max(...rows)];
    };
    const [left, right, top, bottom] = extent();
    expect(extent([0.05, 0.1])).toEqual([left! - 5, right! + 5, top! - 10, bottom! + 10]);
    expect(extent([0, 0])).toEqual([left, right, top, bottom]);
  });

  it('of two lists leave out what either leaves out: ignored before not inspected before judged', () => {
    const { judged, seen, ignored } = zoneKinds;
    const [one, other] = [
      Uint8Array.of(judged, judged, seen, ignored, seen, ignored),
      Uint8Array.of(judged, seen, judged, seen, ignored, judged),
    ];
    const both = [judged, seen, seen, ignored, ignored, ignored];
    expect([...joinedKinds(one, other)]).toEqual(both);
    expect([...joinedKinds(other, one)]).toEqual(both);
  });

  it('judge only inside inspection areas, and cut both out by the window', () => {
    const half: [number, number][] = [
      [0, 0],
      [0.5, 0],
      [0.5, 1],
      [0, 1],
    ];
    const zones = { inspect: [{ name: 'left', polygon: half }], ignore: [] };
    const picture = { width: 10, height: 4 };
    const row = (roi: typeof fullRoi): number[] =>
      [...kindsOfView(zones, { picture, roi, photograph: { width: 100, height: 40 } })].slice(0, 10);
    expect(row(fullRoi)).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
    expect(row({ x: 0.4, y: 0, width: 0.5, height: 1 })).toEqual([0, 0, 1, 1, 1, 1, 1, 1, 1, 1]);
    const counted = notJudged({
      ...picture,
      kinds: kindsOfView(zones, { picture, roi: fullRoi, photograph: picture }),
    });
    expect([...counted!.data.subarray(0, 10)]).toEqual([0, 0, 0, 0, 0, 255, 255, 255, 255, 255]);
    expect(notJudged({ ...picture, kinds: createMask(10, 4).data })).toBeNull();
  });

  it('are packed and unpacked without loss, and refused where they are cut off', () => {
    const kinds = Uint8Array.from([0, 1, 2, 2]);
    const fill = Uint8Array.from([0, 0, 0, 0, 0, 0, 1, 2, 3, 250, 251, 252]);
    const zones = { width: 2, height: 2, kinds, fill };
    expect(unpackZones(packZones(zones), zones)).toEqual(zones);
    expect(() => unpackZones(packZones(zones).subarray(1), zones)).toThrow(/cannot be 15 bytes/);
    expect(() => unpackZones([0, 0, 0, 3], { width: 1, height: 1 })).toThrow(/unknown kind/);
  });
});
