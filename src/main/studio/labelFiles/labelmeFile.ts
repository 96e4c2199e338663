import { regionPolygons } from '#shared/vision/maskPolygons.ts';
import type { LabelledPicture } from './labelledPicture.ts';

/**
 * A labelme file (https://github.com/wkentaro/labelme) of one picture: polygons along the borders of the pixels, the pieces of one
 * region with one `group_id`. The picture itself is not in it.
 */
export function labelmeText({ name, marks, sides: { width, height } }: LabelledPicture): string {
  const all = marks.flatMap(({ kind, regions }) => regions.map((region) => ({ kind, region })));
  const shapes = all.flatMap(({ kind, region }, i) =>
    regionPolygons(region).map((points) => ({
      ...{ label: kind, points, group_id: i + 1, description: '', shape_type: 'polygon', flags: {} },
    })),
  );
  const file = { version: '5.5.0', flags: {}, shapes, imagePath: name, imageData: null };
  return `${JSON.stringify({ ...file, imageHeight: height, imageWidth: width })}\n`;
}
