import { type DefectLook, type JudgedKind, likenessOf } from '#shared/domain/likeness.ts';
import { resembles } from '#shared/domain/matchedPriors.ts';
import { type DefectKind, type PriorSet, defectKinds } from '#shared/domain/priors.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { type DefectMeasure, measureDefects } from '#shared/vision/defectMeasures.ts';
import { type Random, createRandom } from '#shared/vision/random.ts';
import { Forger, forgingThreads } from '#forging/forger.ts';
import { inOrder } from '#forging/inOrder.ts';
import type { ForgingSource } from '#forging/pictureSource.ts';
import { type PixelOptions, makeForgingPictures, nameForgingPictures } from '../dataset/pixels.ts';
import { workingView } from '../dataset/workingView.ts';
import { takeZones, zonedView } from '../dataset/zoneFiles.ts';
import type { Product } from '../product.ts';
import { listImages } from '../store/images.ts';
import { labelledOf, measurePictures, nothingToMatch } from './matchKind.ts';

export interface JudgeOrder {
  /** Kind of the labelled defects. */
  kind: string;
  /** Forged kind that is held beside them; the one that they resemble where absent. */
  as?: DefectKind | undefined;
  priorSet: PriorSet;
  /** Pictures to forge. */
  count: number;
  seed: number;
}

/** Pictures that are forged where nobody says how many. */
export const judgedPictures = 200;

/** Priors are stated in its pixels. */
const referenceSide = 256;
/** Smaller regions are no defect, px. */
const smallestArea = 5;
/** Ways to divide the real ones in two. */
const halves = 40;
/** A forged defect is too coarse beyond the largest real one times this, in area or in contrast. */
const beyond = { area: 2, contrast: 1.5 } as const;
/** Share of good places that stand out less than what counts as noise. */
const noiseShare = 0.95;

/**
 * Holds forged defects beside labelled ones of a kind, measured alike at 256 px.
 * @throws FlawsmithError `not-found` where no mask of this kind shows a defect, `too-few-images` where there is no good part to forge on; CancelledError
 */
export async function judgeForged(
  product: Product,
  { kind, as, priorSet, count, seed }: JudgeOrder,
  options: PixelOptions = {},
): Promise<JudgedKind> {
  const { used, isTest } = labelledOf(product, kind);
  const real = (await measurePictures(product, used, options)).flat().filter(isDefect);
  if (real.length === 0) throw nothingToMatch(product, kind);
  const forgedAs = as ?? resembledBy(real);
  const { forged, onGood, pictures } = await measureForged(
    product,
    { priorSet: onlyKind(priorSet, forgedAs), count, seed },
    options,
  );
  const noise = quantile(onGood, noiseShare);
  const [largest, strongest] = [
    Math.max(...real.map(({ area }) => area)),
    Math.max(...real.map((one) => one.contrast)),
  ];
  const isCoarse = (one: DefectMeasure): boolean =>
    one.area > beyond.area * largest || one.contrast > beyond.contrast * strongest;
  const orders = Array.from({ length: halves }, (_, i) => shuffled(real.length, createRandom(seed, i)));
  return {
    ...{ kind, as: forgedAs, isTest, pictures, noise },
    ...{ real: real.length, forged: forged.length, realFaint: shareOf(real, (one) => one.contrast <= noise) },
    faint: shareOf(forged, (one) => one.contrast <= noise),
    coarse: shareOf(forged, isCoarse),
    ...likenessOf(real.map(lookOf), forged.map(lookOf), orders),
  };
}

const isDefect = ({ area }: DefectMeasure): boolean => area >= smallestArea;

const resembledBy = (real: readonly DefectMeasure[]): DefectKind =>
  resembles({
    lengths: real.map(({ length }) => length),
    widths: real.map(({ width }) => width),
    darker: real.filter(({ isDarker }) => isDarker).length / real.length,
  });

/** The set with one kind alone. */
function onlyKind(priorSet: PriorSet, kind: DefectKind): PriorSet {
  const kinds = Object.fromEntries(
    defectKinds.map((name) => [name, { ...priorSet.kinds[name], enabled: name === kind }]),
  ) as PriorSet['kinds'];
  return { ...priorSet, kinds: { ...kinds, [kind]: { ...kinds[kind], share: Math.max(kinds[kind].share, 1) } } };
}

const lookOf = ({ area, length, width, contrast, x, y }: DefectMeasure): DefectLook => ({
  area,
  elongation: Math.max(length / width, 1),
  contrast,
  position: Math.hypot(x - 0.5, y - 0.5) / Math.SQRT1_2,
});

interface Forged {
  forged: DefectMeasure[];
  /** How far the same places of the good parts stand out, which show nothing: grey levels. */
  onGood: number[];
  pictures: number;
}

async function measureForged(
  product: Product,
  { priorSet, count, seed }: { priorSet: PriorSet; count: number; seed: number },
  options: PixelOptions,
): Promise<Forged> {
  const source = await sourceOf(product, options);
  const forger = new Forger({ count: forgingThreads(count) });
  const forge = (number: number) => {
    const keys = { purpose: 'train', seed, number } as const;
    return forger.forge(source, { kind: 'defect', keys, priorSet }, { mask: true, clean: true }, options.signal);
  };
  const result: Forged = { forged: [], onGood: [], pictures: count };
  try {
    const next = inOrder(forge, forger.ahead, count);
    for (let i = 0; i < count; i++) {
      const { pixels, clean, mask } = await next();
      const marked = { ...source.picture, data: mask };
      result.forged.push(...measureDefects({ ...source.picture, data: pixels }, marked).filter(isDefect));
      const good = measureDefects({ ...source.picture, data: clean }, marked).filter(isDefect);
      result.onGood.push(...good.map(({ contrast }) => contrast));
    }
  } finally {
    await forger.close();
  }
  return result;
}

async function sourceOf(product: Product, options: PixelOptions): Promise<ForgingSource> {
  const images = listImages(product.db, { split: 'train', label: 'normal' });
  if (images.length === 0) {
    throw new FlawsmithError('too-few-images', 'The product has no photograph of a good part to draw defects on.', {
      file: product.dir,
      hint: 'Import a folder of good parts.',
    });
  }
  const whole = workingView(product, referenceSide, images);
  await makeForgingPictures(product, images, whole, options);
  const view = await zonedView(product, whole, takeZones(product), images, options);
  return { parts: nameForgingPictures(product, images, view), picture: view.picture };
}

const shareOf = <T>(all: readonly T[], is: (one: T) => boolean): number => all.filter(is).length / (all.length || 1);

/** By the nearest rank. */
const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.round(share * (values.length - 1))] ?? 0;

function shuffled(count: number, random: Random): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = random.integer(0, i);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
