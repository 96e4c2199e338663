import { realpath } from 'node:fs/promises';
import { basename, join, resolve, sep } from 'node:path';
import type { ListedPackage } from '#shared/contract/studio.ts';
import type { Manifest } from '#shared/domain/manifest.ts';
import { FlawsmithError, serializeError } from '#shared/errors.ts';
import { verifyPackage } from '#scoring/verify.ts';
import type { Product } from '../product.ts';
import { isInside } from '../realPaths.ts';
import { staleOfRelease } from '../staleness.ts';
import { listReleases } from '../store/records.ts';
import { findRun } from '../store/runs.ts';
import { readManifest } from './manifestFile.ts';

type Release = ReturnType<typeof listReleases>[number];

/**
 * The releases of a product whose packages are where they were written, newest first, each verified now. One whose folder has
 * gone, or holds a later release of another run, is left out; one that cannot be read is a row that says which file and why.
 */
export async function listPackages(product: Product): Promise<ListedPackage[]> {
  const rows = await Promise.all(listReleases(product.db).map((release) => describeRelease(product, release)));
  return rows.filter((row) => row !== null).reverse();
}

async function describeRelease(product: Product, release: Release): Promise<ListedPackage | null> {
  const place = { dir: folderOf(release), run: String(release['run']), release: release.number };
  try {
    const manifest = await readManifest(place.dir);
    if (manifest?.release.run !== place.run) return null;
    return { ...place, ...(await describePackage(place.dir, manifest)), stale: staleNow(product, release) };
  } catch (error) {
    return { ...place, isReadable: false, problem: serializeError(error) };
  }
}

async function describePackage(dir: string, manifest: Manifest) {
  const { release, limits, parity, golden, files } = manifest;
  const problem = await verifyPackage(dir).then(
    ({ ok, problems }) => (ok ? null : problems.map(({ message }) => message).join('; ')),
    (error: unknown) => serializeError(error).message,
  );
  return {
    isReadable: true as const,
    createdAt: release.createdAt,
    limits,
    parity,
    golden,
    files: Object.keys(files).length + 2, // the manifest and its hash stand beside those that it lists
    isWhole: problem === null,
    problem,
  };
}

const folderOf = (release: Release): string => resolve(String(release['package']));

const staleNow = (product: Product, release: Release) =>
  staleOfRelease(product, release, findRun(product.db, String(release['run'])));

/**
 * A golden picture of a release, where its package still holds it.
 * @param index in the order of the package
 * @returns its absolute path, inside the package
 * @throws FlawsmithError `not-found`, also where the manifest cannot be read
 */
export async function goldenFile(product: Product, number: number, index: number): Promise<string> {
  const gone = new FlawsmithError('not-found', 'This golden picture is not there any more.');
  const release = listReleases(product.db).find((row) => row.number === number);
  if (!release) throw gone;
  const dir = folderOf(release);
  const manifest = await readManifest(dir).catch(() => null); // the list says what is wrong with it
  const golden = manifest?.golden[index];
  if (!golden) throw gone;
  const file = resolve(dir, golden.file);
  if (!file.startsWith(dir + sep)) throw gone; // a manifest is data: it may not point out of its package
  const real = await realpath(file).catch(() => null);
  if (real === null || !isInside(await realpath(dir), real)) throw gone;
  return real;
}

/** Where a package goes that nobody gives a folder: beside the product. */
export const usualPackageDir = (product: Product): string =>
  join(product.dir, '..', `${basename(product.dir)}-package`);
