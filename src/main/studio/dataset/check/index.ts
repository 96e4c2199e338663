import type { DatabaseSync } from 'node:sqlite';
import { type CheckedPicture, type OddPicture, fewestUsual, problems } from '#shared/domain/oddPictures.ts';
import type { Split } from '#shared/domain/images.ts';
import type { SplitRecord } from '#shared/domain/split.ts';
import type { Check } from '#shared/contract/studio/check.ts';
import type { Product } from '../../product.ts';
import { findImage } from '../../store/gallery.ts';
import { type Looked, addLooked, listLooked, lookedKey, removeLooked } from '../../store/lookedAt.ts';
import { addAudit } from '../../store/records.ts';
import { transaction, writeStamp } from '../../store/database.ts';
import { readSplit } from '../split.ts';
import { findBlurred } from './blur.ts';
import { findMiscoloured } from './colour.ts';
import { findMisexposed } from './exposure.ts';
import { findLeaks } from './leaks.ts';
import { findNearPairs } from './nearPairs.ts';
import { findOtherParts } from './otherPart.ts';
import { type CheckOptions, type UnreadPicture, checkedPictures } from './pictures.ts';
import { referencesOf } from './reference.ts';
import { findMissized } from './size.ts';
import { findTwins } from './twins.ts';

/** One thing that is odd, with the pictures that it is about. */
export interface FoundOdd extends Omit<OddPicture, 'of'> {
  file: string;
  split: Split;
  /** The other picture of a pair. */
  of: { image: number; file: string; split: Split } | null;
  /** A person looked at it and keeps the picture. */
  isLookedAt: boolean;
}

/** What is odd about a product's pictures. */
export interface CheckResult {
  /** In the order of `problems`, then of files. */
  odd: FoundOdd[];
  /** Good pictures that were compared, and the fewest that show what is usual. */
  good: { n: number; least: number };
  /** Good pictures that no engine has looked at: `other-part` is left out where there is one. */
  undescribed: number;
  unread: UnreadPicture[];
}

/**
 * Looks for odd pictures: good ones against each other, defective ones for size, near-copies and leaks alone, since a defect
 * changes how a picture looks. Reads the pictures' pixels only where no import of this version did.
 * @throws CancelledError
 */
export async function checkProduct(product: Product, options: CheckOptions = {}): Promise<CheckResult> {
  const { pictures, unread } = await checkedPictures(product, options);
  const looked = listLooked(product.db);
  const byId = new Map(pictures.map((picture) => [picture.id, picture]));
  const placed = (id: number): { image: number; file: string; split: Split } => {
    const { file, split } = byId.get(id)!;
    return { image: id, file, split };
  };
  const odd = findOdd(pictures, readSplit(product).by)
    .map((one) => ({
      ...{ ...one, ...placed(one.image), isLookedAt: looked.has(lookedKey(one)) },
      of: one.of === null ? null : placed(one.of),
    }))
    .sort((a, b) => rank(a) - rank(b) || (a.file < b.file ? -1 : 1));
  const good = pictures.filter(({ isGood }) => isGood);
  return {
    odd,
    good: { n: good.length, least: fewestUsual },
    undescribed: good.filter(({ descriptor }) => descriptor === null).length,
    unread,
  };
}

const rank = ({ problem }: FoundOdd): number => problems.indexOf(problem);

/** All that is odd, in no order. @param by what the split keeps together */
export function findOdd(pictures: readonly CheckedPicture[], by: SplitRecord['by'] = 'part'): OddPicture[] {
  const good = pictures.filter(({ isGood }) => isGood);
  const measured = pictures.filter(({ measures }) => measures !== null);
  const references = referencesOf(measured.filter(({ isGood }) => isGood));
  const misexposed = findMisexposed(references);
  const pairs = findNearPairs(measured);
  return [
    ...findBlurred(references),
    ...misexposed,
    ...findMiscoloured(references, new Set(misexposed.map(({ image }) => image))),
    ...(good.length >= fewestUsual ? findMissized(pictures, good) : []),
    ...findOtherParts(good),
    ...findTwins(pairs),
    ...findLeaks(pictures, pairs, by),
  ];
}

const kept = new WeakMap<DatabaseSync, { stamp: string; check: Check }>();

/**
 * {@link checkProduct} with the rows of the pictures, as the window shows them. All pictures are compared only where something
 * was written since the last time, or a file could not be read then: it may be back.
 * @throws CancelledError
 */
export async function checkForWindow(product: Product, options: CheckOptions = {}): Promise<Check> {
  const stamp = writeStamp(product.db);
  const before = kept.get(product.db);
  if (before?.stamp === stamp) return before.check;
  const { odd, ...rest } = await checkProduct(product, options);
  const rows = odd.map(({ image, problem, way, value, usual, of, isLookedAt }) => ({
    ...{ image: findImage(product.db, image), problem, way, value, isLookedAt },
    usual: usual && ([...usual] as [number | null, number | null]),
    of: of && findImage(product.db, of.image),
  }));
  const check: Check = { ...rest, rows, unread: rest.unread as Check['unread'] };
  if (rest.unread.length === 0 && writeStamp(product.db) === stamp) kept.set(product.db, { stamp, check });
  return check;
}

/** Ids of a product's odd pictures: the gravest first, those that a person looked at and kept last. @throws CancelledError */
export async function oddIds(product: Product, options: CheckOptions = {}): Promise<number[]> {
  const { rows } = await checkForWindow(product, options);
  const open = rows.filter(({ isLookedAt }) => !isLookedAt);
  return [...new Set([...open, ...rows].map(({ image }) => image.id))];
}

/**
 * Keeps that a person looked at odd pictures and leaves them in; or takes that back. Each change has its audit row.
 * @returns how many changed
 */
export function lookAt(
  product: Product,
  rows: readonly (Pick<FoundOdd, 'image' | 'problem'> & { of: number | { image: number } | null })[],
  isLookedAt: boolean,
  who: string,
): number {
  const asked: Looked[] = rows.map(({ image, problem, of }) => ({
    image,
    problem,
    of: typeof of === 'number' ? of : (of?.image ?? null),
  }));
  return transaction(product.db, () => {
    const changed = asked.filter((row) =>
      isLookedAt ? addLooked(product.db, row, who) : removeLooked(product.db, row),
    );
    if (changed.length > 0) {
      addAudit(product.db, {
        who,
        what: isLookedAt ? 'odd pictures kept' : 'odd pictures to check again',
        new: changed,
      });
    }
    return changed.length;
  });
}
