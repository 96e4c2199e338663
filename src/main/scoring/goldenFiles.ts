import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from '#shared/domain/manifest.ts';
import { serializeError } from '#shared/errors.ts';
import { decodeNpy } from './npy.ts';

const pngSignature = Buffer.from('89504e470d0a1a0a', 'hex');

/**
 * Golden files that are not what an export writes: a PNG picture, and a map of the sides that the model's has, each of one
 * row. Reads them, decodes no picture.
 * @param root the package, whose files are listed and unchanged
 * @returns the files at fault, absolute, with what is wrong in words that follow the name
 */
export async function unfitGolden(
  root: string,
  { golden, outputs }: Pick<Manifest, 'golden' | 'outputs'>,
): Promise<{ file: string; message: string }[]> {
  const faults: { file: string; message: string }[] = [];
  const seen = new Set<string>();
  for (const row of golden) {
    for (const path of [row.file, row.map]) {
      if (seen.has(path)) faults.push({ file: join(root, path), message: 'is named twice as a golden file' });
      seen.add(path);
    }
    const picture = join(root, row.file);
    const begins = (await readFile(picture)).subarray(0, pngSignature.length);
    if (!begins.equals(pngSignature)) faults.push({ file: picture, message: 'is a golden picture and no PNG' });
    const map = join(root, row.map);
    const message = mapFault(await readFile(map), map, outputs);
    if (message) faults.push({ file: map, message });
  }
  return faults;
}

function mapFault(bytes: Uint8Array, file: string, { mapWidth, mapHeight }: Manifest['outputs']): string | null {
  try {
    const { width, height, data } = decodeNpy(bytes, file);
    if (width !== mapWidth || height !== mapHeight)
      return `is a golden map of ${width} × ${height} in a package of ${mapWidth} × ${mapHeight}`;
    return data.every(Number.isFinite) ? null : 'is a golden map that holds no numbers';
  } catch (error) {
    return `is no golden map: ${serializeError(error).message}`;
  }
}
