import { readFile, realpath } from 'node:fs/promises';
import { basename, join, resolve, sep } from 'node:path';
import type { Sharp } from 'sharp';
import type { ListedPackage } from '#shared/contract/studio.ts';
import type { Manifest } from '#shared/domain/manifest.ts';
import { FlawsmithError, serializeError } from '#shared/errors.ts';
import { coverPhotograph } from '#shared/vision/photographMap.ts';
import { decodeImage } from '#scoring/decode.ts';
import { decodeNpy } from '#scoring/npy.ts';
import { verifyPackage } from '#scoring/verify.ts';
import type { Product } from '../product.ts';
import { isInside } from '../realPaths.ts';
import { staleOfRelease } from '../staleness.ts';
import { listReleases } from '../store/records.ts';
import { findRun } from '../store/runs.ts';
import { heatPicture } from './heatPicture.ts';
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

/** Where the package of a release was written, absolute. @throws FlawsmithError `not-found` where there is no such release */
export function packageDir(product: Product, number: number): string {
  return folderOf(findRelease(product, number));
}

/** @throws FlawsmithError `not-found` */
function findRelease(product: Product, number: number): Release {
  const release = listReleases(product.db).find((row) => row.number === number);
  if (release) return release;
  throw new FlawsmithError('not-found', `There is no release ${number} of this product.`, { file: product.dir });
}

const folderOf = (release: Release): string => resolve(String(release['package']));

const staleNow = (product: Product, release: Release) =>
  staleOfRelease(product, release, findRun(product.db, String(release['run'])));

/**
 * A golden picture of a release with the heatmap that is expected of it, where its package still holds both.
 * @param index in the order of the package
 * @param side longest side, px
 * @throws FlawsmithError `not-found`, also where the manifest cannot be read; those of reading
 */
export async function goldenPicture(product: Product, number: number, index: number, side: number): Promise<Sharp> {
  const dir = packageDir(product, number);
  const manifest = await readManifest(dir).catch(() => null); // the list says what is wrong with it
  const golden = manifest?.golden[index];
  if (!golden) throw gone();
  const { raster } = await decodeImage(await insideOf(dir, golden.file));
  const mapFile = await insideOf(dir, golden.map);
  const map = decodeNpy(await readFile(mapFile), mapFile);
  return heatPicture(raster, coverPhotograph(map, manifest.input.roi), side);
}

const gone = (): FlawsmithError => new FlawsmithError('not-found', 'This golden picture is not there any more.');

/** A file of a package. A manifest is data: it may not point out of its package, nor by links. @throws FlawsmithError `not-found` */
async function insideOf(dir: string, name: string): Promise<string> {
  const file = resolve(dir, name);
  if (!file.startsWith(dir + sep)) throw gone();
  const real = await realpath(file).catch(() => null);
  if (real === null || !isInside(await realpath(dir), real)) throw gone();
  return real;
}

/** Where a package goes that nobody gives a folder: beside the product. */
export const usualPackageDir = (product: Product): string =>
  join(product.dir, '..', `${basename(product.dir)}-package`);
