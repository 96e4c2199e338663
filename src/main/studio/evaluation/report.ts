import { type Limits, type Verdict, verdictOf } from '#shared/domain/limits.ts';
import type { KindRow, Metrics } from '#shared/domain/metrics.ts';
import { type Share, binomialRange } from '#shared/vision/limits.ts';
import { computeMetrics, metricsByKind } from '#shared/vision/metrics/index.ts';
import type { FloatMap, Mask } from '#shared/vision/raster.ts';

/** One scored picture whose label is known. */
export interface JudgedPicture {
  score: number;
  isAnomalous: boolean;
  /** Defect kind, null for normals and where it is not known. */
  kind: string | null;
}

/** So many of n, with the exact 95 % range of the share. */
export interface CountedShare {
  count: number;
  n: number;
  /** count / n with its range; null for n = 0. */
  share: Share | null;
}

/** What the limits did on judged pictures. */
export interface LimitOutcome {
  /** Normals in review or NG. */
  overkill: CountedShare;
  /** Normals in NG. */
  overkillNg: CountedShare;
  /** Anomalous pictures that pass as OK. */
  escape: CountedShare;
}

/** Figures on one set of judged pictures. */
export interface Figures extends Metrics {
  kinds: KindRow[];
  limits: LimitOutcome;
}

const counted = (count: number, n: number): CountedShare => ({ count, n, share: binomialRange(count, n) });

/** What the limits do to judged pictures; review counts as stopped. */
export function judgeLimits(
  pictures: readonly JudgedPicture[],
  limits: Pick<Limits, 'acceptLimit' | 'rejectLimit'>,
): LimitOutcome {
  const tally = (isAnomalous: boolean): Record<Verdict, number> & { n: number } => {
    const counts = { ok: 0, review: 0, ng: 0, n: 0 };
    for (const picture of pictures) {
      if (picture.isAnomalous !== isAnomalous) continue;
      counts[verdictOf(picture.score, limits)]++;
      counts.n++;
    }
    return counts;
  };
  const [normal, anomalous] = [tally(false), tally(true)];
  return {
    overkill: counted(normal.review + normal.ng, normal.n),
    overkillNg: counted(normal.ng, normal.n),
    escape: counted(anomalous.ok, anomalous.n),
  };
}

/**
 * All figures of one set. Maps and masks are asked for one by one.
 * @param maps null for image figures only
 */
export function computeFigures(
  pictures: readonly JudgedPicture[],
  limits: Pick<Limits, 'acceptLimit' | 'rejectLimit'>,
  maps: ((index: number) => FloatMap) | null,
  masks: (index: number) => Mask | null,
): Figures {
  const scores = pictures.map(({ score }) => score);
  const labels = pictures.map(({ isAnomalous }) => isAnomalous);
  const kinds = pictures.map(({ kind }) => kind);
  return {
    ...computeMetrics({ scores, labels, ...(maps && { maps, masks }) }),
    kinds: metricsByKind(scores, labels, kinds),
    limits: judgeLimits(pictures, limits),
  };
}
