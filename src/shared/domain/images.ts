import { z } from 'zod';

export const splits = ['train', 'calibration', 'test'] as const;
export type Split = (typeof splits)[number];
export type Label = 'normal' | 'anomalous';

/** One image of a product. Images stay where they are; the store keeps path and content hash. */
export interface ImageRecord {
  id: number;
  /** Absolute path. */
  file: string;
  /** sha256 of the file's bytes, hex. */
  hash: string;
  width: number;
  height: number;
  label: Label;
  /** Defect kind as named by the folder, such as `crack`; null for normals. */
  kind: string | null;
  split: Split;
  session: string;
  /** Physical part; images of one part never stand on two sides of a split. */
  part: string;
  /** Absolute path of the ground-truth mask, where there is one. */
  maskFile: string | null;
  /** sha256 of its bytes as imported, hex; null where an earlier version did not keep it, or there is no mask. */
  maskHash: string | null;
}

/** Rectangle in fractions of the image's width and height. */
export const roiSchema = z
  .object({
    x: z.number().min(0).max(1),
    y: z.number().min(0).max(1),
    width: z.number().gt(0).max(1),
    height: z.number().gt(0).max(1),
  })
  .refine((roi) => roi.x + roi.width <= 1 + 1e-9 && roi.y + roi.height <= 1 + 1e-9, {
    message: 'the region reaches outside the image',
  });
export type Roi = z.infer<typeof roiSchema>;
export const fullRoi: Roi = { x: 0, y: 0, width: 1, height: 1 };
export const isSameRoi = (one: Roi, other: Roi): boolean =>
  one.x === other.x && one.y === other.y && one.width === other.width && one.height === other.height;

/** The ROI in whole pixels of a width × height image: left/top rounded, at least one pixel. The ONNX graph does the same. */
export function roiPixels(
  roi: Roi,
  width: number,
  height: number,
): { left: number; top: number; width: number; height: number } {
  const left = Math.min(Math.floor(roi.x * width + 0.5), width - 1);
  const top = Math.min(Math.floor(roi.y * height + 0.5), height - 1);
  const right = Math.min(Math.max(Math.floor((roi.x + roi.width) * width + 0.5), left + 1), width);
  const bottom = Math.min(Math.max(Math.floor((roi.y + roi.height) * height + 0.5), top + 1), height);
  return { left, top, width: right - left, height: bottom - top };
}
