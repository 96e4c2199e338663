/**
 * A Python environment for the tests that check packages from outside: onnxruntime, Pillow and numpy from PyPI, pinned, and OpenVINO where it can be had.
 * Only tests need it; where it cannot be made, those tests are skipped and say so.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setupDir } from '../lib/paths.mjs';

const folder = join(setupDir, 'test-python');
const stamp = join(folder, 'requirements.txt');
const windows = process.platform === 'win32';

/** The first set has wheels for Python 3.9 to 3.12, the second for later ones. */
const requirements = [
  'onnxruntime==1.19.2; python_version < "3.13"',
  'onnxruntime==1.24.4; python_version >= "3.13"',
  'pillow==11.3.0; python_version < "3.13"',
  'pillow==12.1.1; python_version >= "3.13"',
  'numpy==2.0.2; python_version < "3.13"',
  'numpy==2.3.5; python_version >= "3.13"',
  '',
].join('\n');

/** Tried as well; what needs it is skipped without. */
const optional = 'openvino==2026.4.1';

/** @returns {Promise<{code: number | null, output: string}>} code null where the program is not there */
function run(command, args) {
  return new Promise((done) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (output += data));
    child.on('error', (error) => done({ code: null, output: error.message }));
    child.on('close', (code) => done({ code, output }));
  });
}

async function findPython() {
  const check = 'import sys, venv; sys.exit(0 if sys.version_info >= (3, 9) else 1)';
  for (const name of windows ? ['py', 'python'] : ['python3', 'python']) {
    if ((await run(name, ['-c', check])).code === 0) return name;
  }
  return null;
}

async function isReady(python) {
  if (!existsSync(python) || !existsSync(stamp)) return false;
  return (await readFile(stamp, 'utf8')) === requirements;
}

/**
 * Makes .flawsmith/test-python unless it is there already.
 * @param {{log?: (line: string) => void, wheels?: string}} options wheels: folder of wheels for machines without internet
 * @returns {Promise<string | null>} the Python to use, or null (the reason is logged)
 */
export async function ensureTestPython({ log = console.error, wheels } = {}) {
  if (process.env.FLAWSMITH_TEST_PYTHON) return process.env.FLAWSMITH_TEST_PYTHON;
  const python = join(folder, windows ? 'Scripts/python.exe' : 'bin/python');
  if (await isReady(python)) return python;
  const base = await findPython();
  if (base === null) {
    log('test-python: no Python 3.9 or later with venv; tests of the Python client are skipped');
    return null;
  }
  log('test-python: installing onnxruntime, Pillow and numpy for tests (about 100 MB with OpenVINO)');
  const failure = await build(base, python, wheels);
  if (failure === null) return python;
  await rm(folder, { recursive: true, force: true });
  log(`test-python: could not be made; tests of the Python client are skipped. ${failure}`);
  log('test-python: set FLAWSMITH_TEST_PYTHON to a Python that has onnxruntime, Pillow and numpy to do without');
  return null;
}

/** The stamp is written last, so an interrupted build starts over. @returns the reason of a failure, or null */
async function build(base, python, wheels) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const created = await run(base, ['-m', 'venv', folder]);
  if (created.code !== 0) return lastLine(created.output);
  const wanted = `${stamp}.partial`;
  await writeFile(wanted, requirements);
  const given = wheels ? ['--find-links', wheels] : []; // beside the index: the folder may hold set-up's wheels only
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary=:all:'];
  const installed = await run(python, [...install, ...given, '-r', wanted]);
  if (installed.code !== 0) return lastLine(installed.output);
  const extra = await run(python, [...install, ...given, optional]);
  if (extra.code !== 0)
    console.error(`test-python: without ${optional}, tests that need it are skipped. ${lastLine(extra.output)}`);
  await rename(wanted, stamp);
  return null;
}

function lastLine(output) {
  return output.trim().split('\n').at(-1) ?? '';
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const python = await ensureTestPython();
  console.log(python ?? 'skipped');
}
