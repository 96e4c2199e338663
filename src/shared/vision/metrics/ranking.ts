import { FlawsmithError } from '../../errors.ts';
import { RankingCurve } from './curve.ts';

/** @throws FlawsmithError where a score is NaN: it has no place in a ranking. */
function checkScores(scores: ArrayLike<number>, labels: ArrayLike<boolean>): void {
  if (scores.length !== labels.length) {
    throw new FlawsmithError('internal', `${scores.length} scores, but ${labels.length} labels`);
  }
  for (let i = 0; i < scores.length; i++) {
    if (Number.isNaN(scores[i])) throw new FlawsmithError('internal', `Score ${i} is not a number`);
  }
}

/** The finished curve of scores against labels (true: anomalous); the higher score is the more anomalous one. */
export function rankScores(scores: ArrayLike<number>, labels: ArrayLike<boolean>): RankingCurve {
  checkScores(scores, labels);
  const anomalous: number[] = [];
  const normal: number[] = [];
  for (let i = 0; i < scores.length; i++) (labels[i] ? anomalous : normal).push(scores[i]!);
  const positives = Float64Array.from(anomalous).sort();
  const negatives = Float64Array.from(normal).sort();
  const curve = new RankingCurve(positives.length, negatives.length);
  let p = positives.length - 1;
  let n = negatives.length - 1;
  while (p >= 0 || n >= 0) {
    const score = Math.max(p >= 0 ? positives[p]! : -Infinity, n >= 0 ? negatives[n]! : -Infinity);
    const pBefore = p;
    const nBefore = n;
    while (p >= 0 && positives[p] === score) p--;
    while (n >= 0 && negatives[n] === score) n--;
    curve.step(pBefore - p, nBefore - n);
  }
  return curve;
}

/**
 * Probability that an anomalous item scores above a normal one, ties counting half; 0–1.
 * @returns null where only one label is present.
 * @throws FlawsmithError on a NaN score.
 */
export function areaUnderRoc(scores: ArrayLike<number>, labels: ArrayLike<boolean>): number | null {
  return rankScores(scores, labels).auroc;
}

/** Sum of precision × recall step over falling thresholds, as scikit-learn's average_precision_score; 0–1 or null. */
export function averagePrecision(scores: ArrayLike<number>, labels: ArrayLike<boolean>): number | null {
  return rankScores(scores, labels).averagePrecision;
}

/** Best F1 over all thresholds: an upper bound, since the threshold is chosen on the same items; 0–1 or null. */
export function f1Max(scores: ArrayLike<number>, labels: ArrayLike<boolean>): number | null {
  return rankScores(scores, labels).f1Max;
}
