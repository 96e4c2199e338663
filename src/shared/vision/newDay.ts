import type { GoodScore, Share } from '../domain/limits.ts';
import { betaQuantile } from './betaDistribution.ts';
import { countParts } from './limits.ts';

/** With fewer sessions than this nothing is said of one that was not seen. */
export const fewestSessions = 4;
/**
 * Fewer sessions cannot rule out one unlike all of them: of exchangeable sessions the next is the most extreme with
 * probability 1 / (S + 1), whatever their distribution. On real parts one such session in eight was seen (docs/results.md).
 */
export const sessionsToRuleOut = 20;
/** A session tells its place from what varies inside it by so many parts at least, on average. */
const fewestPartsPerSession = 3;
/** Points at which the predicted place of a new session is looked at, for the expected share. */
const places = 99;
/**
 * How sure each end of the share inside a session is, beside the ends of the session's place that are sure to 97.5 %: both
 * rarely err together. Simulated (docs/results.md): the two make a range that holds 95 to 100 times in 100.
 */
const sureness = 0.75;

/** Kept by their arguments: each is asked for at every limit that is looked at. */
const tQuantiles = new Map<string, number>();

/** The t at which a t distribution with `freedom` degrees has passed `probability`, ½ < probability < 1. */
export function tQuantile(probability: number, freedom: number): number {
  const key = `${probability} ${freedom}`;
  const known = tQuantiles.get(key);
  if (known !== undefined) return known;
  const x = betaQuantile(2 * (1 - probability), freedom / 2, 0.5);
  const t = Math.sqrt((freedom * (1 - x)) / x);
  tQuantiles.set(key, t);
  return t;
}

/** Undoes the squashing of scores into 0–1 (0.5 + 0.5 u / (1 + |u|)), so that places and distances add up. */
function stretch(score: number): number {
  const v = Math.min(Math.max(2 * score - 1, -1 + 1e-9), 1 - 1e-9);
  return v / (1 - Math.abs(v));
}

interface SessionScores {
  mean: number;
  /** Distances of its pictures from the mean, widened for the mean having been taken from themselves. */
  rests: { value: number; weight: number }[];
}

/** One session; all its pictures of a part weigh one part together. */
function placeSession(pictures: readonly { part: string; value: number }[]): SessionScores {
  const byPart = Map.groupBy(pictures, ({ part }) => part);
  const count = byPart.size;
  const weighted = [...byPart.values()].flatMap((own) => own.map(({ value }) => ({ value, weight: 1 / own.length })));
  const mean = weighted.reduce((sum, { value, weight }) => sum + value * weight, 0) / count;
  const widening = Math.sqrt(count / Math.max(count - 1, 1));
  const rests = weighted.map(({ value, weight }) => ({ value: (value - mean) * widening, weight }));
  return { mean, rests: count > 1 ? rests : [] };
}

/**
 * Share of good parts at or above a limit in one session that was not seen, with a 95 % range.
 *
 * Sessions are taken to shift all scores alike (a random effect; on the scale before squashing). The mean of a new session
 * lies within t(S − 1) · d · √(1 + 1 / S) of the mean of the S seen, d their deviation, which holds the sampling of each
 * mean too. What varies inside a session is taken from the seen ones as it is, without a shape: the share is that of the
 * pooled rests at or above limit − mean, widened as Clopper–Pearson does over the parts. The range errs on the wide side.
 * From fewer than {@link sessionsToRuleOut} sessions only the expectation is given: the range is everything.
 * @returns null with fewer than {@link fewestSessions} sessions, or too few parts in them
 */
export function newDayShare(good: readonly GoodScore[], limit: number): Share | null {
  const sessions = [...Map.groupBy(good, ({ session }) => session).values()].map((own) =>
    placeSession(own.map(({ part, score }) => ({ part, value: stretch(score) }))),
  );
  const count = sessions.length;
  const n = countParts(good);
  if (count < fewestSessions || n < fewestPartsPerSession * count) return null;
  const rests = sessions.flatMap((session) => session.rests);
  const total = rests.reduce((sum, { weight }) => sum + weight, 0);
  const mean = sessions.reduce((sum, session) => sum + session.mean, 0) / count;
  const deviation = Math.sqrt(sessions.reduce((sum, session) => sum + (session.mean - mean) ** 2, 0) / (count - 1));
  const spread = deviation * Math.sqrt(1 + 1 / count);
  const shareAt = (shift: number): number => {
    const from = stretch(limit) - mean - shift;
    return rests.reduce((sum, { value, weight }) => (value >= from ? sum + weight : sum), 0) / total;
  };
  const most = tQuantile(0.975, count - 1) * spread;
  let expected = 0;
  for (let i = 1; i <= places; i++) {
    const probability = i / (places + 1);
    const t =
      probability === 0.5
        ? 0
        : Math.sign(probability - 0.5) * tQuantile(Math.max(probability, 1 - probability), count - 1);
    expected += shareAt(t * spread) / places;
  }
  if (count < sessionsToRuleOut) return { expected, low: 0, high: 1 };
  const [least, largest] = [shareAt(-most) * n, shareAt(most) * n];
  const low = least < 1e-9 ? 0 : betaQuantile(1 - sureness, least, n - least + 1);
  const high = largest > n - 1e-9 ? 1 : betaQuantile(sureness, largest + 1, n - largest);
  return { expected, low, high };
}
