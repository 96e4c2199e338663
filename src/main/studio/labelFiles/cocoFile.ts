import { columnRuns } from '#shared/vision/maskRegions.ts';
import type { LabelledPicture } from './labelledPicture.ts';

interface CocoAnnotation {
  id: number;
  image_id: number;
  category_id: number;
  segmentation: { size: [height: number, width: number]; counts: number[] };
  area: number;
  /** Left, top, width, height. */
  bbox: [number, number, number, number];
  iscrowd: 1;
}

/**
 * COCO instances (https://cocodataset.org/#format-data): an annotation a region, its pixels as runs that are not compressed,
 * which is what `iscrowd` 1 says; CVAT and pycocotools read it.
 */
export class CocoFile {
  readonly #categories = new Map<string, number>();
  readonly #images: { id: number; width: number; height: number; file_name: string }[] = [];
  readonly #annotations: CocoAnnotation[] = [];

  add({ name, marks, sides: { width, height } }: LabelledPicture): void {
    const image = this.#images.length + 1;
    this.#images.push({ id: image, width, height, file_name: name });
    for (const { kind, region } of marks.flatMap(({ kind, regions }) => regions.map((region) => ({ kind, region })))) {
      this.#annotations.push({
        id: this.#annotations.length + 1,
        image_id: image,
        category_id: this.#category(kind),
        segmentation: { size: [height, width], counts: columnRuns(region, { width, height }) },
        area: region.area,
        bbox: [region.left, region.top, region.mask.width, region.mask.height],
        iscrowd: 1,
      });
    }
  }

  #category(kind: string): number {
    const id = this.#categories.get(kind) ?? this.#categories.size + 1;
    this.#categories.set(kind, id);
    return id;
  }

  text(): string {
    const categories = [...this.#categories].map(([name, id]) => ({ id, name, supercategory: 'defect' }));
    const file = { info: { description: 'Flawsmith labels' }, licenses: [], categories };
    return `${JSON.stringify({ ...file, images: this.#images, annotations: this.#annotations })}\n`;
  }
}
