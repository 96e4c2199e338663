import type { Job, PackageSummary } from '#shared/contract/studio.ts';

/** In the order in which an export takes them; a job's `done` counts those that are behind it. */
export const exportSteps = ['model', 'parity', 'package'] as const;
type StepState = 'none' | 'doing' | 'done' | 'bad';

/** How a step stands by the newest export, or by a package from earlier where none is known. */
export function stepState(job: Job | undefined, hasPackage: boolean, index: number): StepState {
  if (!job || job.state === 'cancelled') return hasPackage ? 'done' : 'none';
  if (job.state === 'done') return 'done';
  const at = job.total > 0 ? job.done : 0;
  if (index !== at) return index < at ? 'done' : 'none';
  return job.state === 'failed' ? 'bad' : 'doing';
}

/** A step of the hand-over, with what it came to. */
export interface Step {
  name: (typeof exportSteps)[number] | 'approval';
  state: StepState;
  detail: string;
}

/** The steps of an export, and the approval that a person gives afterwards. @param pack the package that is shown, if any */
export function stepsOf(
  job: Job | undefined,
  pack: PackageSummary | null,
  words: { compared: (pictures: number) => string; files: (count: number) => string; toApprove: string },
): Step[] {
  const details = pack
    ? { model: pack.run, parity: words.compared(pack.parity.images), package: words.files(pack.files) }
    : { model: '', parity: '', package: '' };
  const made = exportSteps.map((name, i) => ({ name, state: stepState(job, pack !== null, i), detail: details[name] }));
  const approved = pack?.standing.approved;
  const approval = {
    name: 'approval' as const,
    state: approved ? ('done' as const) : ('none' as const),
    detail: approved ? (approved.name ?? approved.who) : words.toApprove,
  };
  return [...made, approval];
}
