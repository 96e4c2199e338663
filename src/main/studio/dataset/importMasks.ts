import { FlawsmithError } from '#shared/errors.ts';
import type { Sides } from '#shared/vision/raster.ts';
import type { Product } from '../product.ts';
import type { KnownImage } from '../store/images.ts';
import type { ContentWatch } from './contentWatch.ts';
import type { FoundImage } from './foundImage.ts';
import { type ImportReport, type Remarks, refuse } from './importReport.ts';
import { meetMask } from './maskAgain.ts';
import { type SettledMask, settleMask } from './masks.ts';

/** A mask with the place among those found of the picture that brought it. */
export type MaskAtPlace = SettledMask & { place: number };

/** The masks that an import finds, with what is to be told of them; make one an import. */
export class ImportMasks {
  readonly #product: Product;
  readonly #report: ImportReport;
  readonly #remarks: Remarks;
  readonly #watch: ContentWatch;
  readonly #step: { who: string; edit: number };

  constructor(
    product: Product,
    report: ImportReport,
    remarks: Remarks,
    watch: ContentWatch,
    step: { who: string; edit: number },
  ) {
    this.#product = product;
    this.#report = report;
    this.#remarks = remarks;
    this.#watch = watch;
    this.#step = step;
  }

  /** The mask where there is one that fits; else the image goes without, and the report says so. */
  async of(found: FoundImage, { width, height, hash }: Sides & { hash: string }): Promise<SettledMask | null> {
    try {
      const mask = await settleMask(this.#product, found, {
        ...{ width, height, hash },
        ...{ file: found.file, kind: found.kind },
      });
      if (mask === null) return null;
      if (mask.remark) this.#watch.seeMask(mask.isMade ? found.file : mask.file, mask.remark);
      if (mask.isEmpty) this.#remarks.emptyMasks.push(found.relative);
      else this.#report.masks++;
      return mask;
    } catch (error) {
      const file = error instanceof FlawsmithError ? error.file : undefined;
      refuse(this.#report, file ?? found.masks[0] ?? found.file, error);
      return null;
    }
  }

  /** As {@link of}, with the picture's place among those found. */
  async at(place: number, found: FoundImage, picture: Sides & { hash: string }): Promise<MaskAtPlace | null> {
    const mask = await this.of(found, picture);
    return mask && { ...mask, place };
  }

  /** Compares a mask with the one that the product has of the picture, and takes it where it is to be. */
  async meet(found: FoundImage, known: KnownImage & { hash: string }, mask: SettledMask): Promise<void> {
    const { what, hashed } = await meetMask(this.#product, known, mask, this.#step);
    if (hashed) this.#remarks.masksHashed.push(hashed);
    if (what === 'taken') this.#remarks.masksTaken.push(found.relative);
    if (what === 'kept') this.#remarks.masksKept.push(found.relative);
  }
}
