import type { Calibration, Decision, LearnedLimits, Limits, Share } from '#shared/domain/limits.ts';
import { limitsInForce } from '#shared/vision/limitPromise.ts';
import { learnLimits } from '#shared/vision/limits.ts';
import type { Random } from '#shared/vision/random.ts';

/** How often a stated range held the truth that its words claim. */
export interface Tally {
  stated: number;
  held: number;
  /** Of those that did not hold: the truth lay above. */
  above: number;
}

/** What is looked at in every round; `moved…` are ways in which a person moves the accept limit after seeing scores. */
export const claims = [
  'accept',
  'reject',
  'newDay',
  'movedToGap',
  'movedToRank',
  'movedAboveAll',
  'movedToDefects',
] as const;
export type Claim = (typeof claims)[number];
export type Coverage = Record<Claim, Tally>;

export const noCoverage = (): Coverage =>
  Object.fromEntries(claims.map((claim) => [claim, { stated: 0, held: 0, above: 0 }])) as Coverage;

/** The true shares of one round, by limit. */
export interface Truth {
  /** Share of further good parts of the sessions seen, in their proportions, at or above a limit. */
  same(limit: number): number;
  /** The same in one session that was not seen. */
  next(limit: number): number;
}

/** Counts one statement. */
export function count(tally: Tally, share: Share | null, truth: number): void {
  if (!share) return;
  tally.stated++;
  // Shares of a finite population can equal the end of a range up to rounding.
  if (truth > share.high + 1e-9) tally.above++;
  else if (truth >= share.low - 1e-9) tally.held++;
}

/**
 * Learns limits from one draw of calibration scores, moves them in several ways, and counts which ranges held.
 * @returns the limits as learned
 */
export function countRound(coverage: Coverage, calibration: Calibration, truth: Truth, random: Random): Limits {
  const learned = learnLimits(calibration.good, { basis: 'calibration' });
  const limits = limitsInForce(learned, null, calibration);
  count(coverage.accept, limits.overkillAtAccept, truth.same(learned.acceptLimit));
  count(coverage.reject, limits.overkillAtReject, truth.same(learned.rejectLimit));
  count(coverage.newDay, limits.newDay, truth.next(learned.acceptLimit));
  for (const [claim, limit] of movedLimits(calibration, random)) {
    const moved = limitsInForce(learned, decisionAt(limit, learned), calibration);
    count(coverage[claim], moved.overkillAtAccept, truth.same(limit));
    count(coverage.newDay, moved.newDay, truth.next(limit));
  }
  return limits;
}

function decisionAt(acceptLimit: number, { rejectLimit }: LearnedLimits): Decision {
  return { acceptLimit, rejectLimit: Math.max(acceptLimit, rejectLimit), who: '', at: '', why: '' };
}

/** Accept limits that a person sets with the scores before the eyes. */
function movedLimits({ good }: Calibration, random: Random): [Claim, number][] {
  const sorted = good.map(({ score }) => score).sort((a, b) => b - a);
  const upper = sorted.slice(0, Math.max(2, Math.ceil(sorted.length / 2)));
  let widest = 0;
  for (let i = 1; i + 1 < upper.length; i++) {
    if (upper[i]! - upper[i + 1]! > upper[widest]! - upper[widest + 1]!) widest = i;
  }
  const gap = (upper[widest]! + upper[widest + 1]!) / 2;
  const rank = sorted[Math.floor(sorted.length / 5)]!; // a fifth is stopped
  // The lowest of ten defects that lie two to five deviations above the good parts.
  const defects = Array.from({ length: 10 }, () => scoreAt(random.uniform(2, 5)));
  return [
    ['movedToGap', gap],
    ['movedToRank', rank],
    ['movedAboveAll', sorted[0]! + 1e-6],
    ['movedToDefects', Math.min(...defects)],
  ];
}

/** A deviation of good parts as a score, as a run places it: the median at 0.25, three deviations above it at 0.5. */
export function scoreAt(deviations: number): number {
  const u = (deviations - 3) / 3;
  return 0.5 + (0.5 * u) / (1 + Math.abs(u));
}

/** The inverse of {@link scoreAt}. */
export function deviationsAt(score: number): number {
  const v = 2 * score - 1;
  return (3 * v) / (1 - Math.abs(v)) + 3;
}
