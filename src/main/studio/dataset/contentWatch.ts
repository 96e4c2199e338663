import { basename } from 'node:path';
import type { Label } from '#shared/domain/images.ts';
import { describeOblong, oblongNote } from '#shared/domain/oblong.ts';
import { squareOf } from '#shared/domain/pictures.ts';
import { defaultSize } from '#shared/domain/runs.ts';
import type { ValueScale } from '#shared/domain/valueScale.ts';
import {
  type PictureContent,
  describeContent,
  pictureContent,
  picturesWithoutContent,
} from '#shared/vision/pictureContent.ts';
import type { DecodedImage } from '#scoring/decode.ts';
import type { Product } from '../product.ts';
import { readRoi } from '../store/settings.ts';
import { describeOverflow } from './depth.ts';

interface SeenPicture {
  file: string;
  content: PictureContent;
  fingerprint: string;
  width: number;
  height: number;
}

/** Gathers during an import what there is to warn of in the pictures themselves. */
export class ContentWatch {
  /** Of the product. */
  readonly scale: ValueScale;
  readonly #good: SeenPicture[] = [];
  readonly #beyond: string[] = [];
  readonly #masks = new Map<string, string[]>();

  constructor(scale: ValueScale) {
    this.scale = scale;
  }

  see(found: { file: string; label: Label }, { raster, overflows }: DecodedImage, fingerprint: string): void {
    if (overflows) this.#beyond.push(found.file);
    if (found.label !== 'normal') return;
    const { width, height } = raster;
    this.#good.push({ file: basename(found.file), content: pictureContent(raster), fingerprint, width, height });
  }

  /** @param remark of `maskRemark` */
  seeMask(file: string, remark: string | null): void {
    if (remark === null) return;
    this.#masks.set(remark, [...(this.#masks.get(remark) ?? []), file]);
  }

  /** In words, with counts and the first file of each. */
  warnings(product: Product): string[] {
    const working = squareOf(defaultSize);
    const oblong = oblongNote(this.#good, readRoi(product.db), working);
    const beyond = describeOverflow(this.#beyond, this.scale);
    const masks = [...this.#masks].map(([remark, files]) =>
      files.length === 1
        ? `The mask ${basename(files[0]!)} ${remark}`
        : `${files.length} masks (such as ${basename(files[0]!)}): each ${remark}`,
    );
    return [
      ...picturesWithoutContent(this.#good).map(describeContent),
      ...(oblong ? [describeOblong(oblong, working)] : []),
      ...(beyond ? [beyond] : []),
      ...masks,
    ];
  }
}
