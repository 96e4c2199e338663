import { readFile } from 'node:fs/promises';
import { cellsOf } from '#shared/vision/raster.ts';
import type { ImageRecord } from '#shared/domain/images.ts';
import {
  type EstimatedRanges,
  type MeasuredKind,
  estimatedRanges,
  matchedPriors,
  resembles,
} from '#shared/domain/matchedPriors.ts';
import type { DefectKind, PriorSet } from '#shared/domain/priors.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { type DefectMeasure, measureDefects } from '#shared/vision/defectMeasures.ts';
import { loadMask } from '../dataset/imageMask.ts';
import { type PixelOptions, pixelRefs } from '../dataset/pixels.ts';
import { workingView } from '../dataset/workingView.ts';
import { namelessKind } from '../dataset/masksByKind.ts';
import type { Product } from '../product.ts';
import { listImages } from '../store/images.ts';

/** Priors are stated in its pixels. */
export const referenceSide = 256;

/** On how much an estimate rests. */
interface Measured {
  defects: number;
  pictures: number;
  /** Pictures of the kind whose mask shows nothing at 256 px, or that have none. */
  unseen: number;
  /** The pictures are the test's: what is trained with these ranges has seen something of its test. */
  isTest: boolean;
  /** The kind of forged defect that they resemble. */
  resembles: DefectKind;
}
export interface MatchedKind extends Measured {
  priorSet: PriorSet;
}
export interface EstimatedKind extends Measured {
  /** Of the forged kind that was asked for. */
  ranges: EstimatedRanges;
}

/**
 * Estimates the ranges of a kind from labelled defects, as a prior set: those on the side of training, or the test's where there are none.
 * @throws FlawsmithError `not-found` where no mask of this kind shows a defect, or a file is gone; `mask-changed`; CancelledError
 */
export async function matchKind(product: Product, kind: string, options: PixelOptions = {}): Promise<MatchedKind> {
  const { measured, ...found } = await measureKind(product, kind, labelledOf(product, kind), options);
  return { ...found, priorSet: matchedPriors(`like ${kind}`, measured).priorSet };
}

/**
 * Estimates the ranges of one forged kind from labelled defects of training.
 * @param evenTest takes the test's where none stands in training
 * @throws as {@link matchKind}
 */
export async function estimateKind(
  product: Product,
  { kind, as, evenTest }: { kind: string; as: DefectKind; evenTest: boolean },
  options: PixelOptions = {},
): Promise<EstimatedKind> {
  const labelled = evenTest ? labelledOf(product, kind) : { used: givenOf(product, kind), isTest: false };
  const { measured, ...found } = await measureKind(product, kind, labelled, options);
  return { ...found, ranges: estimatedRanges(as, measured) };
}

async function measureKind(
  product: Product,
  kind: string,
  { used, isTest }: { used: readonly ImageRecord[]; isTest: boolean },
  options: PixelOptions,
): Promise<Measured & { measured: MeasuredKind }> {
  const perPicture = (await measurePictures(product, used, options)).filter((defects) => defects.length > 0);
  const defects = perPicture.flat();
  if (defects.length === 0) throw nothingToMatch(product, kind);
  const measured: MeasuredKind = {
    ...shapesOf(defects),
    contrasts: defects.map(({ contrast }) => contrast),
    counts: perPicture.map(({ length }) => length),
  };
  const pictures = perPicture.length;
  return {
    ...{ measured, resembles: resembles(measured), isTest },
    ...{ defects: defects.length, pictures, unseen: used.length - pictures },
  };
}

const shapesOf = (defects: readonly DefectMeasure[]): Pick<MeasuredKind, 'lengths' | 'widths' | 'darker'> => ({
  lengths: defects.map(({ length }) => length),
  widths: defects.map(({ width }) => width),
  darker: defects.filter(({ isDarker }) => isDarker).length / defects.length,
});

/** The kind that measured defects resemble. @param defects at least one */
export const resembledBy = (defects: readonly DefectMeasure[]): DefectKind => resembles(shapesOf(defects));

/** A kind of labelled defects: how many pictures of it have a mask, and which of these stand in training, by id. */
interface LabelledKind {
  kind: string;
  pictures: number;
  given: number[];
}

/** Kinds of labelled defects, by name. */
export function labelledKinds(product: Product): LabelledKind[] {
  const kinds = new Map<string, Omit<LabelledKind, 'kind'>>();
  for (const { id, kind, maskFile, split } of listImages(product.db, { label: 'anomalous' })) {
    if (maskFile === null) continue;
    const name = kind ?? namelessKind;
    const { pictures, given } = kinds.get(name) ?? { pictures: 0, given: [] };
    kinds.set(name, { pictures: pictures + 1, given: split === 'train' ? [...given, id] : given });
  }
  return [...kinds].sort(([one], [other]) => (one < other ? -1 : 1)).map(([kind, counts]) => ({ kind, ...counts }));
}

/** Labelled pictures of a kind on the side of training; null: of any. */
export const givenOf = (product: Product, kind: string | null): ImageRecord[] =>
  listImages(product.db, { label: 'anomalous', split: 'train' }).filter((image) => isOf(image, kind));

const isOf = (image: ImageRecord, kind: string | null): boolean =>
  kind === null || (image.kind ?? namelessKind) === kind;

/** Labelled pictures of a kind, null: of any: those on the side of training, or the test's where there are none. */
export function labelledOf(product: Product, kind: string | null): { used: ImageRecord[]; isTest: boolean } {
  const given = givenOf(product, kind);
  if (given.length > 0) return { used: given, isTest: false };
  const labelled = listImages(product.db, { label: 'anomalous' }).filter((image) => isOf(image, kind));
  return { used: labelled, isTest: true };
}

/** What each region of each picture's mask looks like, px at 256; none where a picture has no mask, or it shows nothing. */
export async function measurePictures(
  product: Product,
  images: readonly ImageRecord[],
  options: PixelOptions,
): Promise<DefectMeasure[][]> {
  const masked = images.filter(({ maskFile }) => maskFile !== null);
  const good = listImages(product.db, { label: 'normal', split: 'train' });
  const view = workingView(product, referenceSide, good.length > 0 ? good : masked);
  const refs = await pixelRefs(product, masked, view, options);
  const measured: DefectMeasure[][] = [];
  for (const [i, image] of masked.entries()) {
    const mask = await loadMask(image, view);
    const data = await readFile(refs[i]!.pixels);
    if (data.length !== 3 * cellsOf(view.picture))
      throw new FlawsmithError('unreadable-image', `The cached picture has a wrong length: ${refs[i]!.pixels}`);
    measured.push(mask ? measureDefects({ ...view.picture, data }, mask) : []);
  }
  return measured;
}

/** @param kind null: of any */
export function nothingToMatch(product: Product, kind: string | null): FlawsmithError {
  const kinds = new Set(listImages(product.db, { label: 'anomalous' }).map((image) => image.kind ?? 'defect'));
  return new FlawsmithError(
    'not-found',
    `No labelled defect${kind === null ? '' : ` of the kind ${kind}`} has a mask that shows it at ${referenceSide} px.`,
    {
      file: product.dir,
      hint:
        kinds.size > 0
          ? `Kinds in this product: ${[...kinds].sort().join(', ')}.`
          : 'Import or paint masks of defects first.',
    },
  );
}
