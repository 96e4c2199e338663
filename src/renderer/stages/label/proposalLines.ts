import { type Polyline, contour } from '#shared/vision/heatmap.ts';
import type { Place } from '#shared/vision/labeling/brush.ts';
import type { FloatMap, Sides } from '#shared/vision/raster.ts';

/** What a map marks at a limit, in the photograph's pixels. */
export interface ProposedLines {
  /** Closed; one within another is a hole. */
  polygons: readonly (readonly Place[])[];
  /** Pixels inside, about. */
  area: number;
}

/** @param map over the whole photograph */
export function proposedLines(map: FloatMap, limit: number, photograph: Sides): ProposedLines {
  const [across, down] = [photograph.width / map.width, photograph.height / map.height];
  const polygons = contour(map, limit).map((line) => placesOf(line, across, down));
  return { polygons, area: Math.abs(polygons.reduce((sum, corners) => sum + signedArea(corners), 0)) };
}

const placesOf = (line: Polyline, across: number, down: number): Place[] =>
  Array.from({ length: line.length / 2 - 1 }, (_, i) => [line[2 * i]! * across, line[2 * i + 1]! * down] as const);

/** Holes run the other way round. */
function signedArea(corners: readonly Place[]): number {
  return corners.reduce((sum, [x0, y0], i) => {
    const [x1, y1] = corners[(i + 1) % corners.length]!;
    return sum + (x0 * y1 - x1 * y0) / 2;
  }, 0);
}
