import { shallowRef } from 'vue';
import type { Job } from '#shared/contract/studio.ts';

/** The job whose cancelling is being asked about; the frame shows the question. */
export const jobToCancel = shallowRef<Job | null>(null);

/** Asks, naming what is lost, before a job is cancelled. */
export function askToCancel(job: Job): void {
  jobToCancel.value = job;
}
