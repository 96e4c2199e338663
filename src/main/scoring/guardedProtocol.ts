import type { SerializedError } from '#shared/errors.ts';

/** What is asked of the process that scores, one at a time. */
export type GuardedRequest =
  { open: string; threads: number | undefined; memoryBytes: number } | { score: string } | 'golden';
export type GuardedReply = { value: unknown } | { error: SerializedError };

/** What the process says on standard error before it ends itself for using too much memory. */
export const memoryMark = 'flawsmith: more memory than allowed';
