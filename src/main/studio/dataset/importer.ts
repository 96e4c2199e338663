import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Label } from '#shared/domain/images.ts';
import { ownPart } from '#shared/domain/recordings.ts';
import { CancelledError, FlawsmithError, type SerializedError, serializeError } from '#shared/errors.ts';
import type { Sides } from '#shared/vision/raster.ts';
import { decodeImage, releasePixels } from '#scoring/decode.ts';
import { type PictureMeasures, measurePicture } from '#shared/vision/measures/index.ts';
import type { Product } from '../product.ts';
import { type KnownImage, type NewImage, imageOfHash, insertImages, setImageFile } from '../store/images.ts';
import { withinEdit } from '../store/edits.ts';
import { importLayers } from '../store/layerKinds.ts';
import { saveMeasures } from '../store/measures.ts';
import { addAudit } from '../store/records.ts';
import { transaction } from '../store/database.ts';
import type { ContentWatch } from './contentWatch.ts';
import { changePictures } from './edit/changePictures.ts';
import type { ImportScale } from './depth.ts';
import { differenceHash } from './fingerprint.ts';
import type { ImportReport, Remarks } from './importReport.ts';
import { type SettledMask, settleMask } from './masks.ts';
import { meetMask } from './maskAgain.ts';
import type { NamedPlace } from './matchSessions.ts';
import type { FoundImage } from './foundImage.ts';
import { WaitingRows } from './waitingRows.ts';

export interface ImporterOptions {
  /** Capture session of all images. */
  session: string | undefined;
  /** Label that was asked for: images of the product get it too. */
  label: Label | undefined;
  /** Content hashes: nothing else is taken. */
  only: ReadonlySet<string> | undefined;
  who: string;
  /** The step of the undo stack that this is. */
  edit: number;
  scale: ImportScale;
}

/** Rows written in one transaction: what a kill can lose is the last few, and importing again brings them. */
const rowsPerTransaction = 64;

/** What became of a content in this import. */
interface Outcome {
  found: FoundImage;
  /** True where this import brought it into the product. */
  isNew: boolean;
  error: SerializedError | null;
}

/** A picture as it is to be written. */
interface NewRow {
  /** What its place in the folder says of it. */
  found: FoundImage;
  hash: string;
  width: number;
  height: number;
  fingerprint: string;
  measures: PictureMeasures;
  /** With the place among those found of the picture that brought it. */
  mask: (SettledMask & { place: number }) | null;
}

/**
 * Adds found images to a product one by one, several at a time; rows are written in the order in which the images were found, so
 * that a folder gives the same product whichever is decoded first. Make one an import; flush it at the end.
 */
export class Importer {
  readonly #outcomes = new Map<string, Promise<Outcome>>();
  /** By content: where a picture lies now whose file had gone. */
  readonly #moved = new Map<string, { file: string; from: string }>();
  readonly #waiting = new WaitingRows<NewRow>();
  readonly #product: Product;
  readonly #report: ImportReport;
  readonly #remarks: Remarks;
  readonly #watch: ContentWatch;
  readonly #places: ReadonlyMap<string, NamedPlace>;
  readonly #options: ImporterOptions;

  constructor(
    product: Product,
    report: ImportReport,
    remarks: Remarks,
    watch: ContentWatch,
    places: ReadonlyMap<string, NamedPlace>,
    options: ImporterOptions,
  ) {
    this.#product = product;
    this.#report = report;
    this.#remarks = remarks;
    this.#watch = watch;
    this.#places = places;
    this.#options = options;
  }

  /**
   * Adds an image, or notes what stands against it.
   * @param place among those found, from 0 @param read gives the bytes of its file
   * @throws CancelledError, and what the store throws
   */
  async add(found: FoundImage, place: number, read: () => Promise<Uint8Array>): Promise<void> {
    await this.#take(found, place, read);
    this.#waiting.close(place);
    if (this.#waiting.size >= rowsPerTransaction) this.#write(this.#waiting.take('settled'));
  }

  async #take(found: FoundImage, place: number, read: () => Promise<Uint8Array>): Promise<void> {
    try {
      const bytes = await read();
      const hash = createHash('sha256').update(bytes).digest('hex');
      const earlier = this.#outcomes.get(hash);
      if (earlier) {
        // One after the other: each may change what the one before it left.
        const again = earlier.then(async (outcome) => {
          await this.#again(found, place, hash, outcome);
          return outcome;
        });
        this.#outcomes.set(hash, again);
        await again;
        return;
      }
      const known = imageOfHash(this.#product.db, hash);
      if (this.#options.only && !this.#options.only.has(hash)) {
        if (!known) this.#report.unknown.push(found.file);
        return;
      }
      const outcome = known ? this.#known(found, hash, known) : this.#fresh(found, place, hash, bytes);
      this.#outcomes.set(hash, outcome);
      await outcome;
    } catch (error) {
      this.#refuse(found.file, error);
    }
  }

  /** Writes the images that wait. */
  flush(): void {
    this.#write(this.#waiting.take('all'));
  }

  #write(rows: readonly NewRow[]): void {
    if (rows.length === 0) return;
    const { db } = this.#product;
    withinEdit(db, this.#options.edit, () => {
      insertImages(
        db,
        rows.map((row) => this.#imageFrom(row)),
      );
      saveMeasures(db, rows);
      for (const { hash, mask } of rows) if (mask?.layers) importLayers(db, hash, mask.layers);
    });
    this.#report.added += rows.length;
  }

  /** Writes, all or none, where the pictures lie that were found again. @param folder in which they were found */
  settleMoves(folder: string): void {
    const moved = [...this.#moved];
    if (moved.length === 0) return;
    const { db } = this.#product;
    transaction(db, () => {
      for (const [hash, { file }] of moved) setImageFile(db, hash, file);
      const old = { n: moved.length, folders: [...new Set(moved.map(([, { from }]) => dirname(from)))].sort() };
      addAudit(db, { who: this.#options.who, what: 'pictures found again', old, new: { n: moved.length, folder } });
    });
    this.#moved.clear();
  }

  async #fresh(found: FoundImage, place: number, hash: string, bytes: Uint8Array): Promise<Outcome> {
    try {
      const scale = await this.#options.scale.scaleFor(bytes);
      const decoded = await decodeImage({ bytes, file: found.file }, scale);
      const { width, height } = decoded.raster;
      const fingerprint = differenceHash(decoded.raster);
      this.#watch.see(found, decoded, fingerprint);
      const mask = await this.#maskAt(place, found, { width, height, hash });
      const measures = measurePicture(decoded.raster);
      this.#waiting.set(place, { found, hash, width, height, fingerprint, measures, mask });
      releasePixels(decoded.raster);
      return { found, isNew: true, error: null };
    } catch (error) {
      return { found, isNew: false, error: this.#refuse(found.file, error) };
    }
  }

  #imageFrom({ found, mask, ...content }: NewRow): NewImage {
    const named = this.#places.get(found.relative);
    return {
      ...content,
      ...{ file: found.file, label: found.label, kind: found.kind, split: found.split, folderSplit: found.folderSplit },
      isPinned: found.label === 'normal' && found.chosen?.split !== undefined,
      session: found.chosen?.session ?? named?.session ?? this.#options.session ?? found.session,
      part: found.chosen?.part ?? named?.part ?? found.part ?? ownPart(content.hash),
      ...{ maskFile: mask?.file ?? null, maskHash: mask?.hash ?? null },
    };
  }

  /** The content is in the product from an earlier import. */
  async #known(found: FoundImage, hash: string, known: KnownImage): Promise<Outcome> {
    if (known.isLeftOut) this.#report.leftOut++;
    this.#place(found.file, known.file, hash);
    const isOther = !known.isLeftOut && known.label !== found.label;
    if (isOther && (this.#options.label || found.chosen?.label)) {
      await this.#relabel(known.id, found.label, found.kind);
      this.#report.relabelled++;
    } else if (isOther) {
      this.#remarks.labelKept.push({ file: found.relative, label: known.label });
    }
    // Who looks for what is missing gets back what there was.
    const mask = this.#options.only && known.maskFile === null ? null : await this.#mask(found, { ...known, hash });
    if (mask !== null) await this.#maskAgain(found, { ...known, hash }, mask);
    return { found, isNew: false, error: null };
  }

  async #maskAgain(found: FoundImage, known: KnownImage & { hash: string }, mask: SettledMask): Promise<void> {
    const { what, hashed } = await meetMask(this.#product, known, mask, this.#options);
    if (hashed) this.#remarks.masksHashed.push(hashed);
    if (what === 'taken') this.#remarks.masksTaken.push(found.relative);
    if (what === 'kept') this.#remarks.masksKept.push(found.relative);
  }

  /** The content came before in this import. */
  async #again(found: FoundImage, place: number, hash: string, { found: first, isNew, error }: Outcome): Promise<void> {
    if (error) {
      const message = error.message.replaceAll(first.file, found.file);
      this.#report.refused.push({ file: found.file, error: { ...error, message, file: found.file } });
      return;
    }
    if (first.label !== found.label) {
      const [good, defect] = first.label === 'normal' ? [first, found] : [found, first];
      this.#remarks.conflicts.push({ good: good.relative, defect: defect.relative });
    }
    const [at, row] = this.#waiting.of(hash);
    const isEqual = row?.found.label === found.label;
    const there = row?.found.file ?? this.#moved.get(hash)?.file ?? this.#imageOf(hash).file;
    const [file, of] = isEqual && place < at ? [there, found.file] : [found.file, there];
    this.#report.duplicates.push({ file, of });
    if (isEqual) await this.#join(found, place, at, row);
    // What was in the product before may have been decided by a person since.
    else if (isNew && found.label === 'anomalous') await this.#becomeDefective(found, place, hash);
  }

  /** Of equal pictures that are said to be the same the first found stands, with the first mask that one of them brings. */
  async #join(found: FoundImage, place: number, at: number, row: NewRow): Promise<void> {
    const isAwaited = row.mask === null || place < row.mask.place;
    const own = isAwaited ? await this.#maskAt(place, found, row) : null;
    if (own && row.mask && !row.mask.isEmpty) this.#report.masks--; // it gives way
    const joined = { ...row, found: place < at ? found : row.found, mask: own ?? row.mask };
    if (this.#waiting.holds(at, row)) this.#waiting.move(at, Math.min(place, at), joined);
    else if (own) await this.#maskAgain(found, this.#imageOf(row.hash), own);
  }

  /** Of a picture that is said to be good and defective, the defect is believed: it must not be learnt. */
  async #becomeDefective(found: FoundImage, place: number, hash: string): Promise<void> {
    const [at, row] = this.#waiting.of(hash);
    const written = row ? null : this.#imageOf(hash);
    if (written?.label === 'anomalous' && written.maskFile !== null) return;
    const mask = await this.#maskAt(place, found, row ?? written!);
    // As if it had been read first: what stands in the product does not hang on that.
    if (row && this.#waiting.holds(at, row)) return this.#waiting.move(at, place, { ...row, found, mask });
    const { id, label } = this.#imageOf(hash);
    if (label === 'normal') {
      setImageFile(this.#product.db, hash, found.file);
      await this.#relabel(id, 'anomalous', found.kind);
    }
    if (mask !== null) await this.#maskAgain(found, this.#imageOf(hash), mask);
  }

  /** The picture of a content that has been written. */
  #imageOf(hash: string): KnownImage & { hash: string } {
    return { ...imageOfHash(this.#product.db, hash)!, hash };
  }

  async #relabel(id: number, label: Label, kind: string | null): Promise<void> {
    const { who, edit } = this.#options;
    const change = label === 'anomalous' && kind !== null ? { label, kind } : { label };
    await changePictures(this.#product, [id], change, who, edit);
  }

  /** The content is a duplicate, or the same image found again in another place. */
  #place(file: string, known: string, hash: string): void {
    if (known !== file && !existsSync(known)) {
      this.#moved.set(hash, { file, from: known });
      this.#report.relocated.push({ file, from: known });
    } else {
      this.#report.duplicates.push({ file, of: known });
    }
  }

  async #maskAt(place: number, found: FoundImage, picture: Sides & { hash: string }): Promise<NewRow['mask']> {
    const mask = await this.#mask(found, picture);
    return mask && { ...mask, place };
  }

  /** The mask where there is one that fits; else the image goes without, and the report says so. */
  async #mask(found: FoundImage, { width, height, hash }: Sides & { hash: string }): Promise<SettledMask | null> {
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
      this.#refuse(file ?? found.masks[0] ?? found.file, error);
      return null;
    }
  }

  #refuse(file: string, error: unknown): SerializedError {
    if (error instanceof CancelledError || isStoreFault(error)) throw error;
    const said = serializeError(error);
    this.#report.refused.push({ file, error: said });
    return said;
  }
}

/** A full disk or a broken store is not the image's fault. */
const isStoreFault = (error: unknown): boolean =>
  (error as { code?: unknown }).code === 'ERR_SQLITE_ERROR' ||
  (error instanceof FlawsmithError && ['disk-full', 'not-writable'].includes(error.code));
