import { type Dirent, promises as fs } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { type Manifest, manifestSchema } from '#shared/domain/manifest.ts';
import { FlawsmithError, toFlawsmithError } from '#shared/errors.ts';
import { type FailureCode, said } from '#shared/failures.ts';
import { sha256, sha256OfFile } from './files.ts';
import { unfitGolden } from './goldenFiles.ts';
import { senselessIn } from './manifestSafety.ts';
import { mostModelBytes, tooLarge, unfitModel } from './modelSafety.ts';
import { sideFileOf } from './sideFiles.ts';

export const manifestName = 'manifest.json';
export const manifestHashName = 'manifest.sha256';
export const modelName = 'model.onnx';

/** Thirty times what the export writes. */
export const mostManifestBytes = 2 ** 18;

/** What stands against a manifest of so many bytes, in words that follow its name; null where nothing does. */
export const unfitManifestSize = (bytes: number): string | null =>
  bytes <= mostManifestBytes
    ? null
    : `has ${Math.round(bytes / 1e3)} kB, more than the ${Math.round(mostManifestBytes / 1e3)} kB that are opened`;

export interface PackageProblem {
  /** extra: a file, link or special file that the manifest does not know; invalid: a manifest that contradicts itself or makes no sense, a model that is not ours. */
  kind: 'missing' | 'changed' | 'extra' | 'invalid';
  /** Absolute path of the file at fault. */
  file: string;
  /** What is wrong with it. */
  message: string;
}

export interface VerifyReport {
  /** Absolute path of the package. */
  dir: string;
  /** True where the package is whole and every file, the manifest included, is unchanged. */
  ok: boolean;
  problems: PackageProblem[];
  /** Absolute paths of files and folders that systems, Python and npm leave, and of notes: no damage, and never read. */
  sideFiles: string[];
  /** Files that were hashed. */
  files: number;
  /** Null where it is missing, changed or does not parse. */
  manifest: Manifest | null;
}

/**
 * Checks a package against its hashes: nothing missing, changed or added, no link, no path that leads outside.
 * Reads every byte, runs nothing. Only files found by walking the folder are opened, never a path from the manifest.
 * @throws FlawsmithError `not-found` where the folder is not there
 */
export async function verifyPackage(dir: string): Promise<VerifyReport> {
  const root = await packageRoot(dir);
  const problems: PackageProblem[] = [];
  const sideFiles = new Set<string>();
  const found = await listFiles(root, problems, sideFiles);
  const report = (manifest: Manifest | null, files: number): VerifyReport => ({
    dir: root,
    ok: problems.length === 0,
    problems,
    sideFiles: [...sideFiles].sort().map((path) => join(root, path)),
    files,
    manifest,
  });
  const manifest = await readManifest(root, found, problems);
  if (!manifest) return report(null, 0);
  const listed = new Map(Object.entries(manifest.files));
  checkReferences(root, manifest, listed, problems);
  for (const message of senselessIn(manifest))
    problems.push({ kind: 'invalid', file: join(root, manifestName), message });
  for (const path of [...found].sort()) {
    if (path === manifestName || path === manifestHashName) continue;
    const hash = listed.get(path);
    if (hash === undefined) {
      const side = sideFileOf(path);
      if (side !== null) sideFiles.add(side);
      else problems.push({ kind: 'extra', file: join(root, path), message: 'is not part of the package' });
    } else if ((await sha256OfFile(join(root, path))) !== hash) {
      problems.push({
        kind: 'changed',
        file: join(root, path),
        message: 'was changed: its sha256 is not the one in the manifest',
      });
    }
  }
  for (const path of listed.keys()) {
    if (!found.has(path)) problems.push({ kind: 'missing', file: join(root, path), message: 'is missing' });
  }
  if (problems.length > 0) return report(manifest, listed.size + 2);
  await checkModel(join(root, modelName), manifest, problems);
  for (const fault of await unfitGolden(root, manifest)) problems.push({ kind: 'invalid', ...fault });
  return report(manifest, listed.size + 2);
}

/** Hashes do not say what a model may do. */
async function checkModel(file: string, { outputs }: Manifest, problems: PackageProblem[]): Promise<void> {
  const { size } = await fs.stat(file);
  const unfit = size > mostModelBytes ? tooLarge(size) : unfitModel(await fs.readFile(file), outputs);
  if (unfit !== null) problems.push({ kind: 'invalid', file, message: unfit });
}

const damageOf = {
  missing: 'packageMissing',
  changed: 'packageChanged',
  extra: 'packageExtra',
  invalid: 'packageInvalid',
} as const satisfies Record<PackageProblem['kind'], FailureCode>;

/** The error that names the first fault of a report. */
export function packageDamaged(problem: PackageProblem): FlawsmithError {
  return new FlawsmithError('package-damaged', `Package damaged: ${problem.file} ${problem.message}`, {
    file: problem.file,
    hint: 'Do not score with this package. Copy it again from where it was exported, or export it again.',
    said: said(damageOf[problem.kind], { file: problem.file }),
  });
}

async function packageRoot(dir: string): Promise<string> {
  try {
    const root = await fs.realpath(resolve(dir));
    if ((await fs.stat(root)).isDirectory()) return root;
  } catch (error) {
    throw toFlawsmithError(error, resolve(dir));
  }
  throw new FlawsmithError('not-found', `A package is a folder, and this is a file: ${dir}`, { file: resolve(dir) });
}

/** Paths of all files, relative with forward slashes. Links and special files are faults, never followed. */
async function listFiles(root: string, problems: PackageProblem[], sideFiles: Set<string>): Promise<Set<string>> {
  let entries: Dirent[];
  try {
    entries = await fs.readdir(root, { recursive: true, withFileTypes: true });
  } catch (error) {
    throw toFlawsmithError(error, root);
  }
  const found = new Set<string>();
  for (const entry of entries) {
    const file = join(entry.parentPath, entry.name);
    const path = relative(root, file).split(sep).join('/');
    if (entry.isFile()) found.add(path);
    else if (sideFileOf(path) !== null) sideFiles.add(sideFileOf(path)!);
    else if (!entry.isDirectory())
      problems.push({ kind: 'extra', file, message: 'is a link or special file; a package has none' });
  }
  return found;
}

async function readManifest(
  root: string,
  found: ReadonlySet<string>,
  problems: PackageProblem[],
): Promise<Manifest | null> {
  const file = join(root, manifestName);
  for (const name of [manifestName, manifestHashName]) {
    if (!found.has(name)) problems.push({ kind: 'missing', file: join(root, name), message: 'is missing' });
  }
  if (!found.has(manifestName) || !found.has(manifestHashName)) return null;
  const fault = (kind: PackageProblem['kind'], message: string): null => {
    problems.push({ kind, file, message });
    return null;
  };
  const unfit = unfitManifestSize((await fs.stat(file)).size);
  if (unfit !== null) return fault('invalid', unfit);
  const bytes = await fs.readFile(file);
  const hashLine = `${sha256(bytes)}  ${manifestName}\n`;
  const seal = join(root, manifestHashName);
  // Sizes first: a seal of any length would be read whole.
  if ((await fs.stat(seal)).size !== hashLine.length || (await fs.readFile(seal, 'utf8')) !== hashLine) {
    return fault('changed', `was changed: its sha256 is not the one in ${manifestHashName}`);
  }
  return parseManifest(bytes, fault);
}

function parseManifest(bytes: Buffer, fault: (kind: PackageProblem['kind'], message: string) => null): Manifest | null {
  let content: unknown;
  try {
    content = JSON.parse(bytes.toString('utf8'));
  } catch {
    return fault('invalid', 'is not JSON');
  }
  const parsed = manifestSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  return fault('invalid', `does not parse: ${issue.path.join('.') || 'manifest'}: ${issue.message}`);
}

/** The model and everything that the golden rows name must be listed, so it is hashed. */
function checkReferences(
  root: string,
  manifest: Manifest,
  listed: ReadonlyMap<string, string>,
  problems: PackageProblem[],
): void {
  const needed = [modelName, ...manifest.golden.flatMap(({ file, map }) => [file, map])];
  for (const path of needed) {
    if (!listed.has(path))
      problems.push({ kind: 'invalid', file: join(root, path), message: 'is not listed in the manifest' });
  }
}
