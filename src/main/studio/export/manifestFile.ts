import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Manifest, manifestSchema } from '#shared/domain/manifest.ts';
import { FlawsmithError, toFlawsmithError } from '#shared/errors.ts';
import { said } from '#shared/failures.ts';
import { manifestName, unfitManifestSize } from '#scoring/verify.ts';
import { parseJson } from '../parseFile.ts';

/**
 * The manifest of a package as it says itself, hashes unchecked: whether the package is whole, `verifyPackage` says.
 * @param dir absolute path of the package
 * @returns null where there is none: the folder was moved, or never was a package
 * @throws FlawsmithError `package-damaged` where it is no manifest, naming the file and the value at fault; those of reading
 */
export async function readManifest(dir: string): Promise<Manifest | null> {
  const file = join(dir, manifestName);
  let text: string;
  try {
    const unfit = unfitManifestSize((await stat(file)).size);
    if (unfit !== null) throw unreadable(file, unfit);
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw toFlawsmithError(error, file);
  }
  const { data, fault } = parseJson(text, manifestSchema);
  if (data) return data;
  throw unreadable(file, fault);
}

const unreadable = (file: string, fault: string): FlawsmithError =>
  new FlawsmithError('package-damaged', `The manifest of this package cannot be read: ${file}: ${fault}`, {
    file,
    hint: 'Do not score with this package. Export its run again.',
    said: said('manifestUnread', { file }),
  });
