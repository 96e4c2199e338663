import { run } from '../lib/child.mjs';
import { SetupFailure } from './failure.mjs';

let found;

/** The Python (3.8 or later) that unpacks wheels and drives node-gyp. @throws SetupFailure if there is none */
export async function findPython() {
  if (found) return found;
  const candidates = [process.env.PYTHON, 'python3', 'python'].filter(Boolean);
  for (const command of candidates) {
    const check = 'import sys, zipfile, zlib; print(sys.executable if sys.version_info >= (3, 8) else "")';
    const { code, stdout } = await run(command, ['-c', check]);
    if (code === 0 && stdout.trim()) return (found = stdout.trim());
  }
  throw new SetupFailure('No Python 3.8 or later was found; it unpacks the wheels and builds the addon.', [
    'Debian, Ubuntu: apt install python3 python3-pip. Fedora: dnf install python3 python3-pip.',
    'Or set PYTHON to the path of an interpreter.',
  ]);
}

/** @throws SetupFailure if that Python has no pip */
export async function requirePip(python) {
  const { code, output } = await run(python, ['-m', 'pip', '--version']);
  if (code === 0) return;
  throw new SetupFailure(
    `${python} has no pip, which downloads the wheels.`,
    [
      'Debian, Ubuntu: apt install python3-pip. Elsewhere: python3 -m ensurepip --user.',
      'Or fetch the wheels elsewhere and pass their folder with --wheels DIR: then pip is not needed.',
    ],
    output,
  );
}
