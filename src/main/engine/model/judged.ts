import type { PictureShape } from '#shared/domain/pictures.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import { cellCoverage } from '#shared/vision/coverage.ts';
import { type Sides, cellsOf } from '#shared/vision/raster.ts';
import { type ZonePicture, hideIgnored, packZones, unpackZones, zoneKinds } from '#shared/vision/zonePicture.ts';
import type { NamedArrays } from './safetensors.ts';

/** What a run judges: data of the run, whatever it came from. */
export interface Judged {
  /** [pixels of the working picture] 1 judged, 0 not. */
  pixels: Float32Array;
  /** [cells of the grid] 1 where any pixel of the cell is judged: the others give no evidence. */
  cells: Float32Array;
  /** Of a product with zones: what is ignored, and by what it is replaced before the network sees it. */
  zones?: ZonePicture | undefined;
}

/** All pixels of the judged cells, which is as far as a region of cells tells. */
export function judgedByCells(cells: Float32Array, grid: Sides, picture: PictureShape): Judged {
  const pixels = Float32Array.from({ length: cellsOf(picture) }, (_, i) => {
    const row = Math.floor((Math.floor(i / picture.width) * grid.height) / picture.height);
    return cells[row * grid.width + Math.floor(((i % picture.width) * grid.width) / picture.width)]!;
  });
  return { pixels, cells };
}

/**
 * What of an area its product's zones leave to be judged.
 * @throws FlawsmithError `bad-config` where that is nothing
 */
export function judgedWithin({ pixels, cells }: Judged, grid: Sides, zones: ZonePicture): Judged {
  const left = pixels.map((judged, i) => (zones.kinds[i] === zoneKinds.judged ? judged : 0));
  const covered = cellCoverage(Uint8Array.from(left), zones, grid);
  if (left.some(Boolean)) return { pixels: left, cells: cells.map((cell, i) => (covered[i] ? cell : 0)), zones };
  throw new FlawsmithError(
    'bad-config',
    'Nothing is left to inspect: the zones leave nothing of where good parts lie.',
    {
      hint: 'Draw the inspection areas where the parts are, or ignore less.',
      said: said('nothingToJudge'),
    },
  );
}

/** Cells of a picture of which its zones leave something [cells]: 1, the others 0. */
export const cellsLeft = (zones: ZonePicture, grid: Sides): Float32Array =>
  Float32Array.from(
    cellCoverage(
      zones.kinds.map((kind) => (kind === zoneKinds.judged ? 1 : 0)),
      zones,
      grid,
    ),
    (share) => (share > 0 ? 1 : 0),
  );

/** Those judged cells that a picture's own areas leave. @param left see cellsLeft; undefined: it has none */
export const leftOf = (region: Float32Array, left: Float32Array | undefined): Float32Array =>
  left ? region.map((judged, cell) => judged * left[cell]!) : region;

/** A picture as the network may see it: a copy where anything is ignored. @param pixels RGB */
export const withoutIgnored = (pixels: Uint8Array, { zones }: Judged): Uint8Array =>
  zones ? hideIgnored(new Uint8Array(pixels), zones) : pixels;

/** True where the whole picture is judged. */
export const isWhole = ({ pixels }: Judged): boolean => pixels.every((judged) => judged === 1);

export function judgedToArrays({ pixels, cells, zones }: Judged): NamedArrays {
  return {
    ...(zones && { zones: { shape: [zones.height, zones.width, 4], data: Float32Array.from(packZones(zones)) } }),
    region: { shape: [cells.length], data: cells },
    judged: { shape: [pixels.length], data: pixels },
  };
}

export function judgedFromArrays(arrays: NamedArrays): Judged {
  const { zones } = arrays;
  return {
    pixels: arrays['judged']!.data,
    cells: arrays['region']!.data,
    ...(zones && { zones: unpackZones(zones.data, { width: zones.shape[1]!, height: zones.shape[0]! }) }),
  };
}
