import type { Difference, UnpairedReason } from '#shared/domain/comparison.ts';
import type { Calibration } from '#shared/domain/limits.ts';
import { changedPriors } from '#shared/domain/priorChanges.ts';
import type { RunRecord } from '#shared/domain/runs.ts';
import {
  type PairedLimits,
  type PairedPicture,
  escapeDifferences,
  overkillDifferences,
  rankingDifferences,
} from '#shared/vision/differences.ts';
import { partsOfForged } from '#shared/vision/limitForgeries.ts';
import type { RunFile } from '../training/runFolder.ts';

/** What a run's limits were set by. */
export interface ForgedSide {
  run: RunRecord;
  file: RunFile;
  scores: Calibration;
}

/**
 * Two runs on the good parts that were held out to set their limits, and on the defects forged on these. Only pictures that
 * are the same in both are paired; else each run's figures stand for themselves, with the reason.
 */
export function forgedDifferences(a: ForgedSide, b: ForgedSide, limits: PairedLimits): Difference[] {
  const good = pairGood(a.scores, b.scores);
  const overkill =
    good.length > 0
      ? overkillDifferences(good, limits, 'calibration')
      : apart(a, b, limits, 'otherParts').filter(({ on }) => on === 'calibration');
  if (a.scores.forged === null || b.scores.forged === null) return overkill;
  if (!hasSameForgeries(a, b)) {
    return [...apart(a, b, limits, 'otherForgeries').filter(({ on }) => on === 'forged'), ...overkill];
  }
  const parts = partsOfForged(a.scores.good, a.scores.forged.length);
  const forged = a.scores.forged.map(({ score }, i) => ({
    part: parts[i]!,
    isAnomalous: true,
    a: score,
    b: b.scores.forged![i]!.score,
  }));
  return [
    ...rankingDifferences([...good, ...forged], 'forged'),
    ...escapeDifferences(forged, limits, 'forged'),
    ...overkill,
  ];
}

function pairGood({ good: first }: Calibration, { good: second }: Calibration): PairedPicture[] {
  const others = new Map(second.map((picture) => [picture.hash, picture.score]));
  return first.flatMap(({ hash, part, score }) => {
    const other = others.get(hash);
    return other === undefined ? [] : [{ part, isAnomalous: false, a: score, b: other }];
  });
}

/**
 * The same defects on the same parts: they follow from the parts in their order, the region and the priors (see
 * {@link forgeSample}), not from seed or size.
 */
function hasSameForgeries(a: ForgedSide, b: ForgedSide): boolean {
  const madeFrom = ({ file, scores }: ForgedSide): string =>
    JSON.stringify([
      scores.good.map(({ hash, part }) => [hash, part]),
      scores.forged!.map(({ kind }) => kind),
      file.roi,
      file.zones && [file.zones.inspect, file.zones.ignore],
      file.calibration.map(({ ignore, foreground }) => [ignore, foreground]),
      file.versions['flawsmith'],
    ]);
  return changedPriors(a.run.config.priorSet, b.run.config.priorSet).length === 0 && madeFrom(a) === madeFrom(b);
}

/** Each run's figures on its own parts and forgeries: they stand beside each other, and no range says how far apart they are. */
function apart(a: ForgedSide, b: ForgedSide, limits: PairedLimits, unpaired: UnpairedReason): Difference[] {
  const own = ({ scores }: ForgedSide): PairedPicture[] => {
    const parts = partsOfForged(scores.good, scores.forged?.length ?? 0);
    return [
      ...scores.good.map(({ part, score }) => ({ part, isAnomalous: false, a: score, b: score })),
      ...(scores.forged ?? []).map(({ score }, i) => ({ part: parts[i]!, isAnomalous: true, a: score, b: score })),
    ];
  };
  const rowsOf = (side: ForgedSide): Difference[] => [
    ...rankingDifferences(own(side), 'forged'),
    ...escapeDifferences(own(side), limits, 'forged'),
    ...overkillDifferences(own(side), limits, 'calibration'),
  ];
  const [first, second] = [rowsOf(a), rowsOf(b)];
  return first.map((row) => {
    const like = second.find(({ metric, on }) => metric === row.metric && on === row.on);
    const [one, other] = [row.a, like?.b ?? null];
    const difference = one === null || other === null ? null : other - one;
    return { ...row, a: one, b: other, difference, low: null, high: null, unpaired };
  });
}
