import type { Range } from '../../domain/metrics.ts';
import { betaQuantile } from '../betaDistribution.ts';

/** Image scores with what each shows. */
export interface RankedPictures {
  /** The higher the more anomalous. */
  scores: ArrayLike<number>;
  /** True where the picture is anomalous. */
  labels: ArrayLike<boolean>;
  /** Physical part of each picture; absent: every picture shows a part of its own. */
  parts?: ArrayLike<string> | undefined;
}

/**
 * 95 % range of the image AUROC over other parts like these, whatever shape the scores have.
 *
 * Perfect separation is exact: among m good and n anomalous parts there are min(m, n) pairs that share no part, and all of
 * them lie in the right order with probability AUROC^min(m, n) at most, so nothing below 0.025^(1 / min(m, n)) is likely to
 * look perfect. Elsewhere the AUROC is read as a share of so many parts as would vary as much: AUROC (1 − AUROC) / variance,
 * at least min(m, n) (no shape varies more: Birnbaum and Klose, Ann. Math. Stat. 28, 1957), at most what Hanley and McNeil
 * (Radiology 143, 1982) expect of well-behaved scores; its range is that of Clopper and Pearson for this number. The variance is
 * DeLong's over parts (Biometrics 44, 1988; Obuchowski, Biometrics 53, 1997). No ranking promises more than a perfect one.
 * @returns null where only one label is present.
 */
export function aurocRange(pictures: RankedPictures): Range {
  const { auroc, anomalous, normal } = placements(pictures);
  if (auroc === null) return null;
  const [n, m] = [anomalous.size, normal.size];
  const fewest = Math.min(m, n);
  if (auroc === 1 || auroc === 0 || fewest === 1) return shareRange(auroc, fewest);
  const spread = auroc * (1 - auroc);
  const expected = spread / hanleyMcNeil(auroc, m, n);
  const seen = spread / varianceOf(anomalous, normal);
  const [low, high] = shareRange(auroc, Math.max(fewest, Math.min(seen, expected)));
  const [perfect] = shareRange(1, fewest);
  return [Math.min(low, perfect), Math.max(high, 1 - perfect)];
}

/** Clopper–Pearson for a share of n, where neither the count nor n need be whole. */
function shareRange(share: number, n: number): [number, number] {
  const count = share * n;
  const low = count <= 0 ? 0 : betaQuantile(0.025, count, n - count + 1);
  const high = count >= n ? 1 : betaQuantile(0.975, count + 1, n - count);
  return [low, high];
}

/** Variance of the AUROC of m good and n anomalous parts where both kinds of scores fall off alike. */
function hanleyMcNeil(auroc: number, m: number, n: number): number {
  const q1 = auroc / (2 - auroc);
  const q2 = (2 * auroc * auroc) / (1 + auroc);
  const square = auroc * auroc;
  // Newcombe's symmetric reading (Statistics in Medicine 25, 2006): both sides weigh as their mean.
  const weight = (m + n) / 2 - 1;
  return (auroc * (1 - auroc) + weight * (q1 - square) + weight * (q2 - square)) / (m * n);
}

interface Placements {
  auroc: number | null;
  /** By part, how much its pictures of one label move the AUROC away from its mean. */
  anomalous: Map<string | number, number>;
  normal: Map<string | number, number>;
}

/** How each picture lies among those of the other label, summed up by part. */
function placements({ scores, labels, parts }: RankedPictures): Placements {
  const sides = { anomalous: sideOf(scores, labels, true), normal: sideOf(scores, labels, false) };
  const [n, m] = [sides.anomalous.sorted.length, sides.normal.sorted.length];
  const result: Placements = { auroc: null, anomalous: new Map(), normal: new Map() };
  if (n === 0 || m === 0) return result;
  const below = sides.anomalous.pictures.map((i) => shareBelow(sides.normal.sorted, scores[i]!));
  const above = sides.normal.pictures.map((i) => 1 - shareBelow(sides.anomalous.sorted, scores[i]!));
  const isPerfect = below.every((share) => share === 1);
  const auroc = isPerfect ? 1 : below.reduce((sum, share) => sum + share, 0) / n;
  const add = (into: Map<string | number, number>, pictures: number[], shares: number[]): void =>
    pictures.forEach((i, at) => {
      const part = parts?.[i] ?? i;
      into.set(part, (into.get(part) ?? 0) + (shares[at]! - auroc) / pictures.length);
    });
  add(result.anomalous, sides.anomalous.pictures, below);
  add(result.normal, sides.normal.pictures, above);
  return { ...result, auroc };
}

function sideOf(scores: ArrayLike<number>, labels: ArrayLike<boolean>, isAnomalous: boolean) {
  const pictures = Array.from({ length: scores.length }, (_, i) => i).filter((i) => labels[i] === isAnomalous);
  return { pictures, sorted: Float64Array.from(pictures, (i) => scores[i]!).sort() };
}

/** Share of the rising values below `value`, ties counting half. */
function shareBelow(rising: Float64Array, value: number): number {
  const first = (isLow: (other: number) => boolean): number => {
    let [from, to] = [0, rising.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (isLow(rising[middle]!)) from = middle + 1;
      else to = middle;
    }
    return from;
  };
  return (first((other) => other < value) + first((other) => other <= value)) / 2 / rising.length;
}

/** Variance of the AUROC over parts; a part that has pictures of both labels moves both sides at once. */
function varianceOf(anomalous: Placements['anomalous'], normal: Placements['normal']): number {
  const squares = (side: Placements['normal']): number =>
    ([...side.values()].reduce((sum, move) => sum + move * move, 0) * side.size) / (side.size - 1);
  let both = 0;
  for (const [part, move] of anomalous) both += 2 * move * (normal.get(part) ?? 0);
  return Math.max(0, squares(anomalous) + squares(normal) + both);
}
