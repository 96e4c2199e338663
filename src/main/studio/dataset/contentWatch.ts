import { basename } from 'node:path';
import type { Label } from '#shared/domain/images.ts';
import type { ImportNote } from '#shared/domain/importNotes.ts';
import { oblongNote, sayOblong } from '#shared/domain/oblong.ts';
import { defaultSize } from '#shared/domain/runs.ts';
import { studioNote } from '#shared/domain/studioNotes.ts';
import type { ValueScale } from '#shared/domain/valueScale.ts';
import { type PictureContent, pictureContent, picturesWithoutContent } from '#shared/vision/pictureContent.ts';
import type { DecodedImage } from '#scoring/decode.ts';
import type { Product } from '../product.ts';
import { damagedSettings, readRoi } from '../store/settings.ts';
import { overflowNote } from './depth.ts';
import { workingPicture } from './workingView.ts';
import type { MaskRemark } from './maskReading.ts';

interface SeenPicture {
  file: string;
  content: PictureContent;
  fingerprint: string;
  width: number;
  height: number;
}

/** Gathers during an import what there is to warn of in the pictures themselves. */
export class ContentWatch {
  readonly #good: SeenPicture[] = [];
  readonly #beyond: string[] = [];
  /** By what is said of them. */
  readonly #masks = new Map<string, { remark: MaskRemark; files: string[] }>();

  see(found: { file: string; label: Label }, { raster, overflows }: DecodedImage, fingerprint: string): void {
    if (overflows) this.#beyond.push(found.file);
    if (found.label !== 'normal') return;
    const { width, height } = raster;
    this.#good.push({ file: basename(found.file), content: pictureContent(raster), fingerprint, width, height });
  }

  /** @param remark of `maskRemark` */
  seeMask(file: string, remark: MaskRemark): void {
    const key = JSON.stringify(remark);
    this.#masks.set(key, { remark, files: [...(this.#masks.get(key)?.files ?? []), file] });
  }

  /** With counts and the first file of each. @param scale by which values of more than 8 bits became bytes */
  notes(product: Product, scale: ValueScale): ImportNote[] {
    const beyond = overflowNote(this.#beyond, scale);
    const masks = [...this.#masks.values()].map(({ remark: { code, values }, files }) =>
      studioNote(code, { ...values, n: files.length, first: basename(files[0]!) }),
    );
    return [
      ...picturesWithoutContent(this.#good).map(({ code, ...values }) => studioNote(code, values)),
      ...this.#oblong(product),
      ...(beyond ? [beyond] : []),
      ...masks,
    ];
  }

  /** Nothing is said of a region of interest that cannot be read. */
  #oblong(product: Product): ImportNote[] {
    if (damagedSettings(product.db, ['roi']).length > 0) return [];
    const working = workingPicture(product, defaultSize, this.#good);
    const oblong = oblongNote(this.#good, readRoi(product.db), working);
    return oblong ? [sayOblong(oblong, working)] : [];
  }
}
