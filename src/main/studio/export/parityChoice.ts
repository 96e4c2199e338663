import { createHash } from 'node:crypto';

export interface ParityCandidate {
  /** Content hash of the picture, hex. */
  hash: string;
  score: number;
}

/**
 * Which pictures to compare at export: half of them those nearest a limit, where a small difference turns a verdict, the
 * others in the order of their hashes, so that the choice depends on the pictures alone.
 * @returns indices into `candidates`, ascending, at most `count`
 */
export function chooseForParity(
  candidates: readonly ParityCandidate[],
  limits: { acceptLimit: number; rejectLimit: number },
  count: number,
): number[] {
  const distance = ({ score }: ParityCandidate): number =>
    Math.min(Math.abs(score - limits.acceptLimit), Math.abs(score - limits.rejectLimit));
  const all = candidates.map((_, i) => i);
  const byHash = [...all].sort((a, b) => compare(shuffled(candidates[a]!.hash), shuffled(candidates[b]!.hash)));
  const byDistance = [...byHash].sort((a, b) => distance(candidates[a]!) - distance(candidates[b]!));
  const chosen = new Set(byDistance.slice(0, Math.ceil(count / 2)));
  for (const i of byHash) if (chosen.size < count) chosen.add(i);
  return [...chosen].sort((a, b) => a - b);
}

/** Splits are drawn from hashes too; hashing once more makes this order independent of theirs. */
const shuffled = (hash: string): string => createHash('sha256').update(`parity ${hash}`).digest('hex');
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * The few that travel with the package: spread evenly over the scores, lowest and highest included.
 * @returns indices into `scores`, ascending by score
 */
export function chooseGolden(scores: readonly number[], count: number): number[] {
  const order = scores.map((_, i) => i).sort((a, b) => scores[a]! - scores[b]! || a - b);
  if (order.length <= count) return order;
  return Array.from({ length: count }, (_, i) => order[Math.round((i * (order.length - 1)) / (count - 1))]!);
}
