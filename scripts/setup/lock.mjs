import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync, linkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { setupDir } from '../lib/paths.mjs';

const file = join(setupDir, 'setup.lock');

/** A process that survives in /proc under the same number is the same one only if it started at the same time. */
function startTime(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop().split(' ');
    return fields[0] === 'Z' ? null : fields[19];
  } catch {
    return null; // no such process, or no /proc: then the pid alone has to do
  }
}

function isAlive(owner) {
  if (!owner?.pid) return false;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if (error.code === 'ESRCH') return false;
  }
  return process.platform !== 'linux' || startTime(owner.pid) === owner.started;
}

const identify = (pid) => ({ pid, started: startTime(pid) });

function read(path) {
  try {
    const text = readFileSync(path, 'utf8');
    return { text, owner: JSON.parse(text) };
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    return { text: '', owner: null }; // cut short by a power failure
  }
}

/** Takes a dead owner's lock away, and ends the npm or pip it left running; never takes one that changed hands meanwhile. */
function removeStale(held) {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  if (readFileSync(aside, 'utf8') !== held.text && isAlive(read(aside)?.owner)) linkSync(aside, file);
  else if (isAlive(held.owner?.child)) endGroup(held.owner.child.pid);
  rmSync(aside, { force: true });
}

function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/**
 * Waits until no other set-up runs in this folder, then holds the lock.
 * @returns {Promise<{ setChild(pid?: number): void, release(): void }>} `setChild` names the process group that must end with
 *   the set-up; `release` is also called on SIGINT and SIGTERM, which end the child first
 */
export async function acquireLock(report) {
  mkdirSync(setupDir, { recursive: true });
  let told = false;
  for (;;) {
    try {
      writeFileSync(file, JSON.stringify(identify(process.pid)), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const held = read(file);
    if (held && !isAlive(held.owner)) {
      removeStale(held);
    } else {
      if (!told && held) report.line(`Another set-up (process ${held.owner.pid}) is running here; waiting for it.`);
      told = true;
      await wait(300);
    }
  }
  return hold();
}

function hold() {
  let child;
  const stop = (signal) => {
    if (child) endGroup(child);
    rmSync(file, { force: true });
    process.stderr.write('\nSet-up interrupted. Run it again; what is done stays done.\n');
    process.exit(signal === 'SIGINT' ? 130 : 143);
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return {
    setChild(pid) {
      child = pid;
      const record = { ...identify(process.pid), ...(pid && { child: identify(pid) }) };
      writeFileSync(`${file}.new`, JSON.stringify(record));
      renameSync(`${file}.new`, file);
    },
    release() {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      rmSync(file, { force: true });
    },
  };
}
