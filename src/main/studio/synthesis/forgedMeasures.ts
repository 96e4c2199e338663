import { smallestArea } from '#shared/domain/forgedMarks.ts';
import type { ImageRecord } from '#shared/domain/images.ts';
import type { PriorSet } from '#shared/domain/priors.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { type DefectMeasure, measureDefects } from '#shared/vision/defectMeasures.ts';
import type { Forger } from '#forging/forger.ts';
import { inOrder } from '#forging/inOrder.ts';
import type { ForgingSource } from '#forging/pictureSource.ts';
import { type PixelOptions, makeForgingPictures, nameForgingPictures } from '../dataset/pixels.ts';
import { stampRefs } from '../dataset/stamps.ts';
import { workingView } from '../dataset/workingView.ts';
import { takeZones, zonedView } from '../dataset/zoneFiles.ts';
import type { Product } from '../product.ts';
import { listImages } from '../store/images.ts';
import { realDefects } from '../training/realDefects.ts';

/** Priors are stated in its pixels. */
const referenceSide = 256;

export interface ForgedMeasures {
  forged: DefectMeasure[];
  /** How far the same places of the good parts stand out, which show nothing: grey levels. */
  onGood: number[];
  pictures: number;
}

/** Pictures `from` to `from + count` of a seed. */
export interface ForgedPlan {
  priorSet: PriorSet;
  seed: number;
  from: number;
  count: number;
}

export const isDefect = ({ area }: DefectMeasure): boolean => area >= smallestArea;

/**
 * Good parts to forge on at 256 px, looked at as training looks at them.
 * @param parts those to draw on, with nothing to stamp; the good parts of training where absent, and what is given to it
 * @throws FlawsmithError `too-few-images` where the product has no good part
 */
export async function forgingSourceOf(
  product: Product,
  options: PixelOptions,
  parts?: readonly ImageRecord[],
): Promise<ForgingSource> {
  const images = listImages(product.db, { split: 'train', label: 'normal' });
  if (images.length === 0) {
    throw new FlawsmithError('too-few-images', 'The product has no photograph of a good part to draw defects on.', {
      file: product.dir,
      hint: 'Import a folder of good parts.',
    });
  }
  const whole = workingView(product, referenceSide, images);
  const drawnOn = parts ?? images;
  await makeForgingPictures(product, drawnOn, whole, options);
  const view = await zonedView(product, whole, takeZones(product), images, options);
  const stamps = parts ? [] : await stampRefs(product, realDefects(product).usable, view, options);
  return { parts: nameForgingPictures(product, drawnOn, view), picture: view.picture, stamps };
}

/** Forges pictures and measures what their masks mark. @param onPicture called after each. @throws as Forger.forge; CancelledError */
export async function measureForged(
  forger: Forger,
  source: ForgingSource,
  { priorSet, seed, from, count }: ForgedPlan,
  { signal, onPicture }: { signal?: AbortSignal | undefined; onPicture?: (() => void) | undefined } = {},
): Promise<ForgedMeasures> {
  const forge = (i: number) => {
    const keys = { purpose: 'train', seed, number: from + i } as const;
    return forger.forge(source, { kind: 'defect', keys, priorSet }, { mask: true, clean: true }, signal);
  };
  const result: ForgedMeasures = { forged: [], onGood: [], pictures: count };
  const next = inOrder(forge, forger.ahead, count);
  for (let i = 0; i < count; i++) {
    const { pixels, clean, mask } = await next();
    const marked = { ...source.picture, data: mask };
    result.forged.push(...measureDefects({ ...source.picture, data: pixels }, marked).filter(isDefect));
    const good = measureDefects({ ...source.picture, data: clean }, marked).filter(isDefect);
    result.onGood.push(...good.map(({ contrast }) => contrast));
    onPicture?.();
  }
  return result;
}
