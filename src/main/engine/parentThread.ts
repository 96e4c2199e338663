import { workerData } from 'node:worker_threads';

const millisecondsBetweenLooks = 500;
const parent = workerData as number;

/** A process whose parent ends gets another one, but on Windows. */
function isThere(): boolean {
  if (process.platform !== 'win32') return process.ppid === parent;
  try {
    process.kill(parent, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

setInterval(() => {
  if (!isThere()) process.kill(process.pid, 'SIGKILL');
}, millisecondsBetweenLooks);
