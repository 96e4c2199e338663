import { describe, expect, it } from 'vitest';
import { createRandom } from '#shared/vision/random.ts';
import { judgeLimits } from '#shared/vision/limitOutcome.ts';

/**
 * The slow twin of the ranges on labelled test pictures: worlds whose true share above the limit is known. A picture is
 * stopped with `share`; with the chance `alike` it does what its part's first picture does.
 */
const rounds = 1500;
const limits = { acceptLimit: 0.5, rejectLimit: 0.9 };

interface World {
  name: string;
  /** Pictures of each part. */
  sizes: number[];
  share: number;
  alike: number;
}

const parts = (n: number, pictures: number): number[] => new Array<number>(n).fill(pictures);
const worlds: World[] = [
  { name: 'one picture a part', sizes: parts(40, 1), share: 0.1, alike: 0 },
  { name: 'five parts of twenty pictures, all alike', sizes: parts(5, 20), share: 0.4, alike: 1 },
  { name: 'sixteen parts of six, half alike', sizes: parts(16, 6), share: 0.3, alike: 0.5 },
  {
    name: 'parts of one to twelve pictures, mostly alike',
    sizes: parts(24, 0).map((_, i) => 1 + (i % 12)),
    share: 0.2,
    alike: 0.8,
  },
  { name: 'one part of forty among thirty of one', sizes: [40, ...parts(30, 1)], share: 0.3, alike: 0.9 },
];

function holdsIn({ sizes, share, alike }: World, round: number): boolean {
  const random = createRandom(5, round);
  const pictures = sizes.flatMap((size, part) => {
    const first = random.chance(share);
    return Array.from({ length: size }, (_, i) => {
      const isStopped = i === 0 || random.chance(alike) ? first : random.chance(share);
      return { score: isStopped ? 0.7 : 0.2, isAnomalous: false, part: `part ${part}` };
    });
  });
  const { low, high } = judgeLimits(pictures, limits).overkill.share!;
  return share >= low && share <= high;
}

describe('the range of what limits do on test pictures', () => {
  it.each(worlds)('holds at least 93 % of the time: $name', (world) => {
    let held = 0;
    for (let round = 0; round < rounds; round++) if (holdsIn(world, round)) held++;
    expect(held / rounds).toBeGreaterThanOrEqual(0.93);
  });
});
