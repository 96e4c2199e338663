import {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bindingPackage, tensorflowDir, tensorflowManifest } from '../lib/paths.mjs';
import { explain, SetupFailure } from './failure.mjs';
import { findPython } from './python.mjs';
import { readable } from './report.mjs';
import { fetchWheel, requireSpace } from './wheels.mjs';

const stampFile = join(tensorflowDir, 'stamp.json');
const extractor = join(dirname(fileURLToPath(import.meta.url)), 'extract_wheel.py');

/** What is taken from a TensorFlow wheel and from NVIDIA's. */
const wantedParts = {
  tensorflow: ['tensorflow/include/', 'tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2'],
  nvidia: ['nvidia/', '-/include/'],
};

/** @returns {{ flavour: 'cpu' | 'gpu', wheels: string[], reason?: string } | undefined} what is unpacked */
export function readTensorFlowStamp() {
  try {
    return JSON.parse(readFileSync(stampFile, 'utf8'));
  } catch {
    return undefined; // none yet, or cut short: both mean that the library is laid out again
  }
}

/** The pinned wheels for this machine. @throws SetupFailure where there are none */
function pinnedWheels(flavour) {
  const manifest = JSON.parse(readFileSync(tensorflowManifest, 'utf8'));
  const machine = `${process.platform}-${process.arch}`;
  const wheels = manifest[machine]?.[flavour];
  if (wheels) return wheels;
  throw new SetupFailure(`There is no pinned TensorFlow library (${flavour}) for ${machine}.`, [
    `Pinned: ${Object.keys(manifest).join(', ')} (GPU: linux-x64). On Windows use WSL 2.`,
  ]);
}

/** Step: the TensorFlow C library of one flavour, laid out for the addon. */
export function tensorflowStep(flavour, reason) {
  const wheels = () => pinnedWheels(flavour);
  return {
    title: `TensorFlow library (${flavour})`,
    does: `the C library and headers from PyPI’s wheel; needs pip, Python and ${flavour === 'gpu' ? 'about 6 GB' : 'about 1.3 GB'} of disk`,
    without: 'pass a folder that holds the wheels named in resources/tensorflow.json with --wheels DIR',
    isDone: () => {
      const stamp = readTensorFlowStamp();
      const isSame =
        stamp?.flavour === flavour &&
        stamp.wheels.join() ===
          wheels()
            .map((wheel) => wheel.sha256)
            .join();
      return Boolean(isSame) && existsSync(join(tensorflowDir, 'deps', 'lib', 'libtensorflow.so'));
    },
    async run(context) {
      const partial = `${tensorflowDir}.partial`;
      rmSync(partial, { recursive: true, force: true });
      mkdirSync(join(partial, 'deps', 'lib'), { recursive: true });
      for (const wheel of wheels()) await unpack(wheel, partial, context);
      layOut(partial);
      const stamp = { flavour, wheels: wheels().map((wheel) => wheel.sha256), ...(reason && { reason }) };
      writeFileSync(join(partial, 'stamp.json'), `${JSON.stringify(stamp, null, 2)}\n`);
      replaceFolder(partial, tensorflowDir);
      return 'unpacked';
    },
  };
}

async function unpack(wheel, folder, context) {
  const { file, drop } = await fetchWheel(wheel, context);
  requireSpace(folder, 4 * wheel.bytes);
  const parts = wheel.name.startsWith('nvidia-') ? wantedParts.nvidia : wantedParts.tensorflow;
  const result = await context.execute(await findPython(), [extractor, file, folder, ...parts], {
    line: (text) => {
      const [done, total] = text.split(' ').map(Number);
      if (total) context.report.progress(`${wheel.name}: ${readable(done)} of ${readable(total)} unpacked`);
    },
  });
  if (result.code !== 0) throw explain(`Unpacking ${wheel.file}`, result.output);
  drop();
}

/** deps/include and deps/lib as the addon's build file wants them; CUDA is sought at deps/lib/../nvidia. */
function layOut(folder) {
  const deps = join(folder, 'deps');
  symlinkSync('../tensorflow/include', join(deps, 'include'));
  for (const library of ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']) {
    symlinkSync(`../../tensorflow/${library}`, join(deps, 'lib', library));
  }
  symlinkSync('libtensorflow_cc.so.2', join(deps, 'lib', 'libtensorflow.so'));
  symlinkSync('libtensorflow_framework.so.2', join(deps, 'lib', 'libtensorflow_framework.so'));
  if (existsSync(join(folder, 'nvidia'))) symlinkSync('../nvidia', join(deps, 'nvidia'));
}

function replaceFolder(made, place) {
  const old = `${place}.old`;
  rmSync(old, { recursive: true, force: true });
  if (existsSync(place)) renameSync(place, old);
  renameSync(made, place);
  rmSync(old, { recursive: true, force: true });
}

/** True if the addon's package finds its libraries in the folder that set-up laid out. */
export function isLinkedIntoPackage() {
  const link = join(bindingPackage, 'deps');
  return existsSync(link) && realpathSync(link) === realpathSync(join(tensorflowDir, 'deps'));
}

/** The addon looks for its libraries in node_modules/@tensorflow/tfjs-node-gpu/deps. */
export function linkIntoPackage() {
  const link = join(bindingPackage, 'deps');
  rmSync(link, { recursive: true, force: true });
  symlinkSync(relative(bindingPackage, join(tensorflowDir, 'deps')), link);
}
