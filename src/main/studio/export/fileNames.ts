import { dirname, relative, sep } from 'node:path';

/**
 * Files by their names below the deepest folder that holds them all, with `/`: cameras count from one again in each folder, and
 * where the folder lies is nobody's business.
 * @param files absolute paths
 */
export function namesBelow(files: readonly string[]): string[] {
  const folders = files.map((file) => dirname(file).split(sep));
  const [first = []] = folders;
  const depth = first.findIndex((_, i) => folders.some((folder) => folder[i] !== first[i]));
  const shared = (depth < 0 ? first : first.slice(0, depth)).join(sep) || sep;
  return files.map((file) => relative(shared, file).split(sep).join('/'));
}
