import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root, absolute. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Where set-up keeps what it fetched and made; FLAWSMITH_HOME moves it. */
export const setupDir = process.env.FLAWSMITH_HOME ? resolve(process.env.FLAWSMITH_HOME) : join(root, '.flawsmith');

export const nodeModules = join(root, 'node_modules');
export const lockFile = join(root, 'package-lock.json');
export const tensorflowManifest = join(root, 'resources', 'tensorflow.json');
export const weightsManifest = join(root, 'resources', 'weights.json');

export const tensorflowDir = join(setupDir, 'tensorflow');
export const weightsDir = join(setupDir, 'weights');
export const wheelsDir = join(setupDir, 'wheels');
export const temporaryDir = join(setupDir, 'tmp');
/** What Node has compiled of the sources, kept for the next start; the engine has the same. */
export const compileCacheDir = join(setupDir, 'compile-cache');

export const bindingPackage = join(nodeModules, '@tensorflow', 'tfjs-node-gpu');
export const addonFile = join(bindingPackage, 'lib', 'napi-v8', 'tfjs_binding.node');

/** The command line's entry; runs under Node 24 only. */
export const commandLine = join(root, 'src', 'main', 'cli', 'index.ts');
