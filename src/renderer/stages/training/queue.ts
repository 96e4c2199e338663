import type { Job } from '#shared/contract/studio.ts';

/** A training that begins by itself once the engine is free. */
export interface Waiting {
  job: Job;
  /** Among all work that waits for the engine, of other products too; 1 is next. */
  place: number;
}

/** The trainings of a product that wait for the engine, the next one first. @param jobs all the studio's */
export function waitingTrainings(jobs: readonly Job[], product: string): Waiting[] {
  return jobs
    .filter((job) => job.kind === 'train' && job.product === product && job.state === 'running' && job.place !== null)
    .map((job) => ({ job, place: job.place! }))
    .sort((a, b) => a.place - b.place);
}
