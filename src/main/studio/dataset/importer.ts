import { createHash } from 'node:crypto';
import type { Label } from '#shared/domain/images.ts';
import { ownPart } from '#shared/domain/recordings.ts';
import type { SerializedError } from '#shared/errors.ts';
import { decodeImage, releasePixels } from '#scoring/decode.ts';
import { type PictureMeasures, measurePicture } from '#shared/vision/measures/index.ts';
import type { Product } from '../product.ts';
import { type KnownImage, type NewImage, imageOfHash, insertImages, setImageFile } from '../store/images.ts';
import { withinEdit } from '../store/edits.ts';
import { importLayers } from '../store/layerKinds.ts';
import { saveMeasures } from '../store/measures.ts';
import type { ContentWatch } from './contentWatch.ts';
import { changePictures } from './edit/changePictures.ts';
import type { ImportScale } from './depth.ts';
import { differenceHash } from './fingerprint.ts';
import { ImportMasks, type MaskAtPlace } from './importMasks.ts';
import { type ImportReport, type Remarks, refuse } from './importReport.ts';
import type { NamedPlace } from './matchSessions.ts';
import { MovedPictures } from './movedPictures.ts';
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
  mask: MaskAtPlace | null;
}

/**
 * Adds found images to a product one by one, several at a time; rows are written in the order in which the images were found, so
 * that a folder gives the same product whichever is decoded first. Make one an import; flush it at the end.
 */
export class Importer {
  readonly #outcomes = new Map<string, Promise<Outcome>>();
  readonly #waiting = new WaitingRows<NewRow>();
  readonly #product: Product;
  readonly #report: ImportReport;
  readonly #remarks: Remarks;
  readonly #watch: ContentWatch;
  readonly #masks: ImportMasks;
  readonly #moved: MovedPictures;
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
    this.#masks = new ImportMasks(product, report, remarks, watch, options);
    this.#moved = new MovedPictures(product, report);
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
      refuse(this.#report, found.file, error);
    }
  }

  /** Writes, all or none, where the pictures lie that were found again. @param folder in which they were found */
  settleMoves(folder: string): void {
    this.#moved.settle(folder, this.#options.who);
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

  async #fresh(found: FoundImage, place: number, hash: string, bytes: Uint8Array): Promise<Outcome> {
    try {
      const scale = await this.#options.scale.scaleFor(bytes);
      const decoded = await decodeImage({ bytes, file: found.file }, scale);
      const { width, height } = decoded.raster;
      const fingerprint = differenceHash(decoded.raster);
      this.#watch.see(found, decoded, fingerprint);
      const mask = await this.#masks.at(place, found, { width, height, hash });
      const measures = measurePicture(decoded.raster);
      this.#waiting.set(place, { found, hash, width, height, fingerprint, measures, mask });
      releasePixels(decoded.raster);
      return { found, isNew: true, error: null };
    } catch (error) {
      return { found, isNew: false, error: refuse(this.#report, found.file, error) };
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
    this.#moved.meet(hash, found.file, known.file);
    const isOther = !known.isLeftOut && known.label !== found.label;
    if (isOther && (this.#options.label || found.chosen?.label)) {
      await this.#relabel(known.id, found.label, found.kind);
      this.#report.relabelled++;
    } else if (isOther) {
      this.#remarks.labelKept.push({ file: found.relative, label: known.label });
    }
    // Who looks for what is missing gets back what there was.
    const mask = this.#options.only && known.maskFile === null ? null : await this.#masks.of(found, { ...known, hash });
    if (mask !== null) await this.#masks.meet(found, { ...known, hash }, mask);
    return { found, isNew: false, error: null };
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
    const there = row?.found.file ?? this.#moved.fileOf(hash) ?? this.#imageOf(hash).file;
    const [file, of] = isEqual && place < at ? [there, found.file] : [found.file, there];
    this.#report.duplicates.push({ file, of });
    if (isEqual) await this.#join(found, place, at, row);
    // What was in the product before may have been decided by a person since.
    else if (isNew && found.label === 'anomalous') await this.#becomeDefective(found, place, hash);
  }

  /** Of equal pictures that are said to be the same the first found stands, with the first mask that one of them brings. */
  async #join(found: FoundImage, place: number, at: number, row: NewRow): Promise<void> {
    const isAwaited = row.mask === null || place < row.mask.place;
    const own = isAwaited ? await this.#masks.at(place, found, row) : null;
    if (own && row.mask && !row.mask.isEmpty) this.#report.masks--; // it gives way
    const joined = { ...row, found: place < at ? found : row.found, mask: own ?? row.mask };
    if (this.#waiting.holds(at, row)) this.#waiting.move(at, Math.min(place, at), joined);
    else if (own) await this.#masks.meet(found, this.#imageOf(row.hash), own);
  }

  /** Of a picture that is said to be good and defective, the defect is believed: it must not be learnt. */
  async #becomeDefective(found: FoundImage, place: number, hash: string): Promise<void> {
    const [at, row] = this.#waiting.of(hash);
    const written = row ? null : this.#imageOf(hash);
    if (written?.label === 'anomalous' && written.maskFile !== null) return;
    const mask = await this.#masks.at(place, found, row ?? written!);
    // As if it had been read first: what stands in the product does not hang on that.
    if (row && this.#waiting.holds(at, row)) return this.#waiting.move(at, place, { ...row, found, mask });
    const { id, label } = this.#imageOf(hash);
    if (label === 'normal') {
      setImageFile(this.#product.db, hash, found.file);
      await this.#relabel(id, 'anomalous', found.kind);
    }
    if (mask !== null) await this.#masks.meet(found, this.#imageOf(hash), mask);
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
}
