import type { Calibration, Decision, EscapeForged, GoodScore, LearnedLimits, Limits, Share } from '../domain/limits.ts';
import { limitClauses } from './limitClauses.ts';
import { describeClauses } from './limitStatement.ts';
import { binomialRange, clusterShare, countParts, shareAboveRank } from './limits.ts';
import { newDayShare } from './newDay.ts';
import { findOddPart } from './oddPart.ts';

/** With fewer good parts in a run no range is given: what is held out of so few says nothing. */
const fewestGoodParts = 10;

/**
 * The limits in force with what the scores say of exactly these: nothing of it is kept anywhere else, so no limit can stand
 * beside the promise of another.
 *
 * Shares are of further good parts from the same sessions, in the proportions in which calibration saw them; then parts of
 * different sessions need not be alike, for counts of unlike parts spread less than of like ones (Hoeffding 1956).
 * @param calibration null where the scores were not kept (runs of earlier versions): then nothing is said
 * @param decision what a person decided in place of what was learned, or null
 */
export function limitsInForce(
  learned: LearnedLimits,
  decision: Decision | null,
  calibration: Calibration | null,
): Limits {
  const { acceptLimit, rejectLimit } = decision ?? learned;
  const good = calibration?.good ?? [];
  const isSaid = learned.basis === 'calibration' && calibration !== null && calibration.goodParts >= fewestGoodParts;
  // A part that was trained on in another session scores lower than one that never was: it says nothing of further parts.
  const isHeldOut = isSaid && calibration.alsoTrained.parts.length === 0;
  const isLearnedAccept = acceptLimit === learned.acceptLimit;
  const said = {
    decided: decision ? ('moved' as const) : ('learned' as const),
    acceptLimit,
    rejectLimit,
    pixelLimit: learned.pixelLimit,
    decision: decision && { who: decision.who, at: decision.at, why: decision.why },
    learned: { acceptLimit: learned.acceptLimit, rejectLimit: learned.rejectLimit },
    basis: learned.basis,
    unit: 'part' as const,
    n: countParts(good),
    pictures: good.length,
    sessions: new Set(good.map(({ session }) => session)).size,
    countAtAccept: calibration && partsFrom(calibration, acceptLimit),
    countAtReject: calibration && partsFrom(calibration, rejectLimit),
    overkillAtAccept: isHeldOut ? overkillAt(acceptLimit, calibration, isLearnedAccept) : null,
    overkillAtReject: isHeldOut ? overkillAt(rejectLimit, calibration, rejectLimit === learned.rejectLimit) : null,
    newDay: isHeldOut ? newDayShare(unseen(calibration), acceptLimit) : null,
    escapeForged: isSaid ? escapeAt(acceptLimit, calibration) : null,
    oddPart: isSaid && isLearnedAccept ? findOddPart(good, learned) : null,
  };
  const clauses = limitClauses(said, calibration);
  return { ...said, clauses, statement: describeClauses(clauses) };
}

/** Of sessions that were not trained on: what was trained on says nothing of a session that was not seen. */
function unseen({ good, alsoTrained }: Calibration): GoodScore[] {
  return good.filter(({ session }) => !alsoTrained.sessions.includes(session));
}

/** Parts at or above a limit: each counts by the share of its pictures that are. */
function partsFrom({ good }: Pick<Calibration, 'good'>, limit: number): number {
  let sum = 0;
  for (const own of Map.groupBy(good, ({ part }) => part).values()) {
    sum += own.filter(({ score }) => score >= limit).length / own.length;
  }
  return sum;
}

/**
 * A learned limit stands just above a score, so the share above it is that above its rank: Beta(k, n + 1 − k), exactly with
 * one picture a part. Any other limit is looked at by the parts at or above it; Clopper–Pearson holds wherever it stands
 * between two scores, and what is expected is what was counted.
 */
function overkillAt(limit: number, calibration: Calibration, isLearned: boolean): Share {
  const n = countParts(calibration.good);
  const from = partsFrom(calibration, limit);
  if (!isLearned || from > n - 1) return clusterShare(from, n);
  const { expected, low, high } = shareAboveRank(from + 1, n);
  // Far above the highest score (a margin), or above one of several pictures of a part, the share may be less than that of
  // the rank; the rank's upper end still holds.
  const isAtRank =
    calibration.good.length === n && calibration.good.some(({ score }) => score < limit && score >= limit - justAbove);
  return { expected, low: isAtRank ? low : clusterShare(from, n).low, high };
}

/** A limit so near above a score was taken from it (the tolerance of learnLimits, and rounding). */
const justAbove = 2e-4;

function escapeAt(limit: number, { forged }: Calibration): EscapeForged | null {
  if (!forged || forged.length === 0) return null;
  const shareOf = (scores: readonly { score: number }[]): Share =>
    binomialRange(scores.filter(({ score }) => score < limit).length, scores.length)!;
  const kinds = [...Map.groupBy(forged, ({ kind }) => kind)]
    .map(([kind, own]) => ({ kind, n: own.length, ...shareOf(own) }))
    .sort((a, b) => b.expected - a.expected || b.n - a.n);
  return { ...shareOf(forged), n: forged.length, kinds };
}
