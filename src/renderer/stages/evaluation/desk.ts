import { type TwoLimits, type Verdict, verdictOf } from '#shared/domain/limits.ts';
import type { Entry, Series } from './entries.ts';

/** The part of the score axis that is drawn, 0–1. */
export interface Axis {
  from: number;
  to: number;
}

const steps = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1] as const;
/** Narrower than this a whole axis would be made of noise. */
const narrowest = 0.05;
const mostTicks = 11;

const stepOf = ({ from, to }: Axis): number => steps.find((step) => (to - from) / step <= mostTicks + 1e-9) ?? 0.1;

/**
 * Where the scores and the limits are, with room at both ends, to whole ticks; all of 0–1 where there is no score.
 * @param limits in force and as drawn, all of which are to be seen
 */
export function axisOf(scores: readonly number[], limits: readonly TwoLimits[]): Axis {
  if (scores.length === 0) return { from: 0, to: 1 };
  const all = [...scores, ...limits.flatMap(({ acceptLimit, rejectLimit }) => [acceptLimit, rejectLimit])];
  let [low, high] = [Infinity, -Infinity];
  for (const score of all) [low, high] = [Math.min(low, score), Math.max(high, score)];
  const room = Math.max((high - low) * 0.05, (narrowest - (high - low)) / 2);
  const step = stepOf({ from: low - room, to: high + room });
  const whole = (value: number, round: (value: number) => number): number =>
    Number(Math.min(Math.max(round(value / step) * step, 0), 1).toFixed(4));
  return { from: whole(low - room, Math.floor), to: whole(high + room, Math.ceil) };
}

/** Scores at whole ticks, with as many decimals as they need. */
export function ticksOf(axis: Axis): { score: number; words: string }[] {
  const step = stepOf(axis);
  const decimals = step < 0.01 ? 3 : step < 0.1 ? 2 : 1;
  const first = Math.ceil(axis.from / step - 1e-9);
  const last = Math.floor(axis.to / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const score = (first + i) * step;
    return { score, words: score.toFixed(decimals) };
  });
}

export const bins = 50;

/** Pictures of one lane in one of {@link bins} of the axis. */
export interface Bin {
  index: number;
  from: number;
  to: number;
  entries: Entry[];
}

/** The bins of an axis that hold something, from left to right. Each picture stands in exactly one. */
export function binned(entries: readonly Entry[], { from, to }: Axis): Bin[] {
  const width = (to - from) / bins;
  const found = new Map<number, Entry[]>();
  for (const entry of entries) {
    const index = Math.min(Math.max(Math.floor((entry.score - from) / width + 1e-9), 0), bins - 1);
    found.set(index, [...(found.get(index) ?? []), entry]);
  }
  return [...found]
    .sort(([a], [b]) => a - b)
    .map(([index, own]) => ({
      index,
      // the last bin holds the axis's own end, and what is rounded to it
      ...{ from: from + index * width, to: index === bins - 1 ? Infinity : from + (index + 1) * width },
      entries: own,
    }));
}

/** Good parts are drawn one by one up to here, as bars beyond. */
export const mostDots = 60;

/** Share of a lane's height for so many of the most pictures in a bin; one alone is seen. */
export const tallnessOf = (count: number, most: number): number => (count === 0 ? 0 : Math.max(count / most, 0.06));

/** Pictures of each series in each zone, good and defective. */
export type ZoneCounts = Record<Verdict, Record<Series, { good: number; bad: number }>>;

export function zoneCounts(entries: readonly Entry[], limits: TwoLimits): ZoneCounts {
  const none = (): ZoneCounts['ok'] => ({
    good: { good: 0, bad: 0 },
    forged: { good: 0, bad: 0 },
    test: { good: 0, bad: 0 },
  });
  const counts: ZoneCounts = { ok: none(), review: none(), ng: none() };
  for (const { series, score, isBad } of entries) counts[verdictOf(score, limits)][series][isBad ? 'bad' : 'good']++;
  return counts;
}

/** Height of the lanes, and of what lies between them, px from the top. */
export interface Lanes {
  goodTop: number;
  /** Good parts stand on it, forged ones hang from it. */
  base: number;
  forgedEnd: number;
  testTop: number;
  /** Good test parts stand on it, defective ones hang from it. */
  testBase: number;
  testEnd: number;
  /** Where the handles are, over no part. */
  handles: number;
  axis: number;
  height: number;
}

/**
 * @param hasTest without test parts their lane is as low as the handles, and says that it is empty
 * @param isLow in a low window, where the part below needs the room
 */
export function lanesOf(hasTest: boolean, isLow: boolean): Lanes {
  const base = isLow
    ? { goodTop: 2, base: 38, forgedEnd: 68, testTop: 71 }
    : { goodTop: 4, base: 58, forgedEnd: 106, testTop: 112 };
  const room = isLow ? 16 : 26;
  const [testBase, testEnd] = hasTest ? [base.testTop + room, base.testTop + 2 * room] : [base.testTop, base.testTop];
  const handles = hasTest ? testEnd + (isLow ? 1 : 4) : testEnd;
  return { ...base, testBase, testEnd, handles, axis: handles + 28, height: handles + 46 };
}
