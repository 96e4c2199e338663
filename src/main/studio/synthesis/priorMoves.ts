import { type PhysicsRange, bounds, kindPhysics, physicsOf } from '#shared/domain/priorPhysics.ts';
import type { DefectLook } from '#shared/domain/likeness.ts';
import { isSizedByWidth } from '#shared/domain/matchedPriors.ts';
import { type DefectKind, type Prior, type PriorRange, usedRanges } from '#shared/domain/priors.ts';
import { quantileOf } from '#shared/domain/usual.ts';
import type { DefectMeasure } from '#shared/vision/defectMeasures.ts';
import type { Random } from '#shared/vision/random.ts';

type RangeName = PriorRange | PhysicsRange;
type Range = [number, number];

/** What no measure of likeness sees stays as it is. */
const unseen: readonly RangeName[] = ['count', 'angle', 'tint', 'hue'];
const whole: readonly RangeName[] = ['contrast', 'branches'];
/** Ranges that are moved in one step at most. */
const mostMoved = 3;
const placeChance = 0.15;
/** Share of labelled defects of one brightness from which on all forged ones are of it. */
const oneSided = 0.85;

/** What of measured values a range is to hold: from here to there. */
const tails = [0.1, 0.9] as const;

/** Ranges of a kind that change what likeness measures. */
const tunedRanges = (kind: DefectKind): RangeName[] =>
  [...usedRanges(kind), ...physicsOf(kind).ranges].filter((name) => !unseen.includes(name));

const rangeOf = (kind: DefectKind, prior: Prior, name: RangeName): readonly [number, number] =>
  prior[name] ?? kindPhysics[kind].ranges[name as PhysicsRange]!.range;

const isLog = (name: RangeName): boolean => bounds[name].low > 0;
/** 0 at the lower bound of a value, 1 at the upper one. */
function shareOf(name: RangeName, value: number): number {
  const { low, high } = bounds[name];
  return isLog(name) ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
}
function valueAt(name: RangeName, share: number): number {
  const { low, high } = bounds[name];
  return isLog(name) ? low * (high / low) ** share : low + (high - low) * share;
}

/** Within its bounds, in order, of as many digits as a person would type. */
function tidy(prior: Prior, name: RangeName, [from, to]: readonly [number, number]): Range {
  const { low, high } = bounds[name];
  const rounded = (value: number): number => (whole.includes(name) ? Math.round(value) : Number(value.toPrecision(3)));
  const least = prior.spread?.[name]?.scale === 'log' ? Math.max(low, 0.01) : low;
  const within = (value: number): number => Math.min(Math.max(rounded(value), least), high);
  return [within(Math.min(from, to)), within(Math.max(from, to))];
}

/**
 * A prior beside this one: up to three of its ranges moved and widened or narrowed, now and then lying elsewhere.
 * @param step deviation of a move, as a share of what the range may be
 */
export function movedPrior(kind: DefectKind, prior: Prior, step: number, random: Random): Prior {
  const moved: Prior = { ...prior };
  const names = tunedRanges(kind);
  for (let left = random.integer(1, mostMoved); left > 0; left--) {
    const name = random.pick(names);
    const [from, to] = rangeOf(kind, moved, name).map((value) => shareOf(name, value)) as Range;
    const middle = (from + to) / 2 + random.normal(0, step);
    const half = Math.max((to - from) / 2, step / 8) * Math.exp(random.normal(0, 2 * step));
    const ends = [middle - half, middle + half].map((share) => valueAt(name, Math.min(Math.max(share, 0), 1))) as Range;
    moved[name] = tidy(prior, name, ends);
  }
  const place = moved.place ?? kindPhysics[kind].choices.place;
  if (place !== undefined && place !== 'map' && random.chance(placeChance))
    moved.place = place === 'part' ? 'edges' : 'part';
  return moved;
}

/** What of a look a range decides first. */
const decides: Partial<Record<RangeName, (look: DefectLook) => number>> = {
  contrast: ({ contrast }) => contrast,
  size: ({ area, elongation }) => Math.sqrt(area * elongation),
  width: ({ area, elongation }) => Math.sqrt(area / elongation),
  elongation: ({ elongation }) => elongation,
};
/** A correction at most, as a factor. */
const mostCorrected = 2;

/** Ranges of a kind that {@link correctedPrior} can correct. */
export const correctable = (kind: DefectKind): RangeName[] => tunedRanges(kind).filter((name) => decides[name]);

/**
 * A prior with ends of ranges moved by as much as what was forged of them missed the real ones by, at its tenth and at its ninetieth
 * hundredth.
 * @param names of {@link correctable}
 * @param real at least one
 * @param forged with this prior, at least one
 */
export function correctedPrior(
  kind: DefectKind,
  prior: Prior,
  names: readonly RangeName[],
  { real, forged }: { real: readonly DefectLook[]; forged: readonly DefectLook[] },
): Prior {
  const corrected: Prior = { ...prior };
  for (const name of names) {
    const of = decides[name]!;
    const factorAt = (share: number): number => {
      const factor = quantileOf(real.map(of), share) / Math.max(quantileOf(forged.map(of), share), 1e-6);
      return Math.min(Math.max(factor, 1 / mostCorrected), mostCorrected);
    };
    const [from, to] = rangeOf(kind, prior, name);
    corrected[name] = tidy(prior, name, [from * factorAt(tails[0]), to * factorAt(tails[1])]);
  }
  return corrected;
}

/** A prior with what can be read off measured defects: size, contrast, width, elongation from their tenth to their ninetieth hundredth, and brightness. @param real at least one */
export function priorLike(kind: DefectKind, prior: Prior, real: readonly DefectMeasure[]): Prior {
  const values: Partial<Record<RangeName, number[]>> = {
    size: real.map(({ length, width }) => (isSizedByWidth(kind) ? width : length)),
    contrast: real.map(({ contrast }) => contrast),
    width: real.map(({ width }) => width),
    elongation: real.map(({ length, width }) => length / width),
  };
  const like: Prior = { ...prior };
  for (const name of tunedRanges(kind)) {
    const measured = values[name];
    if (measured) like[name] = tidy(prior, name, [quantileOf(measured, tails[0]), quantileOf(measured, tails[1])]);
  }
  const darker = real.filter(({ isDarker }) => isDarker).length / real.length;
  if (kindPhysics[kind].choices.sign !== undefined)
    like.sign = darker >= oneSided ? 'darker' : darker <= 1 - oneSided ? 'brighter' : 'both';
  return like;
}
