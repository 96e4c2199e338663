import { realpathSync } from 'node:fs';
import { matchesGlob } from 'node:path';
import { FlawsmithError } from '#shared/errors.ts';
import type { Product } from '../../product.ts';
import { isInside } from '../../realPaths.ts';
import { type StoredPicture, editablePictures } from '../../store/editable.ts';

export interface FoundPictures {
  ids: number[];
  /** What was named and means no picture of the product, each with its path and what to do. */
  failures: FlawsmithError[];
}

/** A path as it was given, and absolute. */
export interface NamedPath {
  given: string;
  absolute: string;
}

const hasWildcard = (path: string): boolean => /[*?[{]/.test(path);
const slashed = (path: string): string => path.replaceAll('\\', '/');

/**
 * The pictures of a product that paths name: a picture, all below a folder, or those that a pattern fits. A path that leads
 * nowhere on the disk may be the end of a picture's path, or a part of it for folders and patterns. Pictures that are left
 * out count where they are named themselves, or `withLeftOut`.
 */
export function findPictures(
  product: Product,
  paths: readonly NamedPath[],
  { withLeftOut = false }: { withLeftOut?: boolean } = {},
): FoundPictures {
  const all = editablePictures(product.db);
  const ids = new Set<number>();
  const failures: FlawsmithError[] = [];
  for (const path of paths) {
    const { pictures, isOne } = fitting(all, path);
    const there = isOne || withLeftOut ? pictures : pictures.filter(({ isOut }) => !isOut);
    if (isOne && there.length > 1) failures.push(ambiguous(path, there));
    else if (there.length === 0) failures.push(unknown(product, path, pictures.length));
    else there.forEach(({ id }) => ids.add(id));
  }
  return { ids: [...ids], failures };
}

/** @returns isOne: a single picture is meant */
function fitting(all: readonly StoredPicture[], path: NamedPath): { pictures: StoredPicture[]; isOne: boolean } {
  const [given, absolute] = [slashed(path.given).replace(/^\.\//, '').replace(/\/+$/, ''), slashed(path.absolute)];
  const where = (fits: (file: string) => boolean): StoredPicture[] => all.filter(({ file }) => fits(slashed(file)));
  if (hasWildcard(given)) {
    const here = where((file) => matchesGlob(file, absolute));
    const isRelative = given !== '' && !given.startsWith('/');
    const pictures = here.length > 0 || !isRelative ? here : where((file) => matchesGlob(file, `/**/${given}`));
    return { pictures, isOne: false };
  }
  for (const place of new Set([absolute, slashed(real(path.absolute))])) {
    const one = where((file) => file === place);
    if (one.length > 0) return { pictures: one, isOne: true };
    const below = where((file) => isInside(place, file));
    if (below.length > 0) return { pictures: below, isOne: false };
  }
  if (given === '' || given.startsWith('/') || given.startsWith('..')) return { pictures: [], isOne: false };
  const ends = where((file) => file.endsWith(`/${given}`));
  if (ends.length > 0) return { pictures: ends, isOne: true };
  return { pictures: where((file) => file.includes(`/${given}/`)), isOne: false };
}

/** With links resolved; as it is where it leads nowhere. */
function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function unknown(product: Product, { given, absolute }: NamedPath, leftOut: number): FlawsmithError {
  if (leftOut > 0) {
    return new FlawsmithError('not-found', `All pictures of it are left out: ${given}`, {
      file: absolute,
      hint: 'Bring them back with --in.',
    });
  }
  return new FlawsmithError('not-found', `No picture of the product is, lies in or fits: ${given}`, {
    file: absolute,
    hint: `Name a picture, folder or pattern as \`import\` took it; the product is ${product.dir}.`,
  });
}

function ambiguous({ given, absolute }: NamedPath, pictures: readonly StoredPicture[]): FlawsmithError {
  const first = pictures.slice(0, 3).map(({ file }) => file);
  return new FlawsmithError('usage', `${pictures.length} pictures end in ${given}: ${first.join(', ')} …`, {
    file: absolute,
    hint: 'Name more of the path.',
  });
}
