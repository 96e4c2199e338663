import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { nodeModules, root } from './paths.mjs';

const tool = (...path) => join(nodeModules, ...path);
const compiler = tool('typescript', 'bin', 'tsc');
const vueCompiler = tool('vue-tsc', 'bin', 'vue-tsc.js');

const hasFiles = (folder) => existsSync(join(root, folder)) && readdirSync(join(root, folder)).length > 0;

/** One program per runtime, so that no layer sees types it may not use. */
export const typecheckPrograms = [
  { name: 'shared', args: [compiler, '--project', 'tsconfig.shared.json'] },
  { name: 'node', args: [compiler, '--project', 'tsconfig.node.json'] },
  { name: 'renderer', args: [vueCompiler, '--project', 'tsconfig.renderer.json'], needs: 'src/renderer' },
].filter(({ needs }) => !needs || hasFiles(needs));

export const lintTools = [
  { name: 'eslint', args: [tool('eslint', 'bin', 'eslint.js'), '--max-warnings=0', '.'] },
  { name: 'prettier', args: [tool('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level=warn', '.'] },
  {
    name: 'imports',
    args: [
      tool('dependency-cruiser', 'bin', 'dependency-cruiser.mjs'),
      '--config=.dependency-cruiser.mjs',
      '--output-type=err-long',
      'src',
      'packages/scoring/src',
      'benchmarks',
      'tests',
    ],
  },
  // Files, exports and dependencies that nothing uses.
  { name: 'unused', args: [tool('knip', 'bin', 'knip.js'), '--no-progress', '--treat-config-hints-as-errors'] },
];
