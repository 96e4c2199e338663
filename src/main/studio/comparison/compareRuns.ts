import type { ChangedVerdict, Comparison, Difference } from '#shared/domain/comparison.ts';
import { verdictOf } from '#shared/domain/limits.ts';
import type { RunRecord } from '#shared/domain/runs.ts';
import { FlawsmithError } from '#shared/errors.ts';
import {
  type PairedLimits,
  escapeDifferences,
  overkillDifferences,
  rankingDifferences,
} from '#shared/vision/differences.ts';
import { scoresOf } from '../evaluation/limits.ts';
import type { Product } from '../product.ts';
import { staleOfReport } from '../staleness.ts';
import { listImages, unitsByHash } from '../store/images.ts';
import { listScores } from '../store/records.ts';
import { chooseTrainedRun } from '../training/chooseRun.ts';
import { requireRun } from '../training/namedRun.ts';
import { type RunFile, peekRunFile } from '../training/runFolder.ts';
import { forgedDifferences } from './forgedDifferences.ts';
import { type JudgedImage, pixelDifferences } from './pixelDifferences.ts';
import { dataDifference, priorDifferences, settingDifferences } from './settingDifferences.ts';

/**
 * Trained runs beside the first of them: paired differences on the pictures that both judged, the pictures whose verdict
 * changed at each run's own limits, and what was set differently.
 * @param words ids or names, two or more
 * @returns one comparison for each run after the first
 * @throws FlawsmithError `usage` for fewer than two different runs; `no-run` where one is not there or not trained;
 * CancelledError
 */
export async function compareRuns(
  product: Product,
  words: readonly string[],
  signal?: AbortSignal,
): Promise<Comparison[]> {
  const runs = words.map((word) => chooseTrainedRun(product, requireRun(product, word).id));
  const [first, ...others] = [...new Map(runs.map((run) => [run.id, run])).values()];
  if (!first || others.length === 0) {
    throw new FlawsmithError('usage', 'Two different runs are needed to compare.', {
      hint: '`runs PRODUCT` lists the runs.',
    });
  }
  const comparisons: Comparison[] = [];
  for (const other of others) comparisons.push(await comparePair(product, first, other, signal));
  return comparisons;
}

async function comparePair(
  product: Product,
  a: RunRecord,
  b: RunRecord,
  signal: AbortSignal | undefined,
): Promise<Comparison> {
  const [fileA, fileB] = [peekRunFile(product, a.id), peekRunFile(product, b.id)];
  const limits = { a: limitsOf(a), b: limitsOf(b) };
  const judged = judgedByBoth(product, a, b);
  const pictures = judged.map(({ image, a: one, b: other }) => ({
    part: image.unit,
    isAnomalous: image.label === 'anomalous',
    a: one,
    b: other,
  }));
  const images = judged.map(({ image }) => image);
  const differences = [
    ...rankingDifferences(pictures, 'test'),
    ...(fileA && fileB ? await pixelDifferences(product, [fileA, fileB], images, signal) : []),
    ...overkillDifferences(pictures, limits, 'test'),
    ...escapeDifferences(pictures, limits, 'test'),
    ...onForged(product, [a, fileA], [b, fileB], limits),
  ];
  return {
    a: a.id,
    b: b.id,
    differences,
    judged: judged.length,
    changed: judged.flatMap((row) => changedVerdict(row, limits)),
    settings: settingDifferences({ run: a, file: fileA }, { run: b, file: fileB }),
    priors: priorDifferences(a.config.priorSet, b.config.priorSet),
    data: dataDifference(fileA, fileB),
    notEvaluated: [a, b].filter(({ id }) => listScores(product.db, id).length === 0).map(({ id }) => id),
    stale: { [a.id]: staleOfReport(product, a), [b.id]: staleOfReport(product, b) },
  };
}

function limitsOf({ id, decision, learned }: RunRecord): PairedLimits['a'] {
  const limits = decision ?? learned;
  if (limits) return limits;
  throw new FlawsmithError('no-run', `${id} has no limits.`, { hint: 'Train again.' });
}

interface JudgedByBoth {
  image: JudgedImage;
  a: number;
  b: number;
}

/** Test pictures, as they are labelled now, that both runs have a score of. */
function judgedByBoth(product: Product, a: RunRecord, b: RunRecord): JudgedByBoth[] {
  const [first, second] = [a, b].map(
    ({ id }) => new Map(listScores(product.db, id).map(({ image, score }) => [image, score])),
  );
  const units = unitsByHash(product.db);
  return listImages(product.db, { split: 'test' }).flatMap((image) => {
    const [one, other] = [first!.get(image.id), second!.get(image.id)];
    if (one === undefined || other === undefined) return [];
    return [{ image: { ...image, unit: units.get(image.hash) ?? image.part }, a: one, b: other }];
  });
}

function changedVerdict({ image, a, b }: JudgedByBoth, limits: PairedLimits): ChangedVerdict[] {
  const [first, second] = [verdictOf(a, limits.a), verdictOf(b, limits.b)];
  if (first === second) return [];
  const { id, file, label, kind } = image;
  return [{ image: id, file, label, kind, a: { score: a, verdict: first }, b: { score: b, verdict: second } }];
}

/** Limits that were learned from parts that the model was trained on say nothing of others, and nothing was forged on them. */
function onForged(
  product: Product,
  [a, fileA]: readonly [RunRecord, RunFile | null],
  [b, fileB]: readonly [RunRecord, RunFile | null],
  limits: PairedLimits,
): Difference[] {
  const [one, other] = [scoresOf(product, a), scoresOf(product, b)];
  const isHeldOut = [a, b].every(({ learned }) => learned?.basis === 'calibration');
  if (!isHeldOut || !one?.good.length || !other?.good.length || !fileA || !fileB) return [];
  return forgedDifferences({ run: a, file: fileA, scores: one }, { run: b, file: fileB, scores: other }, limits);
}
