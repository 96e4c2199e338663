import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { devNull } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { run } from '../lib/child.mjs';
import { temporaryDir, wheelsDir } from '../lib/paths.mjs';
import { explain, SetupFailure } from './failure.mjs';
import { findPython, requirePip } from './python.mjs';
import { readable } from './report.mjs';

const settingsReader = join(dirname(fileURLToPath(import.meta.url)), 'pip_settings.py');

/** @returns {Promise<string>} lower-case hexadecimal sha256 of a file */
export async function sha256(file) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash.digest('hex');
}

/** @throws SetupFailure if the disk has less than that many bytes free */
export function requireSpace(folder, bytes) {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize >= bytes) return;
  throw new SetupFailure(`The disk has ${readable(bavail * bsize)} free; this step needs ${readable(bytes)}.`, [
    'Free some space, or set FLAWSMITH_HOME to a folder on a larger disk, then run the set-up again.',
  ]);
}

/**
 * Gets a pinned wheel: from the folder given with --wheels, from an earlier download, or from pip.
 * @param {{ name: string, version: string, file: string, bytes: number, sha256: string }} wheel a manifest entry
 * @param {object} context the set-up's context
 * @returns {Promise<{ file: string, drop(): void }>} `drop` deletes it if it was downloaded
 */
export async function fetchWheel(wheel, context) {
  if (context.options.wheels) {
    const given = join(context.options.wheels, wheel.file);
    if (existsSync(given)) {
      await check(given, wheel, false);
      return { file: given, drop() {} };
    }
    context.report.line(`  ${wheel.file} is not in ${context.options.wheels}; asking pip for it.`);
  }
  const kept = join(wheelsDir, wheel.file);
  if (!existsSync(kept)) await download(wheel, kept, context);
  await check(kept, wheel, true);
  return { file: kept, drop: () => rmSync(kept, { force: true }) };
}

async function check(file, wheel, isOurs) {
  const actual = await sha256(file);
  if (actual === wheel.sha256) return;
  if (isOurs) rmSync(file, { force: true });
  throw new SetupFailure(`${file} has the wrong checksum (sha256 ${actual}, expected ${wheel.sha256}).`, [
    isOurs ? 'It was removed: run the set-up again.' : 'Fetch the file again; it is damaged or another build.',
  ]);
}

/**
 * pip with the user's index, proxy and certificates and none of the other settings, which may change what comes
 * (constraint, no-binary, require-virtualenv …).
 */
async function pipEnvironment(python, temporary) {
  const { code, stdout, output } = await run(python, [settingsReader]);
  if (code !== 0) throw explain('Reading pip’s settings', output);
  const others = Object.entries(process.env).filter(([name]) => !/^PIP_/i.test(name));
  const fixed = { PIP_CONFIG_FILE: devNull, PIP_NO_INPUT: '1', PIP_DISABLE_PIP_VERSION_CHECK: '1' };
  return {
    ...Object.fromEntries(others),
    TMPDIR: temporary,
    TEMP: temporary,
    TMP: temporary,
    ...JSON.parse(stdout),
    ...fixed,
  };
}

const platforms = {
  'linux-x64': ['manylinux_2_17_x86_64', 'manylinux2014_x86_64'],
  'linux-arm64': ['manylinux_2_17_aarch64', 'manylinux2014_aarch64'],
};

async function download(wheel, target, { execute, report }) {
  const python = await findPython();
  await requirePip(python);
  rmSync(temporaryDir, { recursive: true, force: true });
  mkdirSync(temporaryDir, { recursive: true });
  mkdirSync(wheelsDir, { recursive: true });
  requireSpace(temporaryDir, 2 * wheel.bytes);
  const requirements = join(temporaryDir, 'requirements.txt');
  writeFileSync(requirements, `${wheel.name}==${wheel.version} --hash=sha256:${wheel.sha256}\n`);
  const destination = join(temporaryDir, 'wheels');
  const wanted = platforms[`${process.platform}-${process.arch}`] ?? [];
  const args = ['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--python-version=3.11'];
  args.push(...wanted.map((platform) => `--platform=${platform}`), '--progress-bar=off');
  args.push('--require-hashes', `--requirement=${requirements}`, `--dest=${destination}`);

  const env = await pipEnvironment(python, temporaryDir);
  const stop = watchBytes(wheel, report);
  const result = await execute(python, args, { env });
  stop();
  const downloaded = join(destination, wheel.file);
  if (result.code !== 0 || !existsSync(downloaded)) throw explain(`Downloading ${wheel.file}`, result.output);
  renameSync(downloaded, target);
  rmSync(temporaryDir, { recursive: true, force: true });
}

/** Reports the bytes that have arrived by watching pip's temporary files. */
function watchBytes(wheel, report) {
  let stopped = false;
  const watch = async () => {
    while (!stopped) {
      const bytes = Math.min(bytesUnder(temporaryDir), wheel.bytes);
      report.progress(`${wheel.name}: ${readable(bytes)} of ${readable(wheel.bytes)}`);
      await wait(300);
    }
  };
  void watch();
  return () => (stopped = true);
}

function bytesUnder(folder) {
  try {
    const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
    return files.reduce((bytes, entry) => bytes + statSync(join(entry.parentPath ?? entry.path, entry.name)).size, 0);
  } catch (error) {
    if (error.code === 'ENOENT') return 0; // pip moved something meanwhile
    throw error;
  }
}
