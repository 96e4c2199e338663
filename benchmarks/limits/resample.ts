import type { GoodScore } from '#shared/domain/limits.ts';
import { countParts } from '#shared/vision/limits.ts';
import { type Random, createRandom } from '#shared/vision/random.ts';
import { type Coverage, type Truth, countRound, deviationsAt, noCoverage, scoreAt } from './coverage.ts';
import { normalTail } from './simulate.ts';

/** Scores of good parts that a run has not seen, of sessions that it has not seen. */
export interface RealScores {
  data: string;
  rows: Pick<GoodScore, 'part' | 'session' | 'score'>[];
}

export interface Resampled {
  data: string;
  /** Sessions and mean parts and pictures of a calibration. */
  sessions: number;
  parts: number;
  pictures: number;
  coverage: Coverage;
  meanAccept: { low: number; high: number };
  meanNewDay: { low: number; high: number } | null;
}

type Row = RealScores['rows'][number];

/** Fewer pictures of a session say nothing about the share in it. */
const fewestInSession = 8;

/**
 * Draws calibrations from real scores: `seen` of the sessions, in each its parts with replacement, one more session for the
 * truth of a new one. The scores of each session are smoothed (normal kernel, Silverman's width, on the scale before
 * squashing), for of a few dozen values alone the largest is drawn again and again, and no share lies above it.
 */
export function resample({ data, rows }: RealScores, seen: number, rounds: number, seed: number): Resampled {
  const sessions = [...Map.groupBy(rows, ({ session }) => session).values()].filter(
    ({ length }) => length >= fewestInSession,
  );
  const random = createRandom(seed, seen, rows.length);
  const coverage = noCoverage();
  const sums = { accept: { low: 0, high: 0 }, newDay: { low: 0, high: 0 }, parts: 0, pictures: 0 };
  for (let round = 0; round < rounds; round++) {
    const order = sessions.map((own) => ({ own, at: random.next() })).sort((a, b) => a.at - b.at);
    const [next, ...chosen] = order.slice(0, seen + 1).map(({ own }) => own);
    const good = chosen.flatMap((own, i) => drawParts(own, i, random));
    const calibration = { goodParts: 100, alsoTrained: { parts: [], sessions: [] }, good, forged: null };
    const limits = countRound(coverage, calibration, truthOf(chosen, next!, good), random);
    for (const end of ['low', 'high'] as const) {
      sums.accept[end] += limits.overkillAtAccept![end] / rounds;
      sums.newDay[end] += (limits.newDay?.[end] ?? 0) / rounds;
    }
    sums.parts += limits.n / rounds;
    sums.pictures += limits.pictures / rounds;
  }
  return {
    data,
    sessions: seen,
    parts: Math.round(sums.parts),
    pictures: Math.round(sums.pictures),
    coverage,
    meanAccept: sums.accept,
    meanNewDay: coverage.newDay.stated > 0 ? sums.newDay : null,
  };
}

/** As many parts as the session has, drawn with replacement, each with all its pictures; one drawn twice counts as two. */
function drawParts(own: readonly Row[], session: number, random: Random): GoodScore[] {
  const parts = [...Map.groupBy(own, ({ part }) => part).values()];
  const width = kernelWidth(own);
  return parts.flatMap((_, copy) =>
    random.pick(parts).map((row) => {
      const score = scoreAt(random.normal(deviationsAt(row.score), width));
      return { hash: '', part: `${session}-${copy}`, session: String(session), score, pixelMaximum: score };
    }),
  );
}

/** B. W. Silverman, Density Estimation (1986), 3.31, by the deviation alone. */
function kernelWidth(own: readonly Row[]): number {
  const values = own.map(({ score }) => deviationsAt(score));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return 0.9 * Math.sqrt(variance) * values.length ** -0.2;
}

/** Shares by part: each part counts by the share of its pictures at or above the limit. */
function truthOf(chosen: readonly (readonly Row[])[], next: readonly Row[], good: readonly GoodScore[]): Truth {
  const total = countParts(good);
  const weights = chosen.map((_, i) => countParts(good.filter(({ session }) => session === String(i))) / total);
  return {
    same: (limit) => chosen.reduce((sum, own, i) => sum + shareFrom(own, limit) * weights[i]!, 0),
    next: (limit) => shareFrom(next, limit),
  };
}

function shareFrom(own: readonly Row[], limit: number): number {
  const [at, width] = [deviationsAt(limit), kernelWidth(own)];
  const parts = [...Map.groupBy(own, ({ part }) => part).values()];
  const shares = parts.map(
    (pictures) =>
      pictures.reduce((sum, { score }) => sum + normalTail((at - deviationsAt(score)) / width), 0) / pictures.length,
  );
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}
