import { parentPort } from 'node:worker_threads';
import { serializeError } from '#shared/errors.ts';
import { type CacheTask, makePicture } from './cachePicture.ts';

export type { CacheTask };

/** The answer to one task: done, or the error as JSON of a SerializedError. */
export interface CacheReply {
  error?: string;
}

parentPort!.on('message', (task: CacheTask) => {
  makePicture(task).then(
    () => parentPort!.postMessage({} satisfies CacheReply),
    (error: unknown) => parentPort!.postMessage({ error: JSON.stringify(serializeError(error)) } satisfies CacheReply),
  );
});
