import type { CheckedPicture, OddPicture } from '#shared/domain/oddPictures.ts';
import { hasOpenPart } from '#shared/domain/recordings.ts';
import type { SplitRecord } from '#shared/domain/split.ts';
import type { NearPair } from './nearPairs.ts';

/** What learns stands before what sets limits, and that before what judges. */
const order = { train: 0, calibration: 1, test: 2 } as const;

/**
 * Pictures that judge a run, or set its limits, and show what it learned from: a near-copy, or the same part, on a side
 * before theirs. The picture on the later side is marked. Where whole sessions are kept apart, a part that a person named may
 * train and calibrate: the split says so once, and its pictures are not marked one by one.
 */
export function findLeaks(
  pictures: readonly CheckedPicture[],
  pairs: readonly NearPair[],
  by: SplitRecord['by'],
): OddPicture[] {
  const isMeant = (one: CheckedPicture, other: CheckedPicture): boolean =>
    by === 'session' && one.unit === other.unit && one.split !== 'test' && other.split !== 'test' && !hasOpenPart(one);
  const found = new Map<number, OddPicture>();
  for (const { one, other, likeness } of pairs) {
    if (one.split === other.split || isMeant(one, other)) continue;
    const [before, after] = order[one.split] < order[other.split] ? [one, other] : [other, one];
    const known = found.get(after.id);
    if (!known || likeness > known.value) found.set(after.id, leak(after, before, 'near-copy', likeness));
  }
  for (const part of Map.groupBy(pictures, ({ unit }) => unit).values()) {
    const first = part.reduce((a, b) => (order[b.split] < order[a.split] ? b : a));
    for (const picture of part) {
      if (picture.split !== first.split && !isMeant(picture, first) && !found.has(picture.id)) {
        found.set(picture.id, leak(picture, first, 'same-part', 1));
      }
    }
  }
  return [...found.values()];
}

const leak = (
  picture: CheckedPicture,
  of: CheckedPicture,
  way: 'near-copy' | 'same-part',
  value: number,
): OddPicture => ({ image: picture.id, problem: 'leak', way, value, usual: null, of: of.id });
