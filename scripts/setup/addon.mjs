import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { addonFile, bindingPackage, nodeModules, root } from '../lib/paths.mjs';
import { environmentWith, findNode24 } from '../lib/node24.mjs';
import { run } from '../lib/child.mjs';
import { explain, SetupFailure } from './failure.mjs';
import { findPython } from './python.mjs';
import { isLinkedIntoPackage, linkIntoPackage, readTensorFlowStamp } from './tensorflow.mjs';

const stampFile = join(dirname(addonFile), 'stamp.json');

/** What the addon was built from; another answer means that it is built again. */
function ingredients() {
  const { version } = JSON.parse(readFileSync(join(bindingPackage, 'package.json'), 'utf8'));
  return JSON.stringify({ package: version, tensorflow: readTensorFlowStamp()?.wheels[0] });
}

/** Step: tfjs-node’s native addon, built against the library and tried once. */
export const addonStep = {
  title: 'native addon',
  does: 'builds @tensorflow/tfjs-node-gpu’s addon with node-gyp; needs a C++ compiler, make and Python',
  without: 'copy lib/napi-v8/ of that package from a machine of the same kind where set-up has run',
  isDone: () =>
    isLinkedIntoPackage() &&
    existsSync(addonFile) &&
    existsSync(stampFile) &&
    readFileSync(stampFile, 'utf8') === ingredients(),
  async run(context) {
    rmSync(stampFile, { force: true });
    linkIntoPackage();
    const node = findNode24();
    await requireCompiler();
    const result = await context.execute(node.file, await gypArguments(node), {
      cwd: bindingPackage,
      env: environmentWith(node, gypEnvironment()),
    });
    rmSync(join(bindingPackage, 'build'), { recursive: true, force: true });
    if (result.code !== 0 || !existsSync(addonFile)) throw explain('Building the addon', result.output);
    const backend = await probe(context);
    writeFileSync(stampFile, ingredients());
    return `built, computes with ${backend.backend} (TensorFlow ${backend.tensorflow})`;
  },
};

async function gypArguments(node) {
  const args = [join(nodeModules, 'node-gyp', 'bin', 'node-gyp.js'), 'rebuild', '--jobs=max'];
  if (node.headers) args.push(`--nodedir=${node.headers}`);
  args.push(`--python=${await findPython()}`, '--module_name=tfjs_binding', `--module_path=${dirname(addonFile)}`);
  return [...args, '--napi_version=8', '--napi_build_version=8'];
}

/** node-gyp lets npm_config_* win over its own arguments, so none may reach it. */
function gypEnvironment() {
  const kept = Object.entries(process.env).filter(([name]) => !/^npm_(package_)?config_/i.test(name));
  return Object.fromEntries(kept);
}

async function requireCompiler() {
  const wanted = [
    ['C++ compiler', [process.env.CXX, 'c++', 'g++', 'clang++']],
    ['make', [process.env.MAKE, 'make', 'gmake']],
  ];
  for (const [what, commands] of wanted) {
    const answers = await Promise.all(commands.filter(Boolean).map((command) => run(command, ['--version'])));
    if (answers.some(({ code }) => code === 0)) continue;
    throw new SetupFailure(`No ${what} was found; the addon is built on this machine.`, [
      'Debian, Ubuntu: apt install g++ make. Fedora: dnf install gcc-c++ make. Or set CXX to the path of a compiler.',
      addonStep.without[0].toUpperCase() + addonStep.without.slice(1) + '.',
    ]);
  }
}

/** Loads TensorFlow in a process of its own and multiplies two matrices. @throws SetupFailure if that fails */
async function probe({ execute }) {
  const result = await execute(findNode24().file, [join(root, 'src/main/engine/backend/probe.ts')], {
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' },
  });
  const answer = result.stdout.trim().split('\n').pop();
  if (result.code === 0 && answer?.startsWith('{')) return JSON.parse(answer);
  throw new SetupFailure(
    'The addon was built, but TensorFlow does not compute with it.',
    ['An old processor without AVX cannot run this TensorFlow. Otherwise remove .flawsmith and run the set-up again.'],
    result.output,
  );
}
