import {
  type Counted,
  type KindStanding,
  type Standing,
  fewestOfKind,
  fewestReadyParts,
  foundShare,
  mostNg,
} from '../domain/advice.ts';
import { type Limits, type TwoLimits, verdictOf } from '../domain/limits.ts';
import type { CountedShare, ForgedRow } from '../domain/report.ts';
import { betaQuantile } from './betaDistribution.ts';
import { type LabelledScore, judgeLimits } from './limitOutcome.ts';
import { binomialRange } from './limits.ts';

/** What is known of a run, from which its standing follows at any limits. */
export interface Known {
  /** In force, or as they are drawn. */
  limits: Limits;
  /** Forged defects as the evaluation judged them; null where no part was held out, or they were not kept. */
  forged: readonly ForgedRow[] | null;
  /** Working pixels for each pixel of the photograph; null where it is not known. */
  workingScale: number | null;
  /** Real parts of the test. */
  test: readonly LabelledScore[];
  stoppedEarly: Standing['stoppedEarly'];
  changes: Standing['changes'];
  isOld: boolean;
}

/** How a run stands at its limits: what {@link advise} makes its verdict from. */
export function standingOf({ limits, forged, workingScale, test, stoppedEarly, changes, isOld }: Known): Standing {
  const { overkillNg, escape } = judgeLimits(test, limits);
  return {
    good: goodOf(limits),
    forged: forged && kindsFound(forged, limits, workingScale),
    test: { ng: countedOf(overkillNg), escaped: countedOf(escape) },
    stoppedEarly,
    changes,
    isOld,
  };
}

const countedOf = ({ count, n, share }: CountedShare): Counted | null => share && { count, n, share };

function goodOf({ n, sessions, countAtReject, overkillAtReject: share }: Limits): Standing['good'] {
  const ng = share && countAtReject !== null ? { count: countAtReject, n, share } : null;
  return { parts: n, sessions, ng, needed: ng && partsToCarry(ng.count, n) };
}

/** More parts than this are not asked for: rather the limits are moved. */
const mostAsked = 2000;

/**
 * So many parts would show that no more than {@link mostNg} of good parts go to NG, if of all further ones none did; at least
 * the n there are. Null where that is more than can be asked for.
 */
function partsToCarry(count: number, n: number): number | null {
  const isCarried = (parts: number): boolean => betaQuantile(0.975, count + 1, parts - count) <= mostNg;
  let low = Math.max(n, fewestReadyParts);
  let high = Math.max(low, mostAsked);
  if (!isCarried(high)) return null;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isCarried(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** How far each kind of forged defect is found, the hardest first. */
export function kindsFound(
  forged: readonly ForgedRow[],
  limits: TwoLimits,
  workingScale: number | null,
): KindStanding[] {
  const isStopped = ({ score }: ForgedRow): boolean => verdictOf(score, limits) !== 'ok';
  return [...Map.groupBy(forged, ({ kind }) => kind)]
    .map(([kind, rows]) => {
      const missed = rows.filter((row) => !isStopped(row)).map(({ extent }) => extent);
      const middle = missed.sort((a, b) => a - b)[missed.length >> 1];
      return {
        kind,
        ...counted(rows.filter(isStopped).length, rows.length),
        from: foundFrom(rows.map((row) => ({ extent: row.extent, isStopped: isStopped(row) }))),
        missedSize: middle === undefined || workingScale === null ? null : middle * workingScale,
      };
    })
    .sort((a, b) => a.share.expected - b.share.expected || b.n - a.n || a.kind.localeCompare(b.kind));
}

const counted = (count: number, n: number): Counted => ({ count, n, share: binomialRange(count, n)! });

/**
 * The smallest extent from which on nine in ten defects are stopped: of those at least as large, which are
 * {@link fewestOfKind} or more.
 */
export function foundFrom(defects: readonly { extent: number; isStopped: boolean }[]): KindStanding['from'] {
  const falling = [...defects].sort((a, b) => b.extent - a.extent);
  let stopped = 0;
  let found: KindStanding['from'] = null;
  falling.forEach(({ extent, isStopped }, i) => {
    if (isStopped) stopped++;
    const isLastOfSize = falling[i + 1]?.extent !== extent;
    const isFound = isLastOfSize && i + 1 >= fewestOfKind && stopped >= foundShare * (i + 1) - 1e-9;
    if (isFound) found = { size: extent, ...counted(stopped, i + 1) };
  });
  return found;
}
