import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { lockFile, nodeModules, root } from '../lib/paths.mjs';
import { nodePackage } from '../lib/node24.mjs';
import { explain } from './failure.mjs';
import { readable } from './report.mjs';
import { requireSpace } from './wheels.mjs';

/** npm settings of the machine that would change what gets installed; registry, proxy and certificates stay the user's. */
const flags = [
  '--ignore-scripts',
  '--include=dev',
  '--include=optional',
  '--include=peer',
  '--bin-links',
  '--package-lock',
  '--no-global',
  '--no-dry-run',
  '--no-legacy-peer-deps',
  '--no-strict-peer-deps',
  '--no-engine-strict',
  '--install-strategy=hoisted',
  `--os=${process.platform}`,
  `--cpu=${process.arch}`,
  '--no-audit',
  '--no-fund',
  '--no-progress',
  '--no-update-notifier',
  '--loglevel=http',
];

export const packagesStep = {
  title: 'packages',
  does: 'npm ci --ignore-scripts, the exact versions of package-lock.json; needs the npm registry (1 GB of disk, 1.5 with npm’s cache)',
  without: 'run `npm ci --ignore-scripts --include=dev --include=optional` yourself, with npm’s own settings',
  isDone: installedMatchesLock,
  async run({ execute, report }) {
    requireSpace(root, 1.5e9);
    const { command, args } = npmCommand();
    const total = Object.values(readPackages(lockFile)).filter(isForThisMachine).length;
    const fetched = new Set();
    const freeBefore = freeBytes();
    const result = await execute(command, [...args, 'ci', ...flags], {
      cwd: root,
      env: npmEnvironment(),
      line: (text) => {
        const archive = /http (?:fetch|cache) .*?([^/]+\.tgz)/.exec(text)?.[1];
        if (archive) fetched.add(archive);
        const written = readable(Math.max(0, freeBefore - freeBytes()));
        report.progress(`${fetched.size} of about ${total} packages fetched, about ${written} written`);
      },
    });
    if (result.code !== 0) throw explain('npm ci', withoutHosts(result.output));
    return 'installed';
  },
};

const freeBytes = () => {
  const { bavail, bsize } = statfsSync(root);
  return bavail * bsize;
};

/** Lock entries name the systems and processors they are for; the first entry is the project itself. */
function isForThisMachine(entry) {
  const fits = (list, value) => !list || list.includes(value);
  return Boolean(entry.integrity) && fits(entry.os, process.platform) && fits(entry.cpu, process.arch);
}

function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

/** True if npm's own record of what it installed says the same as the lock; npm writes that record last. */
function installedMatchesLock() {
  const record = join(nodeModules, '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = readPackages(record);
  return Object.entries(readPackages(lockFile)).every(([path, entry]) => {
    if (path === '') return true;
    const present = installed[path];
    if (!present) return entry.optional === true && path !== `node_modules/${nodePackage}`;
    return present.version === entry.version && present.integrity === entry.integrity;
  });
}

/** The npm that started us, else the one on the PATH. */
function npmCommand() {
  const script = process.env.npm_execpath;
  if (script && /npm-cli\.c?js$/.test(script) && existsSync(script))
    return { command: process.execPath, args: [script] };
  return { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', args: [] };
}

function npmEnvironment() {
  const env = { ...process.env };
  delete env.NODE_ENV; // production would leave the development packages out
  for (const name of Object.keys(env)) {
    if (
      /^npm_config_(omit|only|production|optional|dev|also|nodedir|node_gyp|prefix|global|local_prefix)$/i.test(name)
    ) {
      delete env[name];
    }
  }
  return env;
}

/** npm's request log without the addresses, which may carry a company's host names or tokens. */
function withoutHosts(output) {
  return output
    .split('\n')
    .filter((line) => !/npm http (fetch|cache) .* 20\d /.test(line))
    .join('\n');
}
