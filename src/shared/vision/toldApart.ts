import { type ToldShare, fewestToldParts } from '../domain/toldApart.ts';
import { createRandom } from './random.ts';
import { ridgeDecisions, standardisedProducts } from './ridgeClassifier.ts';

/** A crop by its frozen features. */
export interface DescribedCrop {
  values: ArrayLike<number>;
  isReal: boolean;
  /** The part that the picture shows: its crops are never learned from and asked at a time. */
  part: string;
}

const folds = 5;
/** Ways to deal the parts, whose shares are averaged. */
const deals = 3;
/** Of the normal distribution, for 95 %. */
const z95 = 1.959964;

/**
 * How well a regularised linear classifier tells real from forged crops that show other parts than it learned from, and the 95 % range:
 * cross-validated in {@link folds} folds of whole parts. Neither the order of the crops nor which class is which changes it.
 * @returns accuracy null where either has fewer than {@link fewestToldParts} parts
 */
export function toldApart(crops: readonly DescribedCrop[], seed: number): ToldShare {
  const [real, forged] = [crops.filter(({ isReal }) => isReal), crops.filter(({ isReal }) => !isReal)];
  const [realParts, forgedParts] = [partsOf(real).length, partsOf(forged).length];
  const counts = { nReal: real.length, nForged: forged.length, realParts, forgedParts };
  if (Math.min(realParts, forgedParts) < fewestToldParts) return { accuracy: null, low: null, high: null, ...counts };
  const right = rightOf(crops, seed);
  const shares = [true, false].map((isReal) => {
    const own = crops.map((_, i) => i).filter((i) => crops[i]!.isReal === isReal);
    return shareByPart(own.map((i) => ({ part: crops[i]!.part, right: right[i]! })));
  }) as [number, number];
  return { ...meanOfShares(shares, [realParts, forgedParts]), ...counts };
}

const partsOf = (crops: readonly { part: string }[]): string[] => [...new Set(crops.map(({ part }) => part))].sort();

/** Share of the deals in which each crop is told right, by a classifier that saw no crop of its part. */
function rightOf(crops: readonly DescribedCrop[], seed: number): number[] {
  const products = standardisedProducts(crops.map(({ values }) => values));
  const isReal = crops.map((crop) => crop.isReal);
  const right = crops.map(() => 0);
  for (let deal = 0; deal < deals; deal++) {
    for (const { learned, asked } of dealParts(crops, seed, deal)) {
      const decisions = ridgeDecisions(products, isReal, learned, asked);
      asked.forEach((i, k) => {
        const side = decisions[k]! === 0 ? 0.5 : decisions[k]! > 0 === isReal[i] ? 1 : 0;
        right[i]! += side / deals;
      });
    }
  }
  return right;
}

/**
 * Deals whole parts to folds, those with real crops, with forged ones and with both evenly.
 * @returns numbers of the crops that each fold learns from and is asked
 */
export function dealParts(
  crops: readonly Pick<DescribedCrop, 'isReal' | 'part'>[],
  seed: number,
  deal: number,
): { learned: number[]; asked: number[] }[] {
  const classes = new Map<string, Set<boolean>>();
  for (const { part, isReal } of crops) classes.set(part, (classes.get(part) ?? new Set()).add(isReal));
  const isOf = (part: string, ...wanted: boolean[]): boolean =>
    classes.get(part)!.size === wanted.length && wanted.every((isReal) => classes.get(part)!.has(isReal));
  const foldOf = new Map<string, number>();
  for (const wanted of [[true, false], [true], [false]]) {
    const parts = [...classes.keys()].filter((part) => isOf(part, ...wanted)).sort();
    const random = createRandom(seed, deal, wanted.length);
    const order = parts.map((part) => ({ part, at: random.next() })).sort((one, other) => one.at - other.at);
    order.forEach(({ part }, i) => foldOf.set(part, i % folds));
  }
  const numbers = crops.map((_, i) => i);
  return Array.from({ length: folds }, (_, fold) => ({
    learned: numbers.filter((i) => foldOf.get(crops[i]!.part) !== fold),
    asked: numbers.filter((i) => foldOf.get(crops[i]!.part) === fold),
  }));
}

/** Mean over the parts of the share of their crops that are right. */
function shareByPart(crops: readonly { part: string; right: number }[]): number {
  const parts = new Map<string, { n: number; right: number }>();
  for (const { part, right } of crops) {
    const before = parts.get(part) ?? { n: 0, right: 0 };
    parts.set(part, { n: before.n + 1, right: before.right + right });
  }
  return [...parts.values()].reduce((sum, { n, right }) => sum + right / n, 0) / parts.size;
}

/**
 * Mean of two independent shares with its 95 % range: Wilson's of each, put together by the squares of their distances (Newcombe 1998).
 * @param parts on how many each share rests
 */
function meanOfShares(
  shares: readonly [number, number],
  parts: readonly [number, number],
): { accuracy: number; low: number; high: number } {
  const ranges = shares.map((share, i) => wilson(share, parts[i]!));
  const reach = (end: 'low' | 'high'): number =>
    Math.hypot(...shares.map((share, i) => share - ranges[i]![end])) / shares.length;
  const accuracy = (shares[0] + shares[1]) / 2;
  return { accuracy, low: accuracy - reach('low'), high: accuracy + reach('high') };
}

/** Wilson's 95 % range of a share of n (JASA 1927). */
function wilson(share: number, n: number): { low: number; high: number } {
  const middle = share + z95 ** 2 / (2 * n);
  const reach = z95 * Math.sqrt((share * (1 - share)) / n + z95 ** 2 / (4 * n ** 2));
  return { low: (middle - reach) / (1 + z95 ** 2 / n), high: (middle + reach) / (1 + z95 ** 2 / n) };
}
