import { bounds, kindPhysics } from './priorPhysics.ts';
import { type DefectKind, type PriorSet, defaultPriorSet, usedRanges } from './priors.ts';
import { quantileOf } from './usual.ts';

/** What masks tell of a kind. */
export const estimatedNames = ['size', 'elongation', 'contrast', 'count'] as const;
export type EstimatedRanges = Partial<Record<(typeof estimatedNames)[number], [number, number]>>;

/** What a set of labelled defects of one kind looks like. Lengths in px at 256. */
export interface MeasuredKind {
  /** Longest extent of each defect. */
  lengths: readonly number[];
  widths: readonly number[];
  /** Grey levels. */
  contrasts: readonly number[];
  /** Share of them that are darker than what is round them, 0–1. */
  darker: number;
  /** Defects in each picture. */
  counts: readonly number[];
}

/** So many times as long as wide: a line. */
const elongatedFrom = 4;
/** Longest extent up to which a spot is a pit, px at 256: as the default prior of a pit. */
const pitUpTo = defaultPriorSet.kinds.pit.size[1];

/** The kind of forged defect that labelled ones resemble: lines darker than their surroundings are cracks, other lines scratches; small spots pits, others stains. */
export function resembles({
  lengths,
  widths,
  darker,
}: Pick<MeasuredKind, 'lengths' | 'widths' | 'darker'>): DefectKind {
  const elongation = quantileOf(
    lengths.map((length, i) => length / widths[i]!),
    0.5,
  );
  if (elongation >= elongatedFrom) return darker > 0.5 ? 'crack' : 'scratch';
  return quantileOf(lengths, 0.5) <= pitUpTo ? 'pit' : 'stain';
}

/** Of a kind whose size is how wide it is: an uneven finish states its width, and how many times it is as long. */
export const isSizedByWidth = (kind: DefectKind): boolean => kind === 'uneven';

/**
 * The ranges of a forged kind as labelled defects have them, from their tenth to their ninetieth hundredth, within what a prior may be:
 * those that the kind asks for. Angle, edge and opacity are not among them: a mask does not tell them.
 * @param measured at least one defect
 */
export function estimatedRanges(kind: DefectKind, measured: MeasuredKind): EstimatedRanges {
  const { lengths, widths, contrasts, counts } = measured;
  const all = {
    size: rangeOf('size', isSizedByWidth(kind) ? widths : lengths, 10),
    elongation: rangeOf(
      'elongation',
      lengths.map((length, i) => length / widths[i]!),
      10,
    ),
    contrast: rangeOf('contrast', contrasts, 1),
    count: rangeOf('count', counts, 1),
  };
  const used: readonly string[] = [...usedRanges(kind), ...Object.keys(kindPhysics[kind].ranges)];
  return Object.fromEntries(Object.entries(all).filter(([name]) => used.includes(name)));
}

/** The default priors with the ranges of the kind that labelled defects resemble taken from them, see {@link estimatedRanges}. */
export function matchedPriors(name: string, measured: MeasuredKind): { kind: DefectKind; priorSet: PriorSet } {
  const kind = resembles(measured);
  const prior = { ...defaultPriorSet.kinds[kind], ...estimatedRanges(kind, measured) };
  const kinds = { ...defaultPriorSet.kinds, [kind]: prior };
  return { kind, priorSet: { ...defaultPriorSet, name: name.slice(0, 80), kinds } };
}

function rangeOf(name: (typeof estimatedNames)[number], values: readonly number[], perUnit: number): [number, number] {
  const { low, high } = bounds[name];
  const within = (value: number): number => Math.min(Math.max(value, low), high);
  const rounded = (value: number): number => Math.round(value * perUnit) / perUnit;
  return [within(rounded(quantileOf(values, 0.1))), within(rounded(quantileOf(values, 0.9)))];
}
