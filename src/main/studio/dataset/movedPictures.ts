import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Product } from '../product.ts';
import { transaction } from '../store/database.ts';
import { setImageFile } from '../store/images.ts';
import { addAudit } from '../store/records.ts';
import type { ImportReport } from './importReport.ts';

/** Pictures of the product whose file had gone and that an import finds again; make one an import. */
export class MovedPictures {
  /** By content. */
  readonly #found = new Map<string, { file: string; from: string }>();
  readonly #product: Product;
  readonly #report: ImportReport;

  constructor(product: Product, report: ImportReport) {
    this.#product = product;
    this.#report = report;
  }

  /** Notes of a content that the product has: a duplicate, or the same picture found again. @param known its file in the product */
  meet(hash: string, file: string, known: string): void {
    if (known !== file && !existsSync(known)) {
      this.#found.set(hash, { file, from: known });
      this.#report.relocated.push({ file, from: known });
    } else {
      this.#report.duplicates.push({ file, of: known });
    }
  }

  /** Where a picture was found again. */
  fileOf(hash: string): string | undefined {
    return this.#found.get(hash)?.file;
  }

  /** Writes, all or none, where they lie now. @param folder in which they were found */
  settle(folder: string, who: string): void {
    const moved = [...this.#found];
    if (moved.length === 0) return;
    const { db } = this.#product;
    transaction(db, () => {
      for (const [hash, { file }] of moved) setImageFile(db, hash, file);
      const old = { n: moved.length, folders: [...new Set(moved.map(([, { from }]) => dirname(from)))].sort() };
      addAudit(db, { who, what: 'pictures found again', old, new: { n: moved.length, folder } });
    });
    this.#found.clear();
  }
}
