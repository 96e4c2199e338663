import type { MaskRegion } from '#shared/vision/maskRegions.ts';
import type { Sides } from '#shared/vision/raster.ts';

/** Formats that labels are exported in. */
export const labelFormats = ['png', 'coco', 'labelme'] as const;
export type LabelFormat = (typeof labelFormats)[number];
/** Formats that labels are imported from. */
export const importFormats = [...labelFormats, 'labelstudio'] as const;
export type ImportFormat = (typeof importFormats)[number];

/** What is marked of one picture of one kind, as `labels` prints it. */
export interface LabelRow {
  /** The picture, absolute. */
  file: string;
  kind: string;
  /** Pieces whose pixels touch by side or corner. */
  regions: number;
  pixels: number;
}

/** What is marked of a picture, to be written. */
export interface LabelledPicture {
  /** What the file calls the picture: an end of its path, long enough to be no other's. */
  name: string;
  sides: Sides;
  /** A kind each. */
  marks: readonly { kind: string; regions: readonly MaskRegion[] }[];
}
