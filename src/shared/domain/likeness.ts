import { z } from 'zod';
import { defectKinds } from './priors.ts';

/** What forged and real defects are compared by. */
export const likenessMeasures = ['area', 'elongation', 'contrast', 'position'] as const;
export type LikenessMeasure = (typeof likenessMeasures)[number];

/** What one defect looks like. */
export interface DefectLook extends Record<LikenessMeasure, number> {
  /** px at 256, at least 1. */
  area: number;
  /** Longest extent over the mean width, at least 1. */
  elongation: number;
  /** Grey levels that it stands out by from what is round it, see measureDefects; at least 0. */
  contrast: number;
  /** Distance of its middle from the picture's, 0 in the middle, 1 in a corner. */
  position: number;
}

/** How values of a measure are taken, and how little of it is no difference. */
const scales: Readonly<Record<LikenessMeasure, { isLog: boolean; least: number }>> = {
  area: { isLog: true, least: Math.log(1.1) },
  elongation: { isLog: true, least: Math.log(1.1) },
  contrast: { isLog: false, least: 2 },
  position: { isLog: false, least: 0.05 },
};
const bars = 12;

export const measureLikenessSchema = z.object({
  measure: z.enum(likenessMeasures),
  /** Earth mover's distance, in deviations of the real ones. */
  apart: z.number(),
  /** Bars lie evenly between these, over the logarithm where `isLog`. */
  from: z.number(),
  to: z.number(),
  isLog: z.boolean(),
  /** Share of the real and of the forged ones in each bar. */
  real: z.array(z.number()),
  forged: z.array(z.number()),
});
export type MeasureLikeness = z.infer<typeof measureLikenessSchema>;

export const likenessSchema = z.object({
  /** Mean over the measures of how far forged and real ones are apart, in deviations of the real ones. */
  apart: z.number(),
  /** The same between random halves of the real ones: less than this cannot be told of so few; null for fewer than four. */
  ownApart: z.number().nullable(),
  /** Share that a classifier on these measures tells right, each class weighing alike; 0.5: it cannot tell them. Null for fewer than three of either. */
  told: z.number().nullable(),
  measures: z.array(measureLikenessSchema),
});
export type Likeness = z.infer<typeof likenessSchema>;

/** Forged defects of one kind beside the labelled ones of another. */
export const judgedKindSchema = likenessSchema.extend({
  /** Of the labelled ones. */
  kind: z.string(),
  /** Of the forged ones. */
  as: z.enum(defectKinds),
  /** The labelled ones are test pictures: who tunes by them has seen something of the test. */
  isTest: z.boolean(),
  /** Defects of either. */
  real: z.number(),
  forged: z.number(),
  /** Pictures that were forged. */
  pictures: z.number(),
  /** Grey levels that 95 of 100 such places of good parts stand out by, which show nothing. */
  noise: z.number(),
  /** Largest area, px at 256, and contrast of the real ones. */
  largest: z.object({ area: z.number(), contrast: z.number() }),
  /** Share of the forged ones that stand out by no more than the noise, and of the real ones. */
  faint: z.number(),
  realFaint: z.number(),
  /** Share of the forged ones that are twice as large as any real one, or half as much again in contrast. */
  coarse: z.number(),
});
export type JudgedKind = z.infer<typeof judgedKindSchema>;

/**
 * How like real defects forged ones are.
 * @param real at least one
 * @param forged at least one
 * @param halves ways to divide the real ones in two, as their numbers in random orders
 */
export function likenessOf(
  real: readonly DefectLook[],
  forged: readonly DefectLook[],
  halves: readonly (readonly number[])[],
): Likeness {
  const measures = likenessMeasures.map((measure) => compare(measure, real, forged));
  const middle = Math.floor(real.length / 2);
  const own = halves.map((order) => {
    const [one, other] = [order.slice(0, middle), order.slice(middle)].map((part) => part.map((i) => real[i]!));
    return meanOf(likenessMeasures.map((measure) => apartBy(measure, one!, other!, real)));
  });
  return {
    apart: meanOf(measures.map(({ apart }) => apart)),
    ownApart: real.length >= 4 && own.length > 0 ? meanOf(own) : null,
    told: real.length >= 3 && forged.length >= 3 ? toldBy(real, forged) : null,
    measures,
  };
}

const taken = (measure: LikenessMeasure, looks: readonly DefectLook[]): number[] =>
  looks.map((look) => (scales[measure].isLog ? Math.log(look[measure]) : look[measure]));

function apartBy(
  measure: LikenessMeasure,
  one: readonly DefectLook[],
  other: readonly DefectLook[],
  real: readonly DefectLook[],
): number {
  const spread = Math.max(deviationOf(taken(measure, real)), scales[measure].least);
  return earthMovers(taken(measure, one), taken(measure, other)) / spread;
}

function compare(
  measure: LikenessMeasure,
  real: readonly DefectLook[],
  forged: readonly DefectLook[],
): MeasureLikeness {
  const { isLog } = scales[measure];
  const all = [...taken(measure, real), ...taken(measure, forged)];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const top = high > low ? high : low + 1;
  const sharesOf = (looks: readonly DefectLook[]): number[] => {
    const shares = Array.from({ length: bars }, () => 0);
    for (const value of taken(measure, looks)) {
      const bar = Math.min(Math.floor(((value - low) / (top - low)) * bars), bars - 1);
      shares[bar]! += 1 / looks.length;
    }
    return shares;
  };
  const [from, to] = isLog ? [Math.exp(low), Math.exp(top)] : [low, top];
  const shares = { real: sharesOf(real), forged: sharesOf(forged) };
  return { measure, apart: apartBy(measure, real, forged, real), from, to, isLog, ...shares };
}

/**
 * How far the values of one list have to be moved, in the mean, to become those of another (the first Wasserstein distance): the
 * area between their distribution functions.
 * @param one at least one value
 * @param other at least one value
 */
export function earthMovers(one: readonly number[], other: readonly number[]): number {
  const [a, b] = [one, other].map((values) => values.toSorted((x, y) => x - y)) as [number[], number[]];
  const places = [...a, ...b].sort((x, y) => x - y);
  let [i, j, distance] = [0, 0, 0];
  for (let k = 0; k + 1 < places.length; k++) {
    while (i < a.length && a[i]! <= places[k]!) i++;
    while (j < b.length && b[j]! <= places[k]!) j++;
    distance += Math.abs(i / a.length - j / b.length) * (places[k + 1]! - places[k]!);
  }
  return distance;
}

const neighbours = 5;

/** Share told right by the nearest others (leaving out the one that is told), classes weighing alike however many there are of each. */
function toldBy(real: readonly DefectLook[], forged: readonly DefectLook[]): number {
  const points = pointsOf([...real, ...forged]);
  const isReal = (i: number): boolean => i < real.length;
  const right = points.map((point, i) => {
    const near = points
      .map((other, j) => ({ j, far: Math.hypot(...point.map((value, d) => value - other[d]!)) }))
      .filter(({ j }) => j !== i)
      .sort((one, other) => one.far - other.far)
      .slice(0, neighbours);
    const others = { real: real.length - (isReal(i) ? 1 : 0), forged: forged.length - (isReal(i) ? 0 : 1) };
    const votes = near.reduce((sum, { j }) => sum + (isReal(j) ? 1 / others.real : -1 / others.forged), 0);
    return votes === 0 ? 0.5 : votes > 0 === isReal(i) ? 1 : 0;
  });
  return (meanOf(right.slice(0, real.length)) + meanOf(right.slice(real.length))) / 2;
}

/** Each measure by its deviation over all. */
function pointsOf(looks: readonly DefectLook[]): number[][] {
  const columns = likenessMeasures.map((measure) => {
    const values = taken(measure, looks);
    const spread = Math.max(deviationOf(values), scales[measure].least);
    return values.map((value) => value / spread);
  });
  return looks.map((_, i) => columns.map((values) => values[i]!));
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
}
