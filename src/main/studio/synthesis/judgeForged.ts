import { isCoarse, isDefect, isFaint, noiseOf } from '#shared/domain/forgedMarks.ts';
import { type DefectLook, type JudgedKind, likenessOf } from '#shared/domain/likeness.ts';
import { onlyKinds } from '#shared/domain/priorSearch.ts';
import type { DefectKind, PriorSet } from '#shared/domain/priors.ts';
import type { DefectMeasure } from '#shared/vision/defectMeasures.ts';
import { type Random, createRandom } from '#shared/vision/random.ts';
import { Forger, forgingThreads } from '#forging/forger.ts';
import type { PixelOptions } from '../dataset/pixels.ts';
import type { Product } from '../product.ts';
import { type ForgedMeasures, measureForged } from './forgedMeasures.ts';
import { forgingSourceOf, goodParts } from './forgingSource.ts';
import { labelledOf, measurePictures, nothingToMatch, referenceSide, resembledBy } from './matchKind.ts';

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

/** Ways to divide the real ones in two. */
const halves = 40;

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
  const source = await forgingSourceOf(product, goodParts(product), referenceSide, options);
  const forger = new Forger({ count: forgingThreads(count) });
  try {
    const plan = { priorSet: onlyKinds(priorSet, { [forgedAs]: 1 }), seed, from: 0, count };
    const measured = await measureForged(forger, source, plan, options);
    return { kind, as: forgedAs, isTest, ...besideReal(real, measured, seed) };
  } finally {
    await forger.close();
  }
}

/** Forged defects beside real ones. @param real at least one @param seed says how the real ones are divided in two */
export function besideReal(
  real: readonly DefectMeasure[],
  { forged, onGood, pictures }: ForgedMeasures,
  seed: number,
): Omit<JudgedKind, 'kind' | 'as' | 'isTest'> {
  const noise = noiseOf(onGood);
  const largest = {
    area: Math.max(...real.map(({ area }) => area)),
    contrast: Math.max(...real.map(({ contrast }) => contrast)),
  };
  const orders = Array.from({ length: halves }, (_, i) => shuffled(real.length, createRandom(seed, i)));
  return {
    ...{ pictures, noise, largest, real: real.length, forged: forged.length },
    realFaint: shareOf(real, (one) => isFaint(one, noise)),
    faint: shareOf(forged, (one) => isFaint(one, noise)),
    coarse: shareOf(forged, (one) => isCoarse(one, largest)),
    ...likenessOf(real.map(lookOf), forged.map(lookOf), orders),
  };
}

export const lookOf = ({ area, length, width, contrast, x, y }: DefectMeasure): DefectLook => ({
  area,
  elongation: Math.max(length / width, 1),
  contrast,
  position: Math.hypot(x - 0.5, y - 0.5) / Math.SQRT1_2,
});

const shareOf = <T>(all: readonly T[], is: (one: T) => boolean): number => all.filter(is).length / (all.length || 1);

function shuffled(count: number, random: Random): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = random.integer(0, i);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
