import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { maskRegions } from '#shared/vision/maskRegions.ts';
import type { Mask } from '#shared/vision/raster.ts';
import { CocoFile } from '#studio/labelFiles/cocoFile.ts';
import { drawnShapes, understand } from '../../fixtures/layouts.ts';

const whole = z.number().int();
/** Object detection as https://cocodataset.org/#format-data has it: what is not said there to be optional has to be there. */
const published = z.strictObject({
  info: z.looseObject({ description: z.string() }),
  licenses: z.array(z.strictObject({ id: whole, name: z.string(), url: z.string() })),
  images: z.array(
    z.looseObject({ id: whole, width: whole.positive(), height: whole.positive(), file_name: z.string().min(1) }),
  ),
  annotations: z.array(
    z.strictObject({
      ...{ id: whole.positive(), image_id: whole, category_id: whole.positive() },
      segmentation: z.strictObject({ counts: z.array(whole.min(0)), size: z.tuple([whole, whole]) }),
      area: z.number().positive(),
      bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]),
      iscrowd: z.literal(1), // runs that are not compressed
    }),
  ),
  categories: z.array(z.strictObject({ id: whole.positive(), name: z.string().min(1), supercategory: z.string() })),
});
type Published = z.infer<typeof published>;

const masks = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
  .chain(([width, height]) =>
    fc
      .array(fc.constantFrom(0, 255), { minLength: width * height, maxLength: width * height })
      .map((values): Mask => ({ width, height, data: Uint8Array.from(values) })),
  );

/** Runs go down a column, then down the next, those not set first: read the slow way. */
function pixelsOf({ counts, size: [height, width] }: Published['annotations'][number]['segmentation']): number[][] {
  const flat = counts.flatMap((count, i) => Array.from({ length: count }, () => i % 2));
  expect(flat).toHaveLength(width * height);
  return Array.from({ length: height }, (_, y) => Array.from({ length: width }, (__, x) => flat[x * height + y]!));
}

describe('the COCO file that is exported', () => {
  it('is of the published form, and area and box are those of its runs', () => {
    fc.assert(
      fc.property(masks, masks, (first, second) => {
        const file = new CocoFile();
        const add = (name: string, mask: Mask, kinds: string[]): void =>
          file.add({ name, sides: mask, marks: kinds.map((kind) => ({ kind, regions: maskRegions(mask) })) });
        add('a.png', first, ['pit']);
        add('b/c.png', second, ['scratch', 'pit']);
        const coco = published.parse(JSON.parse(file.text()));
        expect(new Set(coco.annotations.map(({ id }) => id)).size).toBe(coco.annotations.length);
        expect(new Set(coco.categories.map(({ id }) => id)).size).toBe(coco.categories.length);
        for (const { image_id, category_id, segmentation, area, bbox } of coco.annotations) {
          const image = coco.images.find(({ id }) => id === image_id)!;
          expect(coco.categories.some(({ id }) => id === category_id)).toBe(true);
          expect(segmentation.size).toEqual([image.height, image.width]);
          const set = pixelsOf(segmentation).flatMap((row, y) => row.flatMap((value, x) => (value ? [[x, y]] : [])));
          expect(set).toHaveLength(area);
          const [xs, ys] = [set.map(([x]) => x!), set.map(([, y]) => y!)];
          const [left, top] = [Math.min(...xs), Math.min(...ys)];
          expect(bbox).toEqual([left, top, Math.max(...xs) - left + 1, Math.max(...ys) - top + 1]);
        }
        const marked = (name: string, kind: string): number[] => {
          const image = coco.images.find(({ file_name }) => file_name === name)!;
          const category = coco.categories.find((one) => one.name === kind)?.id;
          return coco.annotations
            .filter(({ image_id, category_id }) => image_id === image.id && category_id === category)
            .map(({ segmentation }) => pixelsOf(segmentation).flat())
            .reduce(
              (sum, one) => sum.map((value, i) => value | one[i]!),
              Array<number>(image.width * image.height).fill(0),
            );
        };
        const bits = (mask: Mask): number[] => [...mask.data].map((value) => (value ? 1 : 0));
        expect([marked('a.png', 'pit'), marked('b/c.png', 'pit')]).toEqual([bits(first), bits(second)]);
      }),
    );
  });
});

/** As CVAT writes "COCO 1.0": polygons beside masks, every field of the format, and attributes of its own. */
const cvat = {
  licenses: [{ name: '', id: 0, url: '' }],
  info: { contributor: '', date_created: '', description: '', url: '', version: '', year: '' },
  categories: [
    { id: 1, name: 'scratch', supercategory: '' },
    { id: 2, name: 'pit', supercategory: '' },
  ],
  images: [
    { id: 1, width: 6, height: 4, file_name: 'line/1.png', license: 0, flickr_url: '', coco_url: '', date_captured: 0 },
    { id: 2, width: 6, height: 4, file_name: 'line/2.png', license: 0, flickr_url: '', coco_url: '', date_captured: 0 },
  ],
  annotations: [
    {
      ...{ id: 1, image_id: 1, category_id: 1, segmentation: [[1.0, 1.0, 5.0, 1.0, 5.0, 3.0, 1.0, 3.0]], area: 8.0 },
      ...{ bbox: [1.0, 1.0, 4.0, 2.0], iscrowd: 0, attributes: { occluded: false } },
    },
    {
      ...{ id: 2, image_id: 1, category_id: 2, segmentation: { counts: [0, 2, 22], size: [4, 6] }, area: 2.0 },
      ...{ bbox: [0.0, 0.0, 1.0, 2.0], iscrowd: 1, attributes: { occluded: false } },
    },
  ],
};

it('a COCO file of CVAT opens: its polygons and its masks, each of its own kind', async () => {
  const texts = { 'annotations/instances_default.json': JSON.stringify(cvat) };
  const { layout, reading, notes } = await understand(['images/line/1.png', 'images/line/2.png'], texts);
  expect(layout).toBe('coco');
  expect(notes.filter((note) => note.startsWith('marks'))).toEqual([]);
  const [first] = reading.images;
  const drawn = (kind: string): string[] => {
    const own = first!.shapes!.shapes.filter(({ label }) => label === kind).map(({ shape }) => shape);
    const { data } = drawnShapes(own, { width: 6, height: 4 });
    return Array.from({ length: 4 }, (_, y) =>
      [...data.subarray(6 * y, 6 * y + 6)].map((value) => (value ? '#' : '.')).join(''),
    );
  };
  expect(drawn('scratch')).toEqual(['......', '.####.', '.####.', '......']);
  expect(drawn('pit')).toEqual(['#.....', '#.....', '......', '......']);
});
