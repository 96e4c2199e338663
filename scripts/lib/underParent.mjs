// node underParent.mjs COMMAND ARGS…   runs COMMAND while standard input is open, which is as long as the process lives that
// started this one: killed, it cannot end its children, but its end of the pipe closes. To be started in a process group of its
// own, where there are groups; all of it ends then.
import { spawn, spawnSync } from 'node:child_process';

const [command, ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(127);
});
child.on('exit', (code) => process.exit(code ?? 128));
process.stdin.on('end', endAll).resume();

function endAll() {
  if (process.platform !== 'win32') return process.kill(-process.pid, 'SIGKILL');
  spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' });
  process.exit(128);
}
