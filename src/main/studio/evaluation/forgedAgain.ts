import { type ImageRecord, roiPixels } from '#shared/domain/images.ts';
import { type PictureShape, areaOf, isSameShape } from '#shared/domain/pictures.ts';
import { type PictureKeys, heldOutPicture } from '#shared/domain/purposes.ts';
import { sharperShape } from '#shared/domain/resolution.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import { changedPixels } from '#shared/vision/changedPart.ts';
import { partsOfPicture } from '#shared/vision/synthesis/forge.ts';
import { Forger } from '#forging/forger.ts';
import type { ForgingSource } from '#forging/pictureSource.ts';
import type { PictureView } from '../dataset/cache.ts';
import { decidedView, makeForgingPictures, nameForgingPictures } from '../dataset/pixels.ts';
import { drawZones, zonedView } from '../dataset/zoneFiles.ts';
import type { Product } from '../product.ts';
import { listImages } from '../store/images.ts';
import { type RunFile, ownAreasOfRun, ownRunView, readRunFile, runView, zonedRunView } from '../training/runFolder.ts';
import { readEvaluation } from './evaluationFile.ts';

/** A forged defect, at the run's working size or sharper. */
export interface ForgedAgain {
  shape: PictureShape;
  /** Raw RGB. */
  pixels: Uint8Array;
  /** 255 where the good part was changed, else 0. */
  mask: Uint8Array;
  /** 255 where it differs from the good part at all, be it by a harmless change of light or place; else 0. */
  changed: Uint8Array;
}

/** Pictures kept at a time, bytes: a page asks for the picture and its mask one after the other. */
const keptBytes = 64e6;

/** `judged`: the very pictures that were judged. `sharp`: the same defects as sharp as the photograph, see {@link sharperShape}. */
export type ForgedLook = 'judged' | 'sharp';

/** What is forged of one number. */
interface Wish {
  file: RunFile;
  bases: readonly ImageRecord[];
  keys: PictureKeys;
  view: PictureView;
  look: ForgedLook;
}

/**
 * Forges the defects of evaluations again, for who looks at them, from the run's priors, the good parts that the report names,
 * and their number. Whoever makes one closes it.
 */
export class ForgedAgainPictures {
  /** One each, so that parts stay decoded from one picture to the next. */
  private readonly forgers = new Map<ForgedLook, Forger>();
  /** The good parts last drawn on. */
  private readonly sources = new Map<ForgedLook, { key: string; source: ForgingSource }>();
  private readonly kept = new Map<string, Promise<ForgedAgain>>();

  /**
   * Forged defect `number` of a run's evaluation.
   * @throws FlawsmithError `not-found` where the run was not evaluated, has no such defect, or a good part of it has left the
   * product; `product-damaged`, `checkpoint-damaged`, `image-changed`
   */
  async forge(product: Product, run: string, number: number, look: ForgedLook = 'judged'): Promise<ForgedAgain> {
    const file = await readRunFile(product, run);
    const bases = await basesOf(product, run, number);
    const keys = heldOutPicture('limits', number);
    const judged = runView(file);
    const { width, height } = bases[partsOfPicture(keys, bases.length).base]!;
    const picture =
      look === 'judged' ? judged.picture : sharperShape(judged.picture, roiPixels(judged.roi, width, height));
    const view = await zonedLike(product, file, { ...judged, picture }, bases);
    const key = JSON.stringify([product.dir, view, bases.map(({ hash }) => hash), file.config.priorSet, number]);
    const known = this.kept.get(key);
    if (known) return known;
    const made = this.make(product, { file, bases, keys, view, look });
    this.kept.set(key, made);
    made.catch(() => this.kept.delete(key)); // the next one to ask tries again
    this.forgetOldest(areaOf(picture) * 5);
    return made;
  }

  private async make(product: Product, { file, bases, keys, view, look }: Wish): Promise<ForgedAgain> {
    const { base, lenders } = partsOfPicture(keys, bases.length);
    await makeForgingPictures(
      product,
      [base, ...lenders].map((part) => bases[part]!),
      view,
    );
    const key = JSON.stringify([product.dir, view, bases.map(({ hash }) => hash)]);
    const last = this.sources.get(look);
    const source =
      last?.key === key ? last.source : { parts: nameForgingPictures(product, bases, view), picture: view.picture };
    this.sources.set(look, { key, source });
    const forger = this.forgers.get(look) ?? new Forger({ count: 1 });
    this.forgers.set(look, forger);
    const request = { kind: 'defect', keys, priorSet: file.config.priorSet } as const;
    const { pixels, mask, clean } = await forger.forge(source, request, { pixels: true, mask: true, clean: true });
    return { shape: view.picture, pixels, mask, changed: changedPixels(pixels, clean) };
  }

  private forgetOldest(bytes: number): void {
    const most = Math.max(8, Math.floor(keptBytes / bytes));
    for (const key of this.kept.keys()) {
      if (this.kept.size <= most) return;
      this.kept.delete(key);
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.forgers.values()].map((forger) => forger.close()));
  }
}

/**
 * A view of any size with the run's zones, such that the same defects are decided under them: what they are decided on is filled as the
 * run filled it, and a sharper picture with the mean of the parts at hand.
 */
async function zonedLike(
  product: Product,
  file: RunFile,
  view: PictureView,
  bases: readonly ImageRecord[],
): Promise<PictureView> {
  const shared = await sharedLike(product, file, view, bases);
  const { own } = await ownRunView(product, file, bases);
  if (!own) return shared;
  const areas = ownAreasOfRun(product, file, bases);
  if (isSameShape(runView(file).picture, view.picture)) return { ...shared, own };
  const isReference = decidedView(view) === null;
  const sharp = await zonedView(product, { ...view, zones: undefined }, file.zones ?? null, bases, {}, areas);
  const files = areas.map(({ hash }) => {
    const { picture, reference = picture } = own[hash]!;
    return [hash, { picture: isReference ? reference : sharp.own![hash]!.picture, reference }] as const;
  });
  return { ...shared, own: Object.fromEntries(files) };
}

/** {@link zonedLike} without the own ignore areas of pictures. */
async function sharedLike(
  product: Product,
  file: RunFile,
  view: PictureView,
  bases: readonly ImageRecord[],
): Promise<PictureView> {
  const { picture, zones: kept } = zonedRunView(product, file);
  if (!kept || !file.zones) return view;
  if (isSameShape(picture, view.picture)) return { ...view, zones: kept };
  const { reference = kept.picture } = kept;
  const isReference = decidedView(view) === null;
  const drawn = isReference ? reference : await drawZones(product, view, file.zones, bases);
  return { ...view, zones: { picture: drawn, reference } };
}

/** The good parts that an evaluation forged on, as it numbered them. */
async function basesOf(product: Product, run: string, number: number): Promise<ImageRecord[]> {
  const forged = (await readEvaluation(product, run))?.forged;
  if (!forged?.rows.some((row) => row.number === number)) {
    throw new FlawsmithError('not-found', `The evaluation of ${run} has no forged defect ${number}.`, {
      hint: 'Evaluate the run again.',
    });
  }
  const known = new Map(listImages(product.db).map((image) => [image.hash, image]));
  return forged.bases.map((hash) => {
    const image = known.get(hash);
    if (image) return image;
    throw new FlawsmithError('not-found', 'A good part that defects were forged on has left the product.', {
      hint: 'Evaluate the run again, or bring the picture back.',
      said: said('forgedBaseGone'),
    });
  });
}
