import { type PhysicsRange, kindPhysics } from '#shared/domain/priorPhysics.ts';
import { type DefectKind, type Prior, type PriorRange, type PriorSet, defaultPriorSet } from '#shared/domain/priors.ts';
import { createRandom } from '#shared/vision/random.ts';
import { type Mask, type Raster, createMask, createRaster } from '#shared/vision/raster.ts';
import { renderSamplePart } from '#shared/vision/sample/index.ts';
import { synthesize } from '#shared/vision/synthesis/index.ts';

/** A defect on the sample part, forged by the code that training uses. */
export interface Example {
  image: Raster;
  mask: Mask;
}

type AnyRange = PriorRange | PhysicsRange;

const side = 112;
const seed = 3;
const mostTries = 8;
/** The sample part is photographed at 512 px; this is the top left of a piece of its face without holes or lettering. */
const photographed = 512;
const piece = { left: 201, top: 47 };
/** Seeds whose defect lies well in the picture. */
const exampleSeeds: Record<DefectKind, number> = {
  scratch: 4,
  stain: 5,
  pit: 4,
  crack: 1,
  fibre: 4,
  missing: 8,
  texture: 8,
  cutpaste: 8,
  warp: 4,
  hairline: 1,
  uneven: 1,
  dent: 1,
  chip: 1,
  smear: 1,
  erased: 1,
  stamp: 1,
};
/** Ends that say more than those of the default priors, which are the whole circle and no more than a few. */
const tellingEnds: Partial<Record<PriorRange, [number, number]>> = { angle: [0, 90], count: [1, 6] };

/** The two values of a range that its examples show: the ends of the default priors, or ones that tell more. */
export function exampleEnds(kind: DefectKind, name: AnyRange): readonly [number, number] {
  const isCommon = (range: AnyRange): range is PriorRange => range in defaultPriorSet.kinds.scratch;
  if (!isCommon(name)) return kindPhysics[kind].ranges[name]!.range;
  return tellingEnds[name] ?? defaultPriorSet.kinds[kind][name];
}

let plain: Raster | null = null;

/** A piece of the sample part's face. */
function face(): Raster {
  const { width, data } = renderSamplePart(seed, { session: 0, size: photographed }).image;
  const cut = createRaster(side, side);
  for (let y = 0; y < side; y++) {
    const from = ((piece.top + y) * width + piece.left) * 3;
    cut.data.set(data.subarray(from, from + side * 3), y * side * 3);
  }
  return cut;
}

/** The sample part with one kind of defect, all its ranges at their middle but those that are named. */
export function exampleOf(kind: DefectKind, values: Partial<Record<AnyRange, number>> = {}): Example {
  plain ??= face();
  const foreground = createMask(side, side, 255);
  const priors = priorsOf(kind, values);
  const stamps = kind === 'stamp' ? [exampleOf('missing', { size: 30 })] : []; // stands for a labelled one
  for (let seed = exampleSeeds[kind]; ; seed++) {
    const { image, mask, drawn } = synthesize(plain, priors, createRandom(seed), { foreground, stamps });
    // one picture in five shows a kind twice
    if (drawn.length === (values.count ?? 1) || seed > exampleSeeds[kind] + mostTries) return { image, mask };
  }
}

function priorsOf(kind: DefectKind, values: Partial<Record<AnyRange, number>>): PriorSet {
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
