import type { Limits } from '#shared/domain/limits.ts';
import type { Figures, LimitOutcome } from '#shared/domain/report.ts';
import { type LabelledScore, judgeLimits } from '#shared/vision/limitOutcome.ts';
import { computeMetrics, metricsByKind } from '#shared/vision/metrics/index.ts';
import type { FloatMap, Mask } from '#shared/vision/raster.ts';

/** One scored picture whose label is known. */
export interface JudgedPicture extends LabelledScore {
  /** Defect kind, null for normals and where it is not known. */
  kind: string | null;
}

/** What the limits did, as a report keeps it. */
function outcomeOf(
  pictures: readonly LabelledScore[],
  limits: Pick<Limits, 'acceptLimit' | 'rejectLimit'>,
): LimitOutcome {
  const { overkill, overkillNg, escape } = judgeLimits(pictures, limits);
  return { overkill, overkillNg, escape };
}

/**
 * All figures of one set. Maps and masks are asked for one by one.
 * @param maps null for image figures only
 * @param ignored pixels of each map that count for nothing; null where all count
 */
export function computeFigures(
  pictures: readonly JudgedPicture[],
  limits: Pick<Limits, 'acceptLimit' | 'rejectLimit'>,
  maps: ((index: number) => FloatMap) | null,
  masks: (index: number) => Mask | null,
  ignored: readonly (Mask | null)[] = [],
): Figures {
  const scores = pictures.map(({ score }) => score);
  const labels = pictures.map(({ isAnomalous }) => isAnomalous);
  const kinds = pictures.map(({ kind }) => kind);
  const parts = pictures.map(({ part }) => part);
  return {
    ...computeMetrics({
      scores,
      labels,
      parts,
      ...(maps && { maps, masks, ignored: (i: number) => ignored[i] ?? null }),
    }),
    kinds: metricsByKind(scores, labels, kinds, parts),
    limits: outcomeOf(pictures, limits),
  };
}
