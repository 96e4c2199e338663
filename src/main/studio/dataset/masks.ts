import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Mask, type Sides, createMask, maskArea } from '#shared/vision/raster.ts';
import { readImageFile } from '#scoring/decode.ts';
import { writeFileAtomic } from '#scoring/files.ts';
import type { Product } from '../product.ts';
import { contentFileName } from '../realPaths.ts';
import { paintedFile, union, writeLayers } from '../labeling/layers.ts';
import type { StoredMask } from '../store/images.ts';
import type { LayerRow } from '../store/labels.ts';
import type { PictureShapes } from './layouts/annotations/annotation.ts';
import { drawnMask, unite } from './drawnMask.ts';
import { exactMaskPng } from './exactMask.ts';
import { hashOf } from './imageMask.ts';
import { type MaskRemark, maskRemark, readMask } from './maskReading.ts';
import { type KindMarks, kindsNamed, masksByKind } from './masksByKind.ts';
import type { ValueKind } from './valueKinds.ts';

/** The kind of all that a mask marks, null where nothing says it; or that of each of its values. */
export type MaskKinds = string | null | readonly ValueKind[];

/** Ground truth of one picture as found: files, or what annotations mark. */
export interface MaskSource {
  /** Absolute paths; what any of them marks is marked. */
  masks: readonly string[];
  /** What each of them is of. */
  maskKinds: readonly MaskKinds[];
  shapes: PictureShapes | null;
}

export interface SettledMask extends StoredMask {
  /** Made of several masks or of an annotation, and written into the product. */
  isMade: boolean;
  isEmpty: boolean;
  /** Of `maskRemark`. */
  remark: MaskRemark | null;
  /** One of each kind, where several are marked. */
  layers: readonly LayerRow[] | null;
}

/**
 * The mask of a picture: the file itself where it is one, else united or drawn and written into the product's own folder,
 * named by its content, so that the mask before it stays until the row names another. Several kinds become layers, as if they
 * were painted.
 * @returns the file, absolute, whether it marks anything, and what its reader has to say; null where there is no ground truth
 * @throws FlawsmithError `mask-mismatch` and as `readMask`, with the file at fault; `disk-full`
 */
export async function settleMask(
  product: Product,
  source: MaskSource,
  picture: Sides & { file: string; hash: string; kind: string | null },
): Promise<SettledMask | null> {
  const layered = await settleLayers(product, marksOf(source), picture);
  if (layered) return layered;
  const [first, ...more] = source.masks;
  if (first !== undefined && more.length === 0) {
    const bytes = await readImageFile(first);
    const read = await readMask({ file: first, bytes }, picture);
    const isEmpty = maskArea(read.mask) === 0;
    return {
      file: first,
      hash: hashOf(bytes),
      isMade: false,
      isEmpty,
      remark: isEmpty ? null : maskRemark(read),
      layers: null,
    };
  }
  if (first === undefined && source.shapes === null) return null;
  const united = createMask(picture.width, picture.height);
  for (const file of source.masks) unite(united, (await readMask(file, picture)).mask);
  if (first === undefined && source.shapes) unite(united, await drawnMask(source.shapes, picture));
  const bytes = await exactMaskPng(united, picture);
  const hash = hashOf(bytes);
  const file = product.path('masks', contentFileName(hash, '.png'));
  await mkdir(dirname(file), { recursive: true });
  await writeFileAtomic(file, bytes);
  return { file, hash, isMade: true, isEmpty: maskArea(united) === 0, remark: remarkOfMade(united), layers: null };
}

function remarkOfMade(mask: Mask): MaskRemark | null {
  return maskRemark({ mask, coding: 'values', share: maskArea(mask) / mask.data.length, isTurnedWithPicture: false });
}

/** Masks with their kinds; what annotations mark counts where there are none. */
export const marksOf = ({ masks, maskKinds, shapes }: MaskSource): KindMarks => ({
  masks: masks.flatMap((file, i) => {
    const kinds = maskKinds[i] ?? null;
    return kinds === null || typeof kinds === 'string'
      ? [{ file, kind: kinds }]
      : kinds.map((one) => ({ file, ...one }));
  }),
  shapes: masks.length > 0 ? null : shapes,
});

/** The same as layers; null where no two kinds are marked, and none that its value names other than the picture's own kind. */
async function settleLayers(
  product: Product,
  marks: KindMarks,
  picture: Sides & { file: string; hash: string; kind: string | null },
): Promise<SettledMask | null> {
  const isNamed = marks.masks.some(({ value }) => value !== undefined);
  const isOwn = (kinds: readonly string[]): boolean => kinds.length < 2 && (!isNamed || kinds[0] === picture.kind);
  if (isOwn(kindsNamed(marks, picture))) return null;
  const masks = new Map([...(await masksByKind(marks, picture)).masks].filter(([, mask]) => maskArea(mask) > 0));
  if (masks.size === 0 || isOwn([...masks.keys()])) return null;
  const united = union([...masks.values()], picture);
  const open = { masks, rows: new Map(), source: null };
  const { rows, mask } = await writeLayers(product, picture, open, new Set(), united);
  const kept = { file: paintedFile(product, mask!.name), hash: mask!.hash };
  return { ...kept, isMade: true, isEmpty: false, remark: remarkOfMade(united), layers: rows };
}
