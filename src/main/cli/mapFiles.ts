import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FloatMap } from '#shared/vision/raster.ts';
import { sha256 } from '#scoring/files.ts';
import { writeNpy } from '#scoring/npy.ts';

/** Bytes of one part of a path; disks take 255, and the name grows while the file is written. */
const mostBytes = 180;

/**
 * Writes maps under `dir`, laid out like the pictures; two pictures of one name get a number, long names are cut and told
 * apart by a hash.
 * @returns a function that gives the map's path @throws FlawsmithError `not-writable`, `disk-full`, of each map alone
 */
export function mapWriter(dir: string): (name: string, map: FloatMap) => Promise<string> {
  const taken = new Set<string>();
  return async (name, map) => {
    const short = name.split('/').map(shortened).join('/');
    let free = short;
    for (let n = 2; taken.has(free.toLowerCase()); n++) free = `${short}-${n}`;
    taken.add(free.toLowerCase());
    const file = join(dir, `${free}.npy`);
    await mkdir(dirname(file), { recursive: true });
    await writeNpy(file, map);
    return file;
  };
}

/** A part of a path that fits every disk. */
function shortened(part: string): string {
  if (Buffer.byteLength(part) <= mostBytes) return part;
  const start = Buffer.from(part)
    .subarray(0, mostBytes - 20)
    .toString('utf8')
    .replaceAll('\ufffd', '');
  return `${start}-${sha256(part).slice(0, 12)}`;
}
