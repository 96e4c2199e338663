import { resolve } from 'node:path';
import { z } from 'zod';
import {
  type ReleaseMark,
  type ReleaseMarkName,
  type Standing,
  releaseMarks,
  standingsOf,
} from '#shared/domain/releases.ts';
import { FlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import { packageDamaged, verifyPackage } from '#scoring/verify.ts';
import type { Product } from '../product.ts';
import { transaction } from '../store/database.ts';
import { addAudit, listAudit, listReleases } from '../store/records.ts';
import { userName } from '../userName.ts';

export type Release = ReturnType<typeof listReleases>[number];

/** @throws FlawsmithError `not-found` where there is no such release */
export function findRelease(product: Product, number: number): Release {
  const release = listReleases(product.db).find((row) => row.number === number);
  if (release) return release;
  throw new FlawsmithError('not-found', `There is no release ${number} of this product.`, { file: product.dir });
}

/** Where the package of a release was written, absolute. */
export const folderOf = (release: Release): string => resolve(String(release['package']));

const carriedSchema = z.object({
  run: z.string(),
  limits: z.object({ acceptLimit: z.number(), rejectLimit: z.number() }),
});

/** What the product itself keeps of what a release carries. @throws FlawsmithError `product-damaged` */
export function carriedBy(release: Release): z.infer<typeof carriedSchema> {
  const parsed = carriedSchema.safeParse(release);
  if (parsed.success) return parsed.data;
  throw new FlawsmithError('product-damaged', `Release ${release.number} does not say its run and limits.`);
}

const auditOf = (mark: ReleaseMarkName): string => `release ${mark}`;
const aboutSchema = z.object({ release: z.number(), name: z.string().nullish() });

/** What was decided about releases, oldest first: the lines of the audit trail that say so. */
function listMarks(product: Product): ReleaseMark[] {
  return listAudit(product.db).flatMap(({ at, who, what, new: about, why }) => {
    const mark = releaseMarks.find((name) => auditOf(name) === what);
    const meant = mark && aboutSchema.safeParse(JSON.parse(about ?? 'null'));
    if (!meant?.success) return [];
    return [{ release: meant.data.release, mark: mark!, who, name: meant.data.name ?? null, at, why: why ?? '' }];
  });
}

/** How each release of a product stands, by its number. */
export function releaseStandings(product: Product): Map<number, Standing> {
  const numbers = listReleases(product.db).map(({ number }) => number);
  return standingsOf(numbers, listMarks(product));
}

/** The release that holds: the newest that is not withdrawn; null where there is none. */
export function releaseInForce(product: Product): Release | null {
  const standings = releaseStandings(product);
  return listReleases(product.db).find(({ number }) => standings.get(number)?.state === 'inForce') ?? null;
}

export interface Decision {
  why: string;
  /** The person who answers for it, where another than the account. */
  name?: string | undefined;
}

/**
 * Says that a release may go to the line. Written to the audit trail; nothing of the release is altered.
 * @throws FlawsmithError `usage` without name or reason, or for a withdrawn one; `package-damaged`, `not-found` where its package
 * is not whole
 */
export async function approveRelease(product: Product, number: number, { name = '', why }: Decision): Promise<void> {
  if (name.trim() === '') {
    throw new FlawsmithError('usage', 'An approval needs the name of the person who gives it.', {
      said: said('approvalNeedsName'),
    });
  }
  if (standingOf(product, number).withdrawn) {
    throw new FlawsmithError('usage', `Release ${number} is withdrawn.`, {
      hint: 'Put it back first, or export again.',
      said: said('releaseWithdrawn', { n: number }),
    });
  }
  await requireWhole(product, number);
  mark(product, [number], 'approved', { name: name.trim(), why });
}

/** Says that a release must not be used any more. @throws FlawsmithError `usage` without a reason, or where it is withdrawn */
export function withdrawRelease(product: Product, number: number, decision: Decision): void {
  if (standingOf(product, number).withdrawn) {
    throw new FlawsmithError('usage', `Release ${number} is withdrawn already.`, {
      said: said('releaseWithdrawn', { n: number }),
    });
  }
  mark(product, [number], 'withdrawn', decision);
}

/** Takes a withdrawal back; an approval that stood before it has to be given anew. @throws FlawsmithError `usage` */
export function restoreRelease(product: Product, number: number, decision: Decision): void {
  if (!standingOf(product, number).withdrawn) throw new FlawsmithError('usage', `Release ${number} is not withdrawn.`);
  mark(product, [number], 'restored', decision);
}

/**
 * Makes an earlier release the one in force again by withdrawing all later ones, all together or none.
 * @returns the numbers of those that were withdrawn
 * @throws FlawsmithError `usage` without a reason, for a withdrawn one, or for the one in force; `package-damaged`, `not-found` where
 * its package is not whole
 */
export async function rollBack(product: Product, number: number, decision: Decision): Promise<number[]> {
  const { state } = standingOf(product, number);
  if (state !== 'replaced') {
    const why = state === 'inForce' ? 'in force already' : 'withdrawn: put it back first';
    throw new FlawsmithError('usage', `Release ${number} is ${why}.`);
  }
  await requireWhole(product, number);
  const later = [...releaseStandings(product)]
    .filter(([other, standing]) => other > number && !standing.withdrawn)
    .map(([other]) => other);
  mark(product, later, 'withdrawn', decision);
  return later;
}

function standingOf(product: Product, number: number): Standing {
  return releaseStandings(product).get(findRelease(product, number).number)!;
}

async function requireWhole(product: Product, number: number): Promise<void> {
  const { ok, problems } = await verifyPackage(folderOf(findRelease(product, number)));
  if (!ok) throw packageDamaged(problems[0]!);
}

function mark(
  product: Product,
  numbers: readonly number[],
  name: ReleaseMarkName,
  { name: person, why }: Decision,
): void {
  if (why.trim() === '') {
    throw new FlawsmithError('usage', 'This needs a reason: the audit trail keeps it.', { said: said('needsReason') });
  }
  transaction(product.db, () => {
    for (const release of numbers) {
      const about = { release, ...(person !== undefined && { name: person }) };
      addAudit(product.db, { who: userName(), what: auditOf(name), new: about, why: why.trim() });
    }
  });
}
