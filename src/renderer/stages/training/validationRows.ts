import type { ValidationRow } from '#shared/domain/validation.ts';
import type { RunRecord } from '#shared/domain/runs.ts';

/** Figures of two runs over the steps of both; null where a run was not judged at that step. */
export interface AlignedCurves {
  steps: number[];
  imageAuroc: (number | null)[];
  aupro30: (number | null)[];
  earlierImageAuroc: (number | null)[];
  earlierAupro30: (number | null)[];
}

/** Puts a run's curve and an earlier run's on one axis of steps. */
export function alignCurves(rows: readonly ValidationRow[], earlier: readonly ValidationRow[]): AlignedCurves {
  const steps = [...new Set([...rows, ...earlier].map(({ step }) => step))].sort((a, b) => a - b);
  const column = (of: readonly ValidationRow[], name: 'imageAuroc' | 'aupro30'): (number | null)[] => {
    const byStep = new Map(of.map((row) => [row.step, row[name]]));
    return steps.map((step) => byStep.get(step) ?? null);
  };
  return {
    steps,
    imageAuroc: column(rows, 'imageAuroc'),
    aupro30: column(rows, 'aupro30'),
    earlierImageAuroc: column(earlier, 'imageAuroc'),
    earlierAupro30: column(earlier, 'aupro30'),
  };
}

/** The lower end of the axis: a tenth at or below the lowest figure, 0.9 at most, so that small differences show. */
export function axisFloor(curves: AlignedCurves): number {
  const { imageAuroc, aupro30, earlierImageAuroc, earlierAupro30 } = curves;
  const all = [...imageAuroc, ...aupro30, ...earlierImageAuroc, ...earlierAupro30];
  const lowest = Math.min(0.95, ...all.filter((value) => value !== null));
  return Math.max(0, Math.floor(lowest * 10 - 1e-9) / 10);
}

/** The newest run before this one that was judged to its end. */
export function earlierRun(runs: readonly RunRecord[], id: string): RunRecord | null {
  const before = runs.slice(
    0,
    Math.max(
      0,
      runs.findIndex((run) => run.id === id),
    ),
  );
  return before.findLast(({ state, validation }) => state === 'trained' && validation) ?? null;
}
