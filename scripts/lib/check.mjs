import { spawn } from 'node:child_process';
import { environmentWith, findNode24 } from './node24.mjs';
import { root } from './paths.mjs';

/** Runs a script under Node 24 in the repository's root with this process's streams. @returns {Promise<boolean>} exit code 0 */
export function succeeds(args, environment = process.env) {
  const node = findNode24();
  return new Promise((resolve, reject) => {
    const child = spawn(node.file, args, { cwd: root, stdio: 'inherit', env: environmentWith(node, environment) });
    const forward = (signal) => child.kill(signal);
    process.on('SIGINT', forward).on('SIGTERM', forward);
    child.on('error', reject);
    child.on('exit', (code) => {
      process.off('SIGINT', forward).off('SIGTERM', forward);
      resolve(code === 0);
    });
  });
}

/** Runs the tools one after the other, all of them even if one fails. @returns {Promise<string[]>} names of those that failed */
export async function failedAmong(tools, environment) {
  const failed = [];
  for (const { name, args } of tools) if (!(await succeeds(args, environment))) failed.push(name);
  return failed;
}
