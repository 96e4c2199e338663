import {
  type ReleaseBasis,
  type ReleaseChange,
  type VerdictChanges,
  releaseChanges,
  verdictChanges,
} from '#shared/domain/releaseChanges.ts';
import type { Product } from '../product.ts';
import { listImages } from '../store/images.ts';
import { listReleases, listScores } from '../store/records.ts';
import { findRun } from '../store/runs.ts';
import { peekRunFile } from '../training/runFolder.ts';
import { carriedBy, findRelease } from './releases.ts';

type Carried = ReturnType<typeof carriedBy>;

/** What a release is beside the one before it. */
export interface ReleaseDifference {
  /** Number of the release before. */
  before: number;
  changes: ReleaseChange[];
  /** Null where one of the runs was not evaluated. */
  verdicts: VerdictChanges | null;
}

/**
 * What changed since the release before: limits, run, data, priors, and verdicts on the pictures that both runs were tested on.
 * @returns null for the first release
 * @throws FlawsmithError `not-found` where there is no such release, `product-damaged`
 */
export function sinceLastRelease(product: Product, number: number): ReleaseDifference | null {
  const release = findRelease(product, number);
  const last = listReleases(product.db).findLast((one) => one.number < number);
  if (!last) return null;
  const [old, fresh] = [carriedBy(last), carriedBy(release)];
  const basisOf = ({ run, limits }: Carried): ReleaseBasis => ({
    run,
    limits,
    made: madeOf(product, run),
  });
  return {
    before: last.number,
    changes: releaseChanges(basisOf(old), basisOf(fresh)),
    verdicts: verdictsOf(product, old, fresh),
  };
}

function madeOf(product: Product, id: string): ReleaseBasis['made'] {
  const run = findRun(product.db, id);
  const file = peekRunFile(product, id);
  if (!run || !file) return null;
  const { config, roi, zones, train, calibration } = file;
  return {
    steps: run.step,
    ...config.picture,
    roi,
    zones,
    priorSet: config.priorSet,
    train: train.map(({ hash }) => hash),
    calibration: calibration.map(({ hash }) => hash),
  };
}

function verdictsOf(product: Product, before: Carried, now: Carried): VerdictChanges | null {
  const [old, fresh] = [before, now].map(
    ({ run }) => new Map(listScores(product.db, run).map((row) => [row.image, row.score])),
  );
  if (old!.size === 0 || fresh!.size === 0) return null;
  const pictures = listImages(product.db).flatMap(({ id, label }) => {
    const [one, other] = [old!.get(id), fresh!.get(id)];
    return one === undefined || other === undefined
      ? []
      : [{ isAnomalous: label === 'anomalous', before: one, now: other }];
  });
  return verdictChanges(pictures, before.limits, now.limits);
}
