import { kindPhysics } from './priorPhysics.ts';
import { type DefectKind, type Prior, type PriorSet, usedRanges } from './priors.ts';

/** Why a forged defect would not do. */
export const rejections = ['place', 'size', 'look'] as const;
export type Rejection = (typeof rejections)[number];

/** A defect as it was drawn, with the values that the ranges gave it. */
interface Drawn {
  kind: DefectKind;
  values: Readonly<Record<string, number | string>>;
}

/** A change of one kind's prior, with its value before and after. */
export type Prevention = { kind: DefectKind } & (
  | { name: 'share'; before: number; after: number }
  | { name: 'size' | 'contrast' | 'opacity' | 'zoom' | 'gain'; before: [number, number]; after: [number, number] }
  | { name: 'place' | 'start'; before: string; after: string }
);

/**
 * The change of a prior set that would have kept a defect from being drawn.
 * size and look: the range of its size, or of its contrast or opacity, ends short of the drawn value, on the side that this lies
 * nearer to; of a stamp, which has neither of its own, how much larger it is drawn, and how much stronger. place: where it begins, or where it lies, is turned to the other choice. Where nothing of that can be changed the kind is
 * drawn half as often.
 * @returns null where the set would not draw it any more
 */
export function preventionOf(priorSet: PriorSet, drawn: Drawn, why: Rejection): Prevention | null {
  const { kind, values } = drawn;
  const prior = priorSet.kinds[kind];
  if (why === 'place') return elsewhere(priorSet, drawn) ?? halfAsOften(kind, prior);
  for (const name of ranges[why]) {
    const value = Math.abs(Number(values[name]));
    const range = rangeOf(kind, prior, name);
    if (Number.isNaN(value) || !range) continue;
    const [low, high] = range;
    if (value < low * (1 - rounding) || value > high * (1 + rounding)) return null;
    if (low < high) return { kind, name, before: [low, high], after: without([low, high], value, steps[name]) };
  }
  return halfAsOften(kind, prior);
}

const ranges = { size: ['size', 'zoom'], look: ['contrast', 'opacity', 'gain'] } as const;
type ChangedRange = (typeof ranges)['size' | 'look'][number];

/** What a kind takes a value from; undefined where it has no such value. */
function rangeOf(kind: DefectKind, prior: Prior, name: ChangedRange): readonly [number, number] | undefined {
  if (name === 'zoom' || name === 'gain') return prior[name] ?? kindPhysics[kind].ranges[name]?.range;
  return usedRanges(kind).includes(name) ? prior[name] : undefined;
}

const rounding = 1e-6;
/** What ends of ranges are rounded to. */
const steps = { size: 0.1, contrast: 1, opacity: 0.01, zoom: 0.01, gain: 0.01 } as const;
/** How far before a value a range ends, as a share of the way to its other end, over the logarithm. */
const short = 0.15;

const halfAsOften = (kind: DefectKind, { share }: Prior): Prevention => ({
  ...{ kind, name: 'share', before: share },
  after: Math.round(share * 50) / 100,
});

function elsewhere({ map, kinds }: PriorSet, { kind, values }: Drawn): Prevention | null {
  const { place = 'part', start = kindPhysics[kind].choices.start } = kinds[kind];
  if (start === 'both' && (values['start'] === 'border' || values['start'] === 'part'))
    return { kind, name: 'start', before: start, after: values['start'] === 'border' ? 'part' : 'border' };
  if (kindPhysics[kind].choices.place === undefined || place === 'map') return null;
  return { kind, name: 'place', before: place, after: map ? 'map' : place === 'part' ? 'edges' : 'part' };
}

/** The larger part of a range beside a value of it. */
function without([low, high]: readonly [number, number], value: number, step: number): [number, number] {
  const isUpper = value * value >= low * high;
  const other = isUpper ? low : high;
  const end = value * (other / value) ** short;
  const rounded = (isUpper ? Math.floor(end / step) : Math.ceil(end / step)) * step;
  const kept = Number(Math.min(Math.max(rounded, low), high).toFixed(2));
  return isUpper ? [low, kept] : [kept, high];
}

/** Applies a change to a prior set, in place. */
export function prevent(priorSet: PriorSet, { kind, name, after }: Prevention): void {
  Object.assign(priorSet.kinds[kind], { [name]: after });
}
