import { existsSync } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, join, resolve, sep } from 'node:path';
import type { Sharp } from 'sharp';
import type { ListedPackage } from '#shared/contract/studio.ts';
import type { Manifest } from '#shared/domain/manifest.ts';
import type { Standing } from '#shared/domain/releases.ts';
import { FlawsmithError, serializeError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
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
import { type Release, findRelease, folderOf, releaseStandings } from './releases.ts';

const mostCertificateBytes = 8 * 2 ** 20;

/**
 * The releases of a product, newest first, each package verified now. One whose folder has gone, holds another release by now, or
 * cannot be read, is a row that says which file and why.
 */
export async function listPackages(product: Product): Promise<ListedPackage[]> {
  const standings = releaseStandings(product);
  const rows = await Promise.all(
    listReleases(product.db).map((release) => describeRelease(product, release, standings.get(release.number)!)),
  );
  return rows.reverse();
}

async function describeRelease(product: Product, release: Release, standing: Standing): Promise<ListedPackage> {
  const place = { dir: folderOf(release), run: String(release['run']), release: release.number, standing };
  try {
    const manifest = requireSame(release, await readManifest(place.dir));
    return { ...place, ...(await describePackage(place.dir, manifest)), stale: staleNow(product, release) };
  } catch (error) {
    return { ...place, isReadable: false, problem: serializeError(error) };
  }
}

/** An export to the folder of an earlier release takes its place. @throws FlawsmithError `not-found` */
function requireSame(release: Release, manifest: Manifest | null): Manifest {
  const file = folderOf(release);
  const hint = 'The release is recorded; its package was moved, removed or replaced.';
  if (!manifest) {
    const words = said('packageGone', { path: file });
    throw new FlawsmithError('not-found', `The package is not there any more: ${file}`, { file, hint, said: words });
  }
  const { run, createdAt } = manifest.release;
  if (run === release['run'] && (release['createdAt'] ?? createdAt) === createdAt) return manifest;
  throw new FlawsmithError('not-found', `The folder holds another release by now: ${file}`, {
    ...{ file, hint },
    said: said('packageReplaced', { path: file }),
  });
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

const staleNow = (product: Product, release: Release) =>
  staleOfRelease(product, release, findRun(product.db, String(release['run'])));

/**
 * A golden picture of a release with the heatmap that is expected of it, where its package still holds both.
 * @param index in the order of the package
 * @param side longest side, px
 * @throws FlawsmithError `not-found`, also where the manifest cannot be read; those of reading
 */
export async function goldenPicture(product: Product, number: number, index: number, side: number): Promise<Sharp> {
  const dir = folderOf(findRelease(product, number));
  const manifest = await readManifest(dir).catch(() => null); // the list says what is wrong with it
  const golden = manifest?.golden[index];
  if (!golden) throw gone();
  const { raster } = await decodeImage(await insideOf(dir, golden.file));
  const mapFile = await insideOf(dir, golden.map);
  const map = decodeNpy(await readFile(mapFile), mapFile);
  const judged = { score: golden.score, limits: manifest.limits };
  return heatPicture(raster, coverPhotograph(map, manifest.input.roi), judged, side);
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

/**
 * certificate.html of a release as it stands in its package.
 * @throws FlawsmithError `not-found`; `package-damaged` where it is no certificate by its length
 */
export async function readCertificate(product: Product, number: number): Promise<string> {
  const dir = folderOf(findRelease(product, number));
  const file = await insideOf(dir, 'certificate.html').catch(() => {
    throw new FlawsmithError('not-found', `The certificate of release ${number} is not there any more: ${dir}`, {
      file: dir,
      said: said('certificateGone', { n: number }),
    });
  });
  if ((await stat(file)).size <= mostCertificateBytes) return readFile(file, 'utf8');
  throw new FlawsmithError('package-damaged', `This is no certificate of ours: ${file}`, { file });
}

/** Where a package goes that nobody gives a folder: beside the product, each release in a folder of its own. */
export function usualPackageDir(product: Product): string {
  const next = (listReleases(product.db).at(-1)?.number ?? 0) + 1;
  for (let number = next; ; number++) {
    const dir = join(product.dir, '..', `${basename(product.dir)}-r${number}`);
    if (!existsSync(dir)) return dir;
  }
}
