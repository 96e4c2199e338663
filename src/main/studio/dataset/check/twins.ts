import type { CheckedPicture, OddPicture } from '#shared/domain/oddPictures.ts';
import { hasOpenPart } from '#shared/domain/recordings.ts';
import type { NearPair } from './nearPairs.ts';

/**
 * Near-copies on one side: the picture that came later is marked. Pictures of one part that a person named are meant to be
 * alike and are none.
 */
export function findTwins(pairs: readonly NearPair[]): OddPicture[] {
  const found = new Map<number, OddPicture>();
  for (const { one, other, likeness } of pairs) {
    if (one.split !== other.split || isNamedAlike(one, other)) continue;
    const [first, later] = one.id < other.id ? [one, other] : [other, one];
    const known = found.get(later.id);
    if (known && known.value >= likeness) continue;
    found.set(later.id, {
      ...{ image: later.id, problem: 'twin', way: 'near-copy' },
      ...{ value: likeness, usual: null, of: first.id },
    });
  }
  return [...found.values()];
}

const isNamedAlike = (one: CheckedPicture, other: CheckedPicture): boolean =>
  one.part === other.part && !hasOpenPart(one) && !hasOpenPart(other);
