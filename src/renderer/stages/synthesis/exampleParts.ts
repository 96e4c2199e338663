import { type DefectKind, type Prior, type PriorRange, type PriorSet, defaultPriorSet } from '#shared/domain/priors.ts';
import { createRandom } from '#shared/vision/random.ts';
import type { Mask, Raster } from '#shared/vision/raster.ts';
import { renderSamplePart } from '#shared/vision/sample/index.ts';
import { synthesize } from '#shared/vision/synthesis/index.ts';

/** A defect on the sample part, forged by the code that training uses. */
export interface Example {
  image: Raster;
  mask: Mask;
}

const side = 256;
const seed = 3;
/** Ends that say more than those of the default priors, which are the whole circle and no more than a few. */
const tellingEnds: Partial<Record<PriorRange, [number, number]>> = { angle: [0, 90], count: [1, 6] };

/** The two values of a range that its examples show: the ends of the default priors, or ones that tell more. */
export function exampleEnds(kind: DefectKind, name: PriorRange): [number, number] {
  return tellingEnds[name] ?? defaultPriorSet.kinds[kind][name];
}

let plain: Raster | null = null;

/** The sample part with one kind of defect, all its ranges at their middle but those that are named. */
export function exampleOf(kind: DefectKind, values: Partial<Record<PriorRange, number>> = {}): Example {
  plain ??= renderSamplePart(seed, { session: 0, size: side }).image;
  const { image, mask } = synthesize(plain, priorsOf(kind, values), createRandom(seed, 1));
  return { image, mask };
}

function priorsOf(kind: DefectKind, values: Partial<Record<PriorRange, number>>): PriorSet {
  const usual = defaultPriorSet.kinds[kind];
  const fixed = Object.fromEntries(
    Object.entries({ ...middles(usual), ...values }).map(([name, value]) => [name, [value, value]]),
  ) as Pick<Prior, PriorRange>;
  const others = Object.fromEntries(
    Object.entries(defaultPriorSet.kinds).map(([name, prior]) => [name, { ...prior, enabled: name === kind }]),
  ) as PriorSet['kinds'];
  return { ...defaultPriorSet, nuisance: 0, kinds: { ...others, [kind]: { ...usual, ...fixed, enabled: true } } };
}

/** Lengths and contrasts in the middle of their decades, the others half way; one defect, lying at 35°. */
const middles = ({ size, contrast, edge, opacity }: Prior): Record<PriorRange, number> => ({
  size: Math.sqrt(size[0] * size[1]),
  contrast: Math.sqrt(contrast[0] * contrast[1]),
  edge: (edge[0] + edge[1]) / 2,
  opacity: (opacity[0] + opacity[1]) / 2,
  count: 1,
  angle: 35,
});
