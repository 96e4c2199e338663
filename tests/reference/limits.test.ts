import { describe, expect, it } from 'vitest';
import type { Calibration, Decision, GoodScore, Share } from '#shared/domain/limits.ts';
import { limitsInForce } from '#shared/vision/limitPromise.ts';
import { learnLimits } from '#shared/vision/limits.ts';
import { createRandom } from '#shared/vision/random.ts';

/**
 * The slow twin of what limits promise: worlds whose true share above any limit is known without a formula of ours, for
 * scores are uniform between `shift` and `shift` + ½ in each session.
 */
const rounds = 700;
const least = 0.93;

interface World {
  parts: number;
  pictures: number;
  /** Chance that a picture of a part repeats the part's first score: what its pictures have in common. */
  repeats: number;
  shifts: readonly number[];
}

function draw({ parts, pictures, repeats, shifts }: World, seed: number, round: number): GoodScore[] {
  const random = createRandom(seed, round);
  const good: GoodScore[] = [];
  for (let part = 0; part < parts; part++) {
    const session = part % shifts.length;
    const first = shifts[session]! + random.next() / 2;
    for (let picture = 0; picture < pictures; picture++) {
      const score = picture === 0 || random.chance(repeats) ? first : shifts[session]! + random.next() / 2;
      good.push({ hash: '', part: String(part), session: String(session), score, pixelMaximum: score });
    }
  }
  return good;
}

/** Share of further pictures, session by session in the proportions of the parts. */
function truth({ parts, shifts }: World, limit: number): number {
  let sum = 0;
  for (let part = 0; part < parts; part++) {
    sum += Math.min(Math.max(1 - 2 * (limit - shifts[part % shifts.length]!), 0), 1) / parts;
  }
  return sum;
}

const holds = ({ low, high }: Share, share: number): boolean => share >= low && share <= high;

function coverage(world: World, seed: number): { accept: number; moved: number } {
  const held = { accept: 0, moved: 0 };
  for (let round = 0; round < rounds; round++) {
    const good = draw(world, seed, round);
    const learned = learnLimits(good, { basis: 'calibration' });
    const scores: Calibration = {
      goodParts: world.parts + 40,
      alsoTrained: { parts: [], sessions: [] },
      good,
      forged: null,
    };
    // Moved to where a third of what was seen is stopped.
    const at = good.map(({ score }) => score).sort((a, b) => b - a)[Math.floor(good.length / 3)]! - 1e-9;
    const decision: Decision = { acceptLimit: at, rejectLimit: 1, who: '', at: '', why: '' };
    const [own, moved] = [limitsInForce(learned, null, scores), limitsInForce(learned, decision, scores)];
    if (holds(own.overkillAtAccept!, truth(world, own.acceptLimit))) held.accept++;
    if (holds(moved.overkillAtAccept!, truth(world, at))) held.moved++;
  }
  return { accept: held.accept / rounds, moved: held.moved / rounds };
}

describe('what limits promise holds', () => {
  const plain: World = { parts: 30, pictures: 1, repeats: 0, shifts: [0] };
  it.each<[string, World]>([
    ['for parts that are all alike', plain],
    ['for few parts', { ...plain, parts: 6 }],
    ['for sessions that differ', { ...plain, parts: 60, shifts: [0, 0.1, 0.3, 0.5] }],
    ['for several pictures of a part that are much the same', { ...plain, pictures: 6, repeats: 0.9 }],
    ['for several pictures of a part that have nothing in common', { ...plain, pictures: 6 }],
    [
      'for so few parts that one part’s weight of pictures may lie above',
      { ...plain, parts: 10, pictures: 8, repeats: 0.5 },
    ],
    ['for those in sessions that differ', { ...plain, parts: 14, pictures: 8, repeats: 0.3, shifts: [0, 0.2] }],
  ])('%s, learned and moved', (_, world) => {
    const { accept, moved } = coverage(world, 11);
    expect(accept).toBeGreaterThanOrEqual(least);
    expect(moved).toBeGreaterThanOrEqual(least);
  });
});
