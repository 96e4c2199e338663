import type { GoodScore, LearnedLimits, OddPart } from '../domain/limits.ts';
import { countParts, learnLimits, upperExcess } from './limits.ts';

/** Fewer parts have no upper end to be far from. */
const fewestParts = 6;
/** So many mean excesses of the other parts' upper quarter the limit has to fall: by chance e⁻⁴, 2 in 100 products. */
const farExcesses = 4;
/** And so far on the scale of scores, below which it matters to nobody. */
const farScores = 0.02;

/**
 * The one good part without which the learned accept limit would stand much lower: an odd good part, or a defective one
 * among the good, that widens what passes as OK. Null where no single part does.
 */
export function findOddPart(good: readonly GoodScore[], learned: LearnedLimits): OddPart | null {
  if (countParts(good) < fewestParts) return null;
  // The part whose leaving out moves the limit most is among those at its rank or above: the one just below it.
  const setting = good
    .filter(({ score }) => score < learned.acceptLimit)
    .reduce<GoodScore | null>((highest, row) => (highest === null || row.score > highest.score ? row : highest), null);
  if (!setting) return null;
  const others = good.filter(({ part }) => part !== setting.part);
  const { acceptLimit: limitWithout } = learnLimits(others, { basis: learned.basis });
  const fall = learned.acceptLimit - limitWithout;
  const sorted = others.map(({ score }) => score).sort((a, b) => b - a);
  if (fall < farScores || fall < farExcesses * upperExcess(sorted)) return null;
  const { hash, part, score } = setting;
  return { hash, part, score, limitWithout };
}
