import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { arch, cpus, loadavg, platform, totalmem } from 'node:os';
import { projectRoot } from '#studio/paths.ts';

/** Processor, cores, memory and system in words; no name of the machine. */
export function describeMachine(): string {
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  return `${processors.length} × ${model}, ${memory} GiB, ${platform()} ${arch()}, Node ${process.versions.node}`;
}

/** Load average of the last minute. */
export const loadNow = (): number => Math.round(loadavg()[0]! * 10) / 10;

/** What decides the figures; results and documents do not, so that committing them measures nothing again. */
const programPaths = ['src', 'resources', 'package-lock.json'];

/**
 * The last commit that changed the program; with a digest of what was changed since, where something was. Null outside a
 * repository.
 */
export function programCommit(): string | null {
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', projectRoot, ...args, '--', ...programPaths], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 2 ** 28,
    }).trim();
  try {
    const commit = git('log', '-1', '--format=%h', '--abbrev=12');
    const status = git('status', '--porcelain');
    if (status === '') return commit;
    const digest = createHash('sha256').update(status).update(git('diff', 'HEAD')).digest('hex');
    return `${commit}-dirty-${digest.slice(0, 8)}`;
  } catch {
    return null; // an installed program has no repository
  }
}
