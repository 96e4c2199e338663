import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { FlawsmithError } from '#shared/errors.ts';
import type { Product } from './product.ts';

/** True where `path` is `root` or lies below it, by their names alone. */
export function isInside(root: string, path: string): boolean {
  const inner = relative(root, path);
  return inner === '' || (!/^\.\.([/\\]|$)/.test(inner) && !isAbsolute(inner));
}

/** The real path, links resolved; of what does not exist yet, that of its nearest existing parent with the rest behind it. */
export async function realExisting(path: string): Promise<string> {
  if (existsSync(path)) return realpath(path);
  const parent = dirname(path);
  return parent === path ? path : join(await realExisting(parent), basename(path));
}

/**
 * The path itself, where nothing on its way leads out of the product. A product may come from elsewhere: links in it must
 * not make the program read or write what is not the product's.
 * @param path absolute, of something there or yet to be made
 * @throws FlawsmithError `product-damaged`
 */
export async function requireInProduct(product: Pick<Product, 'dir'>, path: string): Promise<string> {
  if (isInside(await realExisting(product.dir), await realExisting(path))) return path;
  throw new FlawsmithError('product-damaged', `A link leads out of the product: ${path}`, {
    file: path,
    hint: 'Put the folder itself in the place of the link.',
  });
}

/**
 * The name of a file that is kept by the content of an image.
 * @param hash sha256, 64 hexadecimal digits; anything else would be a path of somebody else's choosing
 * @param ending with its dot
 * @throws FlawsmithError `product-damaged`
 */
export function contentFileName(hash: string, ending: string): string {
  if (/^[0-9a-f]{64}$/.test(hash)) return `${hash}${ending}`;
  throw new FlawsmithError('product-damaged', `The product names an image by what is no sha256: ${hash.slice(0, 80)}`, {
    hint: 'Import the images again, into a new product.',
  });
}
