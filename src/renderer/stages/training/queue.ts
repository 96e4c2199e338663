import type { Job } from '#shared/contract/studio.ts';

/** A training that begins by itself once the engine is free. */
export interface Waiting {
  job: Job;
  /** Among all work that waits for the engine, of other products too; 1 is next. */
  place: number;
}

/** The trainings of a product that wait for the engine, the next one first. @param jobs all the studio's, oldest first */
export function waitingTrainings(jobs: readonly Job[], product: string): Waiting[] {
  return jobs
    .filter(({ state, waits }) => state === 'running' && waits)
    .map((job, i) => ({ job, place: i + 1 }))
    .filter(({ job }) => job.kind === 'train' && job.product === product);
}
