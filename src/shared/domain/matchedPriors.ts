import { type DefectKind, type Prior, type PriorSet, defaultPriorSet } from './priors.ts';

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
  const elongation = quantile(
    lengths.map((length, i) => length / widths[i]!),
    0.5,
  );
  if (elongation >= elongatedFrom) return darker > 0.5 ? 'crack' : 'scratch';
  return quantile(lengths, 0.5) <= pitUpTo ? 'pit' : 'stain';
}

/**
 * The default priors with the ranges of one kind taken from labelled defects: size, contrast and count from their tenth to their
 * ninetieth hundredth, within what a prior may be. Angle, edge and opacity stay: a mask does not tell them.
 * @param measured at least one defect
 */
export function matchedPriors(name: string, measured: MeasuredKind): { kind: DefectKind; priorSet: PriorSet } {
  const kind = resembles(measured);
  const prior: Prior = {
    ...defaultPriorSet.kinds[kind],
    size: rangeOf(measured.lengths, 0.5, 200, 10),
    contrast: rangeOf(measured.contrasts, 1, 160, 1),
    count: rangeOf(measured.counts, 1, 20, 1),
  };
  const kinds = { ...defaultPriorSet.kinds, [kind]: prior };
  return { kind, priorSet: { ...defaultPriorSet, name: name.slice(0, 80), kinds } };
}

function rangeOf(values: readonly number[], least: number, most: number, perUnit: number): [number, number] {
  const within = (value: number): number => Math.min(Math.max(value, least), most);
  const rounded = (value: number): number => Math.round(value * perUnit) / perUnit;
  return [within(rounded(quantile(values, 0.1))), within(rounded(quantile(values, 0.9)))];
}

/** By the nearest rank. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round(share * (sorted.length - 1))]!;
}
