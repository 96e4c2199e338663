import type { Job } from '#shared/contract/studio.ts';

/** In the order in which an export takes them; a job's `done` counts those that are behind it. */
export const exportSteps = ['model', 'parity', 'package'] as const;

/** How a step stands by the newest export, or by a package from earlier where none is known. */
export function stepState(job: Job | undefined, hasPackage: boolean, index: number): 'none' | 'doing' | 'done' | 'bad' {
  if (!job || job.state === 'cancelled') return hasPackage ? 'done' : 'none';
  if (job.state === 'done') return 'done';
  const at = job.total > 0 ? job.done : 0;
  if (index !== at) return index < at ? 'done' : 'none';
  return job.state === 'failed' ? 'bad' : 'doing';
}
