import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { environmentWith, findNode24 } from './node24.mjs';

const underParent = fileURLToPath(new URL('./underParent.mjs', import.meta.url));

/**
 * Runs a script under Node 24 with this process's streams and ends as it ended: same exit code or signal. SIGINT and
 * SIGTERM are handed on; a terminal's Ctrl-C reaches the child by itself.
 */
export function becomeNode24(args) {
  const node = findNode24();
  if (!node) {
    process.stderr.write('Node 24 is not installed yet. Run `npm run setup` first.\n');
    process.exit(1);
  }
  const child = spawn(node.file, args, { stdio: 'inherit', env: environmentWith(node) });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('error', (error) => {
    process.stderr.write(`Cannot start ${node.file}: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/**
 * Runs a command to its end and keeps what it printed.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, bound?: boolean, started?: (child: import('node:child_process').ChildProcess) => void, line?: (line: string) => void }} [options]
 *   `line` is called with each finished line of either stream; `bound`: ends with this process, even where that is killed, and
 *   is a process group of its own, where there are groups
 * @returns {Promise<{ code: number, output: string, stdout: string }>} `output` is the last 20,000 characters of both streams;
 *   code is 127 where the command does not exist and 128 where a signal ended it
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const { cwd, env, bound } = options;
    const child = bound
      ? spawn(process.execPath, [underParent, command, ...args], {
          ...{ cwd, env, stdio: 'pipe' },
          detached: process.platform !== 'win32', // in a process group of its own
        })
      : spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let stdout = '';
    const read = (stream, isStdout) => {
      let rest = '';
      stream.setEncoding('utf8').on('data', (text) => {
        output = (output + text).slice(-20_000);
        if (isStdout) stdout += text;
        const lines = (rest + text).split('\n');
        rest = lines.pop();
        if (options.line) lines.forEach((line) => options.line(line));
      });
    };
    read(child.stdout, true);
    read(child.stderr, false);
    child.on('error', (error) => resolve({ code: 127, output: error.message, stdout }));
    child.on('close', (code) => resolve({ code: code ?? 128, output, stdout }));
    options.started?.(child);
  });
}
